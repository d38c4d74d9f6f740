/** Verification of request tokens: compares monday-auth and other libraries with the bare JDK. */
@NullMarked
package io.github.mondayauth.benchmarks.verify;

import org.jspecify.annotations.NullMarked;

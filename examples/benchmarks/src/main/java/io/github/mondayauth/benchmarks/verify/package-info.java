/**
 * Verification of request tokens: compares monday-auth and other libraries with the JDK's limit.
 */
@NullMarked
package io.github.mondayauth.benchmarks.verify;

import org.jspecify.annotations.NullMarked;

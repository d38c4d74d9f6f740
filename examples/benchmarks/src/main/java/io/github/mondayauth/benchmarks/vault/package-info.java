/** Encryption at rest: compares monday-auth and other libraries with the bare JDK. */
@NullMarked
package io.github.mondayauth.benchmarks.vault;

import org.jspecify.annotations.NullMarked;

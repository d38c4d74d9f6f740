/** Compiles Kotlin code that uses the packaged jars. */
@org.jspecify.annotations.NullMarked
package io.github.mondayauth.examples.consumer;

/**
 * An application that is started as a class path, as modules and as a jlink image, to test the
 * packaged jars.
 */
@org.jspecify.annotations.NullMarked
package io.github.mondayauth.examples.consumer;

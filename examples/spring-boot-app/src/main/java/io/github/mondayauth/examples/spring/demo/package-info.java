/** A demo that runs the application with a fake monday.com and a fake issue tracker. */
@NullMarked
package io.github.mondayauth.examples.spring.demo;

import org.jspecify.annotations.NullMarked;

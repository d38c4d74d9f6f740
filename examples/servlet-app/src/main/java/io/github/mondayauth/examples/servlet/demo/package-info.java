/**
 * The demo: runs the application with a fake monday.com and fake services, either with a page on
 * which a person acts as the monday.com user, or with a script that performs and checks every step.
 */
@NullMarked
package io.github.mondayauth.examples.servlet.demo;

import org.jspecify.annotations.NullMarked;

/**
 * The demo: the application beside a fake monday.com and a fake third party, on a page where a
 * person plays the monday.com user, or walked through without a person.
 */
@NullMarked
package io.github.mondayauth.examples.servlet.demo;

import org.jspecify.annotations.NullMarked;

/** The method of measurement: runs two operations alternately, and compares their CPU time. */
@NullMarked
package io.github.mondayauth.benchmarks;

import org.jspecify.annotations.NullMarked;

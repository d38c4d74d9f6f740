/** How it is measured: two operations in turn, by the CPU time of their thread. */
@NullMarked
package io.github.mondayauth.benchmarks;

import org.jspecify.annotations.NullMarked;

/** Verification of a request token: ours, the peers, and the limit none can pass. */
@NullMarked
package io.github.mondayauth.benchmarks.verify;

import org.jspecify.annotations.NullMarked;

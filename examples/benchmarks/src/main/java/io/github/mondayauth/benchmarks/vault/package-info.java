/** Encryption at rest: ours, the peers, and the limit none can pass. */
@NullMarked
package io.github.mondayauth.benchmarks.vault;

import org.jspecify.annotations.NullMarked;

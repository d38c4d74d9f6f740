/**
 * Changes keys while the application runs. {@code RotationRun} makes one pass over all accounts for
 * each step, and {@code AccountRotation} performs a step for one account. {@code
 * RotationCheckpoint} stores how far a re-encryption has got, {@code RotationProgress} counts and
 * limits the speed, and {@code RotationCensus} counts what is left.
 */
@NullMarked
package io.github.mondayauth.vault.rotation;

import org.jspecify.annotations.NullMarked;

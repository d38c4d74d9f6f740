/**
 * Changes keys while the application runs. {@code RotationRun} makes one pass over all accounts for
 * each step and {@code AccountRotation} does the steps; {@code RotationCheckpoint} stores how far a
 * re-encryption is, {@code RotationProgress} counts and limits the speed, and {@code
 * RotationCensus} counts what is left.
 */
@NullMarked
package io.github.mondayauth.vault.rotation;

import org.jspecify.annotations.NullMarked;

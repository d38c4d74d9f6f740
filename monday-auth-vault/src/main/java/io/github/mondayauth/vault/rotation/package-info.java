/**
 * Changes keys while the application runs. {@code RotationRun} makes one pass over all accounts for
 * each step, and {@code AccountRotation} performs a step for one account. {@code DataKeyAge} tells
 * old data keys from new ones by when they were made, so that a run needs no stored state. {@code
 * RotationProgress} counts what is done and limits the speed, and {@code RotationCensus} counts
 * what is left.
 */
@NullMarked
package io.github.mondayauth.vault.rotation;

import org.jspecify.annotations.NullMarked;

/**
 * Counts what the library reports, in Micrometer: {@link
 * io.github.mondayauth.micrometer.MicrometerAuthListener} is all there is.
 */
@NullMarked
package io.github.mondayauth.micrometer;

import org.jspecify.annotations.NullMarked;

/**
 * Counts the events of monday-auth with Micrometer. Pass a {@link
 * io.github.mondayauth.micrometer.MicrometerAuthListener} to the builder of {@link
 * io.github.mondayauth.MondayApp}.
 */
@NullMarked
package io.github.mondayauth.micrometer;

import org.jspecify.annotations.NullMarked;

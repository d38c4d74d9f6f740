/**
 * Explains on the command line why a token verifies or does not; {@link
 * io.github.mondayauth.doctor.Doctor} is where it starts.
 */
@NullMarked
package io.github.mondayauth.doctor;

import org.jspecify.annotations.NullMarked;

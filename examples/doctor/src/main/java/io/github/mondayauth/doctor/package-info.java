/**
 * A command that explains why a token verifies or does not. {@link
 * io.github.mondayauth.doctor.Doctor} is its main class.
 */
@NullMarked
package io.github.mondayauth.doctor;

import org.jspecify.annotations.NullMarked;

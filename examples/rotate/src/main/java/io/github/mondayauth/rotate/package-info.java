/** Rotates a vault's keys from the command line. */
@NullMarked
package io.github.mondayauth.rotate;

import org.jspecify.annotations.NullMarked;

/** Placeholder. */
@NullMarked
package io.github.mondayauth.vault;

import org.jspecify.annotations.NullMarked;

/** Placeholder. */
@NullMarked
package io.github.mondayauth.oauth;

import org.jspecify.annotations.NullMarked;

/** Placeholder. */
@NullMarked
package io.github.mondayauth.testkit;

import org.jspecify.annotations.NullMarked;

/** What the sibling modules share; exported to them only, and no part of the public API. */
@NullMarked
package io.github.mondayauth.vault.internal;

import org.jspecify.annotations.NullMarked;

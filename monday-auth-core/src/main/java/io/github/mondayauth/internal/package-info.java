/**
 * Types that the vault and OAuth modules share with this one. Exported only to them, and not part
 * of the public API.
 */
@NullMarked
package io.github.mondayauth.internal;

import org.jspecify.annotations.NullMarked;

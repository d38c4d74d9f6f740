/**
 * A key ring in HashiCorp Vault's transit engine: {@link
 * io.github.mondayauth.transit.TransitKeyRing} is all there is.
 */
@NullMarked
package io.github.mondayauth.transit;

import org.jspecify.annotations.NullMarked;

/**
 * A key ring in HashiCorp Vault's transit engine. {@link
 * io.github.mondayauth.transit.TransitKeyRing} is the only public class.
 */
@NullMarked
package io.github.mondayauth.transit;

import org.jspecify.annotations.NullMarked;

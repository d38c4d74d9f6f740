/**
 * Verifies what arrives from monday.com, and holds the vocabulary the other modules share.
 *
 * <ul>
 *   <li>{@link io.github.mondayauth.MondayApp}: the app's identity and secrets; makes the verifiers
 *   <li>verifiers, one per kind of token, and the claims and events only they can make
 *   <li>{@link io.github.mondayauth.Owner}: whose credential it is
 *   <li>{@link io.github.mondayauth.Reply}: a complete answer, which every exception carries too
 *   <li>{@link io.github.mondayauth.Secret}: a value that must not be seen
 * </ul>
 */
@NullMarked
package io.github.mondayauth;

import org.jspecify.annotations.NullMarked;

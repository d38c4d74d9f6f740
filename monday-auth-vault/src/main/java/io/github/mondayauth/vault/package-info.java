/**
 * Keeps credentials encrypted.
 *
 * <ul>
 *   <li>{@link io.github.mondayauth.vault.TokenVault} seals and opens records: every one is bound
 *       to its app, account, owner, connection, profile and kind, and sealed with a data key of its
 *       account.
 *   <li>{@link io.github.mondayauth.vault.TokenStore} is where the sealed bytes are: in memory, in
 *       a database over JDBC, or in a store of your own.
 *   <li>{@link io.github.mondayauth.vault.KeyRing} holds the keys that wrap the data keys: a JWK
 *       set, or a key management service behind three methods.
 *   <li>{@link io.github.mondayauth.vault.VaultException} says what kind of trouble it is. Trouble
 *       with a key never looks like a missing record.
 * </ul>
 */
@NullMarked
package io.github.mondayauth.vault;

import org.jspecify.annotations.NullMarked;

/**
 * Stores credentials and other secrets of monday.com users, encrypted.
 *
 * <p>Start with {@link io.github.mondayauth.vault.TokenVault}. It works with two interfaces:
 *
 * <ul>
 *   <li>{@link io.github.mondayauth.vault.TokenStore} keeps the encrypted records: in a database
 *       over JDBC, in memory, or in your own implementation.
 *   <li>{@link io.github.mondayauth.vault.KeyRing} holds the keys: a JWK set in a file, a directory
 *       or a string, or a key management service behind three methods.
 * </ul>
 *
 * <p>This is envelope encryption. Each account has its own data key (DEK), which encrypts the
 * account's records. The key ring's key-encryption key (KEK) wraps the data keys, which are stored
 * with the account. Each record is bound to its app, account, owner, connection, profile and kind,
 * and each wrapped data key to its {@link io.github.mondayauth.vault.KeyContext}, so that neither
 * can be moved. {@link io.github.mondayauth.vault.Rotation} replaces both kinds of key while the
 * application runs.
 *
 * <p>Every failure is a {@link io.github.mondayauth.vault.VaultException} with a reason. A failure
 * never looks like a missing record.
 *
 * <p>Options follow one style for each kind of type in this library. What is built once, such as a
 * {@code MondayApp}, has a builder. A value, such as a credential, has {@code withX} methods that
 * return a changed copy. An immutable operation, {@link io.github.mondayauth.vault.Rotation}, has
 * methods named after their options, which return a copy too, and one method that runs it.
 */
@NullMarked
package io.github.mondayauth.vault;

import org.jspecify.annotations.NullMarked;

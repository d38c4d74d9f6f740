/**
 * The encrypted records of accounts. {@code SealedRecords} is the way in: it maps names to store
 * keys ({@code RecordKeys}), encrypts and decrypts ({@code RecordFormat}) with the account's data
 * keys, and reads and writes a store whose exceptions {@code GuardedTokenStore} makes typed.
 */
@NullMarked
package io.github.mondayauth.vault.record;

import org.jspecify.annotations.NullMarked;

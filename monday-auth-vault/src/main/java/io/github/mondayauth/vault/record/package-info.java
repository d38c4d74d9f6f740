/**
 * The encrypted records of accounts. {@code SealedRecords} is the entry point: it maps names to
 * store keys ({@code RecordKeys}), and encrypts and decrypts records with the account's data keys
 * ({@code RecordFormat}). It reads and writes through a {@code GuardedTokenStore}, which turns the
 * exceptions of a store into {@code VaultException}.
 */
@NullMarked
package io.github.mondayauth.vault.record;

import org.jspecify.annotations.NullMarked;

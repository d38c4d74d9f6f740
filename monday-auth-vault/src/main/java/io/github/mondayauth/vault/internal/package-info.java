/**
 * Types for the oauth module: {@code AccountRecords}, which are the encrypted records of accounts,
 * the types it uses, and {@code Tombstones}, which record uninstalls. {@code VaultAccess} obtains
 * the records from a {@code TokenVault}. Exported only to the oauth module, and not part of the
 * public API.
 */
@NullMarked
package io.github.mondayauth.vault.internal;

import org.jspecify.annotations.NullMarked;

/**
 * Types for the oauth module: {@code AccountRecords}, which are the encrypted records of accounts,
 * and the types it uses. {@code VaultAccess} obtains them from a {@code TokenVault}. Exported only
 * to the oauth module, and not part of the public API.
 */
@NullMarked
package io.github.mondayauth.vault.internal;

import org.jspecify.annotations.NullMarked;

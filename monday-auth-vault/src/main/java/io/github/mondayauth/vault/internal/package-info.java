/**
 * Shared with the oauth module and exported to it only, so that it is no part of the public API:
 * {@code AccountRecords}, the encrypted records of accounts, and the types it uses. {@code
 * VaultAccess} gets them out of a {@code TokenVault}.
 */
@NullMarked
package io.github.mondayauth.vault.internal;

import org.jspecify.annotations.NullMarked;

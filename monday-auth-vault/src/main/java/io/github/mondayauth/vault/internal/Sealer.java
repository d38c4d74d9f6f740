package io.github.mondayauth.vault.internal;

import io.github.mondayauth.vault.TokenStore.Created;

/**
 * Holds an account's data key for the length of a flow, so that what a provider issues can
 * certainly be encrypted. Safe for use by several threads.
 */
public interface Sealer {
  /**
   * Creates a record in the account and epoch of this sealer.
   *
   * @throws io.github.mondayauth.vault.VaultException if the store fails
   * @throws IllegalArgumentException if the record is another account's or too large
   */
  Created create(RecordName name, byte[] plaintext);
}

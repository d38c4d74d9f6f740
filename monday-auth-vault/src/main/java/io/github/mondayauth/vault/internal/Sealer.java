package io.github.mondayauth.vault.internal;

import io.github.mondayauth.vault.TokenStore.Created;

/**
 * Holds an account's data key, so that what is about to be obtained from a provider can certainly
 * be sealed. For one flow; safe for use by several threads.
 */
public interface Sealer {
  /**
   * Creates a record of the account and epoch the sealer was made for.
   *
   * @throws io.github.mondayauth.vault.VaultException if the store fails
   * @throws IllegalArgumentException if the record is another account's or too large
   */
  Created create(RecordName name, byte[] plaintext);
}

package io.github.mondayauth.vault.internal;

import java.util.List;

/** What {@link AccountRecords#forget} deleted, as it was stored last. */
public interface DeletedRecords {
  /** The number of records, marks of used flows included and the root not. */
  int count();

  /**
   * Decrypts the credentials with the data keys of the deleted root, so that exactly what was
   * deleted can be revoked. Calls the key ring.
   */
  Credentials credentials();

  /**
   * The deleted credentials.
   *
   * @param readable those that could be decrypted
   * @param unreadable the number of the others, which may still be valid at their providers
   */
  record Credentials(List<RecordSnapshot> readable, int unreadable) {
    /** Copies the list. */
    public Credentials {
      readable = List.copyOf(readable);
    }
  }
}

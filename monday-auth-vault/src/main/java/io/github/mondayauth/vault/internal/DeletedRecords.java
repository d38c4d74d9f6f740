package io.github.mondayauth.vault.internal;

import java.util.List;

/**
 * What {@link AccountRecords#forget} or {@link AccountRecords#forgetLeftovers} deleted, as it was
 * stored last. Leftovers have no root, so none of their credentials can be read.
 */
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
   * @param unreadable the names of the others, which may still be valid at their providers
   * @param unnamed the number of those whose names have another format, which may be valid too
   */
  record Credentials(List<RecordSnapshot> readable, List<RecordName> unreadable, int unnamed) {
    /** Copies the lists. */
    public Credentials {
      readable = List.copyOf(readable);
      unreadable = List.copyOf(unreadable);
    }
  }
}

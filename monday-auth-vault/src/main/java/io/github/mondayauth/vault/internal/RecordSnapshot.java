package io.github.mondayauth.vault.internal;

/**
 * A record as it was read. It keeps the data key that decrypted it, so that {@link
 * AccountRecords#replace} works while the key ring fails.
 */
public interface RecordSnapshot {
  /** The record's name. */
  RecordName name();

  /** The installation that the record belongs to. */
  Epoch epoch();

  /** Changes with every write. No version returns, not even after a deletion. */
  long version();

  /** A copy of the content. */
  byte[] plaintext();
}

package io.github.mondayauth.vault.internal;

/**
 * A record as it was read. It keeps the data key it was opened with, so that {@link
 * AccountRecords#replace} needs no key ring: whoever holds one can still write when the key ring
 * fails.
 */
public interface RecordSnapshot {
  /** What it is called. */
  RecordName name();

  /** The installation it belongs to. */
  Epoch epoch();

  /** Changes with every write and never returns, not even after a deletion. */
  long version();

  /** A copy of the content. */
  byte[] plaintext();
}

package io.github.mondayauth.vault.internal;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The app's own records, which belong to no account and outlive the uninstalls of all of them. They
 * are not encrypted and hold no secret. Safe for use by several threads.
 *
 * <p>Every method throws a {@link io.github.mondayauth.vault.VaultException} if the store fails.
 */
public interface AppRecords {
  /**
   * A record as it was read or written.
   *
   * @param name its name
   * @param version identifies this content of the record
   * @param content the bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record AppRecord(String name, long version, byte[] content) {}

  /** Reads a record. */
  Optional<AppRecord> find(String name);

  /**
   * Creates a record, unless there is one.
   *
   * @param name 1 to 100 characters of ASCII, of which the first part, up to a slash, says what the
   *     record is
   * @param purgeAfter when it may be deleted, or null for never
   * @return false if there is one, which is kept
   */
  boolean create(String name, byte[] content, @Nullable Instant purgeAfter);

  /**
   * Replaces the content if the record was neither written nor deleted since it was read. Keeps the
   * time after which it may be deleted.
   *
   * @return the record as it is now, or empty if it was written or deleted
   */
  Optional<AppRecord> replace(AppRecord current, byte[] content);
}

package io.github.mondayauth.vault;

import io.github.mondayauth.vault.VaultException.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings what is stored to the key ring's primary wrapping key, and on request to new data keys,
 * while the application works: {@link TokenVault#rotation()}.
 *
 * <p>Made for being stopped. Every row is changed by itself and only if it is as it was read; a run
 * that ended anywhere is followed by another one with the same options, which does what is left.
 * Rows that do not open are listed and left as they were; a store or key ring that cannot be
 * reached ends the run with a {@link VaultException}. An interrupted thread ends it too.
 *
 * <p>Immutable and safe for use by several threads; run one rotation of an app at a time.
 */
public final class Rotation {
  private final RotationRun.Parts parts;
  private final RotationRun.Options options;

  private Rotation(RotationRun.Parts parts, RotationRun.Options options) {
    this.parts = parts;
    this.options = options;
  }

  static Rotation of(RotationRun.Parts parts) {
    return new Rotation(parts, new RotationRun.Options(false, false, Integer.MAX_VALUE, p -> {}));
  }

  /**
   * How far a run is.
   *
   * @param accounts the accounts looked at in the present pass
   * @param rewrapped the data keys that were wrapped by the primary wrapping key
   * @param reencrypted the records that were encrypted with a new data key
   * @param failed the rows that could not be opened
   */
  public record Progress(long accounts, long rewrapped, long reencrypted, long failed) {}

  /**
   * A row that was left as it was.
   *
   * @param account the account's id
   * @param row the record's stored name, {@code kind/owner/name/profile} without content, or empty
   *     for the account's data keys
   * @param reason why
   */
  public record Failure(long account, String row, Reason reason) {}

  /**
   * What a run did. In a dry run: what it would have done.
   *
   * @param accounts the accounts there are
   * @param rewrapped the data keys that were wrapped by the primary wrapping key
   * @param reencrypted the records that were encrypted with a new data key
   * @param removed the old data keys that were removed
   * @param remaining the data keys under other wrapping keys, and with {@link #reencrypt()} the
   *     records under old data keys, that a scan of all headers found at the end
   * @param failures the rows that were left as they were, each once
   * @param finishAt when another run can remove the old data keys, or null if none are left to
   *     remove: processes may use them for five minutes yet
   */
  public record Report(
      long accounts,
      long rewrapped,
      long reencrypted,
      long removed,
      long remaining,
      List<Failure> failures,
      @Nullable Instant finishAt) {
    /**
     * Copies the failures.
     *
     * @param accounts the accounts there are
     * @param rewrapped the data keys that were wrapped
     * @param reencrypted the records that were encrypted
     * @param removed the data keys that were removed
     * @param remaining what is left under old keys
     * @param failures the rows that were left as they were
     * @param finishAt when another run can remove the old data keys, or null
     */
    public Report {
      failures = List.copyOf(failures);
    }

    /**
     * Whether any row failed.
     *
     * @return true if there are failures
     */
    public boolean hasFailed() {
      return !failures.isEmpty();
    }

    /**
     * Whether everything is under the new keys, and the old ones can be retired.
     *
     * @return true if nothing failed and nothing is left
     */
    public boolean isComplete() {
      return failures.isEmpty() && remaining == 0 && finishAt == null;
    }
  }

  /**
   * Also encrypts every record with a new data key, for when keys and database may have been seen.
   * Two runs: the first one adds a data key to each account and encrypts the records with it, the
   * second, ten minutes later ({@link Report#finishAt()}), removes the old ones. Where a run ended
   * is kept in the store. Off by default: records stay as they are.
   *
   * @return a rotation with this option
   */
  public Rotation reencrypt() {
    return new Rotation(parts, options.withReencrypt());
  }

  /**
   * Writes nothing: opens what would be opened and counts. Off by default.
   *
   * @return a rotation with this option
   */
  public Rotation dryRun() {
    return new Rotation(parts, options.withDryRun());
  }

  /**
   * The most rows to write in a second, so that the application keeps its share of the store and
   * the key service; by default as many as there can be.
   *
   * @param rows positive
   * @return a rotation with this option
   */
  public Rotation perSecond(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("at least one row in a second, found " + rows);
    }
    return new Rotation(parts, options.withPerSecond(rows));
  }

  /**
   * Told after every account, by the thread that runs. What it throws ends the run.
   *
   * @param listener the listener; by default nobody is told
   * @return a rotation with this option
   */
  public Rotation onProgress(Consumer<Progress> listener) {
    return new Rotation(parts, options.withListener(listener));
  }

  /**
   * Runs, and returns when all was looked at.
   *
   * @return what was done
   * @throws VaultException if the store or the key ring cannot be reached, the primary wrapping key
   *     is not the one that had its id before, or another rotation took over
   * @throws java.util.concurrent.CancellationException if the thread was interrupted, which it
   *     stays
   */
  public Report run() {
    return new RotationRun(parts, options).run();
  }

  /** The present state of a re-encryption that was begun, for tests. */
  Optional<RotationCheckpoint.State> state() {
    return new RotationCheckpoint(parts.app(), parts.store()).read();
  }
}

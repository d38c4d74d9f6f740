package io.github.mondayauth.vault;

import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.rotation.RotationProgress;
import io.github.mondayauth.vault.rotation.RotationRun;
import io.github.mondayauth.vault.rotation.RotationRun.Options;
import io.github.mondayauth.vault.rotation.RotationRun.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Wraps all data keys with the key ring's primary key, and on request encrypts all records with new
 * data keys, while the application runs. Get one from {@link TokenVault#rotation()}.
 *
 * <p>Safe to interrupt: each row is a compare-and-set, and a second run with the same options
 * resumes. Rows that cannot be decrypted are listed and left as they were. If the store or the key
 * ring cannot be reached, the run ends with a {@link VaultException}.
 *
 * <p>Immutable and safe for use by several threads: every option returns a new rotation. Run one
 * rotation of an app at a time; several lose nothing, but they contend.
 */
public final class Rotation {
  private final Function<Options, RotationRun> runs;
  private final Options options;
  private final InstantSource time;

  Rotation(Function<Options, RotationRun> runs, InstantSource time) {
    this(runs, Options.DEFAULTS, time);
  }

  private Rotation(Function<Options, RotationRun> runs, Options options, InstantSource time) {
    this.runs = runs;
    this.options = options;
    this.time = time;
  }

  /**
   * How far a run is.
   *
   * @param accounts the accounts done in the current pass; a run has several passes
   * @param rewrapped the data keys that were wrapped with the primary key
   * @param reencrypted the records that were encrypted with a new data key
   * @param failed the rows that could not be decrypted
   */
  public record Progress(long accounts, long rewrapped, long reencrypted, long failed) {}

  /**
   * A row that was left as it was.
   *
   * @param account the account's id
   * @param row the record's stored name, {@code kind/owner/name/profile}, or empty for the
   *     account's data keys
   * @param reason why it failed
   */
  public record Failure(long account, String row, Reason reason) {}

  /**
   * What a run did, or what a dry run would have done.
   *
   * @param accounts the number of accounts
   * @param rewrapped the data keys that were wrapped with the primary key
   * @param reencrypted the records that were encrypted with a new data key
   * @param removed the old data keys that were removed
   * @param remaining the data keys under other key-encryption keys, and with {@link
   *     #reencrypt(Instant)} the records under old data keys, that a scan of all headers found at
   *     the end
   * @param failures the rows that were left as they were, each once
   * @param finishAt when another run can remove the old data keys, or null if none are left to
   *     remove. Until then, instances may still use them
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
     * Copies the list of failures.
     *
     * @param accounts the number of accounts
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
     * Whether everything is under the new keys, so that the old ones can be retired.
     *
     * @return true if nothing failed and nothing is left under old keys
     */
    public boolean isComplete() {
      return failures.isEmpty() && remaining == 0 && finishAt == null;
    }
  }

  /**
   * Also encrypts every record that is under a data key made before a time, for when both a
   * key-encryption key and the database may have been disclosed by then. Takes two runs with the
   * same time: the first adds a data key to each account whose data key is older, and encrypts its
   * records; the second, ten minutes later ({@link Report#finishAt()}), encrypts what instances
   * wrote with cached data keys since then, and removes the old ones. Data keys made less than 30
   * seconds after the time count as older, since clocks differ. Default: off.
   *
   * @param before data keys made before this time are replaced
   * @return a rotation with this option; {@link #run()} throws an {@link IllegalArgumentException}
   *     if the time has not passed
   */
  public Rotation reencrypt(Instant before) {
    return new Rotation(runs, options.withReencrypt(before), time);
  }

  /**
   * {@link #reencrypt(Instant)} with the present time. Use the same rotation for both runs: in
   * another process, pass the time of the first run instead.
   *
   * @return a rotation with this option
   */
  public Rotation reencrypt() {
    return reencrypt(time.instant());
  }

  /**
   * Accepts an app without accounts. Otherwise a run that finds none fails, since its client id is
   * probably mistyped. Default: off.
   *
   * @return a rotation with this option
   */
  public Rotation allowEmpty() {
    return new Rotation(runs, options.withAllowsEmpty(), time);
  }

  /**
   * Writes nothing: decrypts what a run would decrypt, and counts. Default: off.
   *
   * @return a rotation with this option
   */
  public Rotation dryRun() {
    return new Rotation(runs, options.withDryRun(), time);
  }

  /**
   * Limits the rows written in a second, to leave capacity of the store and the key service to the
   * application. Default: no limit.
   *
   * @param rows the most rows in a second, positive
   * @return a rotation with this option
   * @throws IllegalArgumentException if the limit is not positive
   */
  public Rotation perSecond(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("expected at least one row in a second, found " + rows);
    }
    return new Rotation(runs, options.withPerSecond(rows), time);
  }

  /**
   * Sets a listener that is called after every account, in the thread that runs. An exception that
   * it throws ends the run. Default: none.
   *
   * @param listener the listener, which replaces an earlier one
   * @return a rotation with this option
   */
  public Rotation onProgress(Consumer<Progress> listener) {
    return new Rotation(runs, options.withListener(p -> listener.accept(progress(p))), time);
  }

  private static Progress progress(RotationProgress now) {
    return new Progress(now.accounts(), now.rewrapped(), now.reencrypted(), now.failureCount());
  }

  /**
   * Runs the rotation, and returns at its end.
   *
   * @return what was done
   * @throws VaultException if the store or the key ring cannot be reached, the primary key is not
   *     the one that had its id before, or other callers kept writing a root; with {@link
   *     Reason#ACCOUNT_UNKNOWN} if the app has no account
   * @throws IllegalArgumentException if the time of {@link #reencrypt(Instant)} has not passed
   * @throws java.util.concurrent.CancellationException if the thread was interrupted; it stays
   *     interrupted
   */
  public Report run() {
    Outcome outcome = runs.apply(options).run();
    RotationProgress done = outcome.progress();
    return new Report(
        done.accounts(),
        done.rewrapped(),
        done.reencrypted(),
        done.removed(),
        outcome.remaining(),
        done.failures().stream()
            .map(f -> new Failure(f.key().account(), f.key().name(), f.reason()))
            .toList(),
        outcome.finishAt());
  }
}

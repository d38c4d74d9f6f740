package io.github.mondayauth.vault.rotation;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Counts what a run has done so far, lists the rows that failed, and limits the run's speed. */
public final class RotationProgress {
  /**
   * A row that was left as it was.
   *
   * @param key the row's key
   * @param reason why it failed
   */
  public record RowFailure(TokenStore.Key key, Reason reason) {}

  /** {@link Thread#sleep}, in nanoseconds. */
  interface Sleep {
    void sleep(long nanos) throws InterruptedException;
  }

  private final int perSecond;
  private final Consumer<RotationProgress> listener;
  private final LongSupplier nanos;
  private final Sleep sleep;
  private final long start;
  private final Set<RowFailure> failures = new LinkedHashSet<>();
  private long writes;
  private long accounts;
  private long rewrapped;
  private long reencrypted;
  private long removed;

  RotationProgress(int perSecond, Consumer<RotationProgress> listener) {
    this(perSecond, listener, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  RotationProgress(
      int perSecond, Consumer<RotationProgress> listener, LongSupplier nanos, Sleep sleep) {
    this.perSecond = perSecond;
    this.listener = listener;
    this.nanos = nanos;
    this.sleep = sleep;
    this.start = nanos.getAsLong();
  }

  void beginPass() {
    accounts = 0;
  }

  void accountDone() {
    accounts++;
    listener.accept(this);
  }

  void addRewrapped(int keys) {
    rewrapped += keys;
  }

  void addReencrypted() {
    reencrypted++;
  }

  void addRemoved(int keys) {
    removed += keys;
  }

  /** Lists a row that cannot be decrypted. Throws a failure of the store or key ring instead. */
  void failed(TokenStore.Key key, VaultException failure) {
    Reason reason = failure.reason();
    if (reason == Reason.STORE_FAILED || reason == Reason.KEY_UNAVAILABLE) {
      throw failure;
    }
    failures.add(new RowFailure(key, reason));
  }

  /** Waits until another row may be written. */
  void awaitTurn() {
    long due = (long) (writes++ * (1e9 / perSecond));
    long wait = due - (nanos.getAsLong() - start);
    try {
      if (wait > 0) {
        sleep.sleep(wait);
      } else if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      CancellationException canceled = new CancellationException("the rotation was interrupted");
      canceled.initCause(stopped);
      throw canceled;
    }
  }

  /** The accounts done in the current pass. */
  public long accounts() {
    return accounts;
  }

  /** The data keys that the primary key wrapped. */
  public long rewrapped() {
    return rewrapped;
  }

  /** The records that a new data key encrypted. */
  public long reencrypted() {
    return reencrypted;
  }

  /** The old data keys that were removed. */
  public long removed() {
    return removed;
  }

  /** How many rows were left as they were. */
  public long failureCount() {
    return failures.size();
  }

  /** The rows that were left as they were. */
  public List<RowFailure> failures() {
    return List.copyOf(failures);
  }
}

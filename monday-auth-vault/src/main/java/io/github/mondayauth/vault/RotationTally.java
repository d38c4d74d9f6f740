package io.github.mondayauth.vault;

import io.github.mondayauth.vault.Rotation.Failure;
import io.github.mondayauth.vault.Rotation.Progress;
import io.github.mondayauth.vault.VaultException.Reason;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/** What a run has done so far, and how fast it may go. */
final class RotationTally {
  private final RotationRun.Options options;
  private final Set<Failure> failures = new LinkedHashSet<>();
  private final long start = System.nanoTime();
  private long writes;
  private long accounts;
  private long rewrapped;
  private long reencrypted;
  private long removed;

  RotationTally(RotationRun.Options options) {
    this.options = options;
  }

  void beginPass() {
    accounts = 0;
  }

  void account() {
    accounts++;
    options.listener().accept(new Progress(accounts, rewrapped, reencrypted, failures.size()));
  }

  void rewrapped(int keys) {
    rewrapped += keys;
  }

  void addReencrypted() {
    reencrypted++;
  }

  void removed(int keys) {
    removed += keys;
  }

  /** Lists a row that does not open; trouble that is no row's own ends the run. */
  void failed(long account, String row, VaultException trouble) {
    Reason reason = trouble.reason();
    if (reason == Reason.STORE_FAILED || reason == Reason.KEY_UNAVAILABLE) {
      throw trouble;
    }
    failures.add(new Failure(account, row, reason));
  }

  /** Waits until another row may be written. */
  void pace() {
    long due = (long) (writes++ * (1e9 / options.perSecond()));
    long wait = due - (System.nanoTime() - start);
    try {
      if (wait > 0) {
        TimeUnit.NANOSECONDS.sleep(wait);
      } else if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      CancellationException cancelled = new CancellationException("the rotation was interrupted");
      cancelled.initCause(stopped);
      throw cancelled;
    }
  }

  long accounts() {
    return accounts;
  }

  long rewrapped() {
    return rewrapped;
  }

  long reencrypted() {
    return reencrypted;
  }

  long removed() {
    return removed;
  }

  List<Failure> failures() {
    return List.copyOf(failures);
  }
}

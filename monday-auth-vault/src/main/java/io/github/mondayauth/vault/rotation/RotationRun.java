package io.github.mondayauth.vault.rotation;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.key.AccountRoots;
import io.github.mondayauth.vault.key.DataKeyCache;
import io.github.mondayauth.vault.record.RecordFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One run of a rotation: passes over all accounts of an app, one after the other. */
public final class RotationRun {
  static final int PAGE = 50;

  /** How long after the last new data key no instance encrypts with an old one. */
  static final Duration GRACE = DataKeyCache.LIFE.multipliedBy(2);

  /**
   * What a run does.
   *
   * @param before records under data keys made before this time get new ones; null for none
   * @param allowsEmpty whether an app without accounts is no failure
   * @param dryRun whether nothing is written
   * @param perSecond the most rows to write in a second
   * @param listener called after every account
   */
  public record Options(
      @Nullable Instant before,
      boolean allowsEmpty,
      boolean dryRun,
      int perSecond,
      Consumer<RotationProgress> listener) {
    /** Wraps data keys only, writes, at full speed. */
    public static final Options DEFAULTS =
        new Options(null, false, false, Integer.MAX_VALUE, progress -> {});

    /** Also re-encrypts records under data keys made before this time. */
    public Options withReencrypt(Instant time) {
      return new Options(time, allowsEmpty, dryRun, perSecond, listener);
    }

    /** Accepts an app without accounts. */
    public Options withAllowsEmpty() {
      return new Options(before, true, dryRun, perSecond, listener);
    }

    /** Writes nothing. */
    public Options withDryRun() {
      return new Options(before, allowsEmpty, true, perSecond, listener);
    }

    /** Limits the speed. */
    public Options withPerSecond(int rows) {
      return new Options(before, allowsEmpty, dryRun, rows, listener);
    }

    /** Replaces the listener. */
    public Options withListener(Consumer<RotationProgress> next) {
      return new Options(before, allowsEmpty, dryRun, perSecond, next);
    }
  }

  /**
   * What a run did.
   *
   * @param progress the counts at the end
   * @param remaining the keys, and with {@link Options#before} the records, still under old keys
   * @param finishAt when another run can remove the old data keys, or null if none are left
   */
  public record Outcome(RotationProgress progress, long remaining, @Nullable Instant finishAt) {}

  private final String app;
  private final TokenStore store;
  private final AccountRoots roots;
  private final InstantSource time;
  private final Options options;
  private final RotationProgress progress;
  private final RecordPages pages;
  private final AccountRotation accounts;

  private RotationRun(
      String app,
      TokenStore store,
      AccountRoots roots,
      DataKeyCache dataKeys,
      RecordFormat format,
      InstantSource time,
      Options options) {
    this.app = app;
    this.store = store;
    this.roots = roots;
    this.time = time;
    this.options = options;
    this.progress = new RotationProgress(options.perSecond(), options.listener());
    this.pages = new RecordPages(app, store);
    this.accounts =
        new AccountRotation(store, roots, dataKeys, format, pages, progress, options.dryRun());
  }

  /** Returns a function that creates the runs over an app's accounts; each runs once. */
  public static Function<Options, RotationRun> over(
      String app,
      TokenStore store,
      AccountRoots roots,
      DataKeyCache dataKeys,
      RecordFormat format,
      InstantSource time) {
    return options -> new RotationRun(app, store, roots, dataKeys, format, time, options);
  }

  /**
   * Runs all passes.
   *
   * @throws IllegalArgumentException if {@link Options#before} has not passed
   */
  public Outcome run() {
    Instant before = options.before();
    Instant now = time.instant();
    if (before != null && before.isAfter(now)) {
      throw new IllegalArgumentException(
          "re-encryption: expected a time that has passed, found " + before + " at " + now);
    }
    if (!options.allowsEmpty()) {
      requireAccounts();
    }
    if (!options.dryRun()) {
      roots.checkPrimaryKey();
    }
    eachRoot(accounts::rewrap);
    if (before != null) {
      reencrypt(new DataKeyAge(before, now));
    }
    RotationCensus census =
        new RotationCensus(
            roots.primaryKeyId(),
            pages,
            before == null ? null : new DataKeyAge(before, time.instant()));
    progress.beginPass();
    eachRoot(census::count);
    Instant finishAt = options.dryRun() ? null : census.finishAt();
    return new Outcome(progress, census.remaining(), finishAt);
  }

  private void reencrypt(DataKeyAge age) {
    progress.beginPass();
    if (options.dryRun()) {
      eachRoot(root -> accounts.tryRecords(root, age));
      return;
    }
    eachRoot(root -> accounts.reencrypt(root, age, time));
    progress.beginPass();
    eachRoot(root -> accounts.removeOldKeys(root, age, time));
  }

  /** A mistyped client id must not look like a finished rotation. */
  private void requireAccounts() {
    // At most one of two roots is the app's own.
    if (store.roots(app, null, 2).stream().allMatch(root -> root.key().account() == 0)) {
      throw new VaultException(
          VaultException.Reason.ACCOUNT_UNKNOWN,
          "rotation: expected accounts of the app with client id "
              + app
              + ", found none in the store. Check the client id and the database");
    }
  }

  private interface Step {
    void apply(Row root);
  }

  private void eachRoot(Step step) {
    TokenStore.Key after = null;
    List<Row> page;
    do {
      page = store.roots(app, after, PAGE);
      for (Row root : page) {
        if (root.key().account() != 0) {
          apply(step, root);
        }
        after = root.key();
      }
    } while (page.size() == PAGE);
  }

  private void apply(Step step, Row root) {
    try {
      step.apply(root);
    } catch (VaultException failure) {
      if (failure.reason() == VaultException.Reason.CONTENDED) {
        throw failure;
      }
      progress.failed(root.key(), failure);
    }
    progress.accountDone();
  }
}

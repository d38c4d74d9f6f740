package io.github.mondayauth.vault.rotation;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.key.AccountRoots;
import io.github.mondayauth.vault.key.DataKeyCache;
import io.github.mondayauth.vault.record.RecordFormat;
import io.github.mondayauth.vault.rotation.RotationCheckpoint.State;
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
   * @param reencrypt whether records get new data keys
   * @param dryRun whether nothing is written
   * @param perSecond the most rows to write in a second
   * @param listener called after every account
   */
  public record Options(
      boolean reencrypt, boolean dryRun, int perSecond, Consumer<RotationProgress> listener) {
    /** Wraps data keys only, writes, at full speed. */
    public static final Options DEFAULTS =
        new Options(false, false, Integer.MAX_VALUE, progress -> {});

    /** Also re-encrypts records. */
    public Options withReencrypt() {
      return new Options(true, dryRun, perSecond, listener);
    }

    /** Writes nothing. */
    public Options withDryRun() {
      return new Options(reencrypt, true, perSecond, listener);
    }

    /** Limits the speed. */
    public Options withPerSecond(int rows) {
      return new Options(reencrypt, dryRun, rows, listener);
    }

    /** Replaces the listener. */
    public Options withListener(Consumer<RotationProgress> next) {
      return new Options(reencrypt, dryRun, perSecond, next);
    }
  }

  /**
   * What a run did.
   *
   * @param progress the counts at the end
   * @param remaining the keys, and with {@link Options#reencrypt} the records, still under old keys
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
  private final RotationCheckpoint checkpoint;

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
    this.checkpoint = new RotationCheckpoint(app, store);
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

  /** Runs all passes. */
  public Outcome run() {
    if (!options.dryRun()) {
      roots.checkPrimaryKey();
    }
    eachRoot(0, accounts::rewrap, last -> {});
    Instant finishAt = options.reencrypt() ? reencrypt() : null;
    RotationCensus census = new RotationCensus(roots.primaryKeyId(), pages, options.reencrypt());
    progress.beginPass();
    eachRoot(0, census::count, last -> {});
    return new Outcome(progress, census.remaining(), finishAt);
  }

  /** Returns when old data keys can be removed, or null if this run removed them. */
  private @Nullable Instant reencrypt() {
    progress.beginPass();
    if (options.dryRun()) {
      eachRoot(0, accounts::tryRecords, last -> {});
      return null;
    }
    State state = checkpoint.take();
    Instant addedAt = state.addedAt();
    if (addedAt == null) {
      eachRoot(state.after(), this::addKey, last -> checkpoint.save(new State(last, null)));
      addedAt = time.instant();
      checkpoint.save(new State(0, addedAt));
    }
    Instant removable = addedAt.plus(GRACE);
    if (time.instant().isBefore(removable)) {
      return removable;
    }
    progress.beginPass();
    eachRoot(0, accounts::removeOldKeys, last -> {});
    checkpoint.remove();
    return null;
  }

  private void addKey(Row root) {
    checkpoint.requireMine();
    accounts.addKey(root);
  }

  private interface Step {
    void apply(Row root);
  }

  private interface PageEnd {
    void reached(long lastAccount);
  }

  private void eachRoot(long afterAccount, Step step, PageEnd end) {
    TokenStore.Key after = afterAccount == 0 ? null : TokenStore.Key.root(app, afterAccount);
    List<Row> page;
    do {
      page = store.roots(app, after, PAGE);
      for (Row root : page) {
        if (root.key().account() != 0) {
          apply(step, root);
        }
        after = root.key();
      }
      end.reached(after == null ? 0 : after.account());
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

package io.github.mondayauth.vault;

import io.github.mondayauth.vault.Rotation.Progress;
import io.github.mondayauth.vault.Rotation.Report;
import io.github.mondayauth.vault.RotationCheckpoint.State;
import io.github.mondayauth.vault.TokenStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run over all accounts, pass by pass. */
final class RotationRun {
  static final int PAGE = 50;

  /** How long after the last new data key no process seals with an old one any more. */
  static final Duration GRACE = DataKeys.LIFE.multipliedBy(2);

  /** What a rotation works on. */
  record Parts(
      String app,
      TokenStore store,
      GuardedKeyRing ring,
      KeyCheck check,
      Roots roots,
      DataKeys dataKeys,
      RecordFormat format,
      InstantSource time) {}

  /** What was asked for. */
  record Options(boolean reencrypt, boolean dryRun, int perSecond, Consumer<Progress> listener) {
    Options withReencrypt() {
      return new Options(true, dryRun, perSecond, listener);
    }

    Options withDryRun() {
      return new Options(reencrypt, true, perSecond, listener);
    }

    Options withPerSecond(int rows) {
      return new Options(reencrypt, dryRun, rows, listener);
    }

    Options withListener(Consumer<Progress> next) {
      return new Options(reencrypt, dryRun, perSecond, next);
    }
  }

  private final Parts parts;
  private final Options options;
  private final RotationTally tally;
  private final AccountRotation accounts;
  private final RotationCheckpoint checkpoint;

  RotationRun(Parts parts, Options options) {
    this.parts = parts;
    this.options = options;
    this.tally = new RotationTally(options);
    this.accounts = new AccountRotation(parts, tally, options.dryRun());
    this.checkpoint = new RotationCheckpoint(parts.app(), parts.store());
  }

  Report run() {
    if (!options.dryRun()) {
      parts.check().beforeWrapping();
    }
    eachRoot(0, accounts::rewrap, last -> {});
    Instant finishAt = options.reencrypt() ? reencrypt() : null;
    RotationCensus census = new RotationCensus(parts, options.reencrypt());
    tally.beginPass();
    eachRoot(0, census::count, last -> {});
    return new Report(
        tally.accounts(),
        tally.rewrapped(),
        tally.reencrypted(),
        tally.removed(),
        census.remaining(),
        tally.failures(),
        finishAt);
  }

  /** Returns when old data keys can be removed; null if they were. */
  private @Nullable Instant reencrypt() {
    tally.beginPass();
    if (options.dryRun()) {
      eachRoot(0, accounts::tryRecords, last -> {});
      return null;
    }
    State state = checkpoint.take();
    Instant addedAt = state.addedAt();
    if (addedAt == null) {
      eachRoot(state.after(), this::addKey, last -> checkpoint.save(new State(last, null)));
      addedAt = parts.time().instant();
      checkpoint.save(new State(0, addedAt));
    }
    Instant removable = addedAt.plus(GRACE);
    if (parts.time().instant().isBefore(removable)) {
      return removable;
    }
    tally.beginPass();
    eachRoot(0, accounts::removeOldKeys, last -> {});
    checkpoint.remove();
    return null;
  }

  private void addKey(Row root) {
    checkpoint.requireMine();
    accounts.addKey(root);
  }

  /** What is done with an account's root. */
  private interface Step {
    void take(Row root);
  }

  private interface PageEnd {
    void reached(long lastAccount);
  }

  private void eachRoot(long afterAccount, Step step, PageEnd end) {
    TokenStore.Key after =
        afterAccount == 0 ? null : TokenStore.Key.root(parts.app(), afterAccount);
    List<Row> page;
    do {
      TokenStore.Key last = after;
      page = parts.store().roots(parts.app(), last, PAGE);
      for (Row root : page) {
        if (root.key().account() != 0) {
          step(step, root);
        }
        after = root.key();
      }
      end.reached(after == null ? 0 : after.account());
    } while (page.size() == PAGE);
  }

  private void step(Step step, Row root) {
    try {
      step.take(root);
    } catch (VaultException trouble) {
      if (trouble.reason() == VaultException.Reason.CONTENDED) {
        throw trouble;
      }
      tally.failed(root.key().account(), "", trouble);
    }
    tally.account();
  }
}

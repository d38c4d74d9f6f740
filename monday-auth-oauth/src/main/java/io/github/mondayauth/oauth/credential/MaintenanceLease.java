package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.vault.internal.AppRecords;
import io.github.mondayauth.vault.internal.AppRecords.AppRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The right to maintain the app's accounts, which one instance has at a time, and the account after
 * which the next call resumes. Both are in one record of the app, so an instance that was killed
 * loses at most the progress since it last saved the record.
 *
 * <p>The lease only keeps instances from doing the same work at the same time. If two of them do,
 * because a clock is wrong, nothing is lost: each step checks the stored state that it changes. Not
 * safe for use by several threads.
 */
final class MaintenanceLease {
  private static final String NAME = "maintenance";
  private static final byte VERSION = 1;

  /** How often the record is saved while the instance works. */
  private static final Duration SAVE_EVERY = Duration.ofSeconds(5);

  private final AppRecords records;
  private final InstantSource time;
  private final MonotonicClock clock;
  private final Duration duration;
  private AppRecord saved;
  private long savedAt;
  private @Nullable MondayAccount done;

  private MaintenanceLease(
      AppRecords records,
      InstantSource time,
      MonotonicClock clock,
      Duration duration,
      AppRecord taken,
      @Nullable MondayAccount done) {
    this.records = records;
    this.time = time;
    this.clock = clock;
    this.duration = duration;
    this.saved = taken;
    this.savedAt = clock.nanos();
    this.done = done;
  }

  /**
   * The content of the record.
   *
   * @param until when the lease ends, or null if nobody has it
   * @param done the last account that is done, or null at the start
   */
  private record Content(@Nullable Instant until, @Nullable MondayAccount done) {
    byte[] toBytes() {
      return ByteBuffer.allocate(1 + 2 * Long.BYTES)
          .put(VERSION)
          .putLong(until == null ? 0 : until.toEpochMilli())
          .putLong(done == null ? 0 : done.id())
          .array();
    }

    /** Starts again if the record has another format: it holds nothing that could be lost. */
    static Content of(AppRecord record) {
      ByteBuffer content = ByteBuffer.wrap(record.content());
      if (content.remaining() != 1 + 2 * Long.BYTES || content.get() != VERSION) {
        return new Content(null, null);
      }
      long until = content.getLong();
      long done = content.getLong();
      return new Content(
          until == 0 ? null : Instant.ofEpochMilli(until),
          done <= 0 ? null : new MondayAccount(done));
    }
  }

  /**
   * Takes the lease.
   *
   * @param duration how long it lasts after it was saved last; longer than any single step
   * @return empty if another instance has it
   */
  static Optional<MaintenanceLease> take(
      AppRecords records, InstantSource time, MonotonicClock clock, Duration duration) {
    Instant now = time.instant();
    Optional<AppRecord> found = records.find(NAME);
    if (found.isEmpty()) {
      byte[] first = new Content(now.plus(duration), null).toBytes();
      if (!records.create(NAME, first, null)) {
        return Optional.empty();
      }
      return records
          .find(NAME)
          .map(taken -> new MaintenanceLease(records, time, clock, duration, taken, null));
    }
    Content content = Content.of(found.get());
    if (isLive(content.until(), now, duration)) {
      return Optional.empty();
    }
    return records
        .replace(found.get(), new Content(now.plus(duration), content.done()).toBytes())
        .map(taken -> new MaintenanceLease(records, time, clock, duration, taken, content.done()));
  }

  /** A lease that ends later than any correct clock can have written is not live. */
  private static boolean isLive(@Nullable Instant until, Instant now, Duration duration) {
    return until != null
        && !now.isAfter(until.plus(RefreshState.CLOCK_SKEW))
        && !RefreshState.isImplausible(until, now.plus(duration));
  }

  /** The last account that is done, or null at the start. */
  @Nullable MondayAccount done() {
    return done;
  }

  /** Records that an account is done. */
  void advance(MondayAccount account) {
    done = account;
  }

  /**
   * Extends the lease if it was saved some time ago, and saves the progress.
   *
   * @return false if another instance has taken it over
   */
  boolean keep() {
    if (clock.nanos() - savedAt < SAVE_EVERY.toNanos()) {
      return true;
    }
    return save(time.instant().plus(duration));
  }

  /** Gives the lease back, for a later call to resume after the last account that is done. */
  void release() {
    save(null);
  }

  /** Gives the lease back after the last account, for a later call to start again. */
  void complete() {
    done = null;
    save(null);
  }

  private boolean save(@Nullable Instant until) {
    Optional<AppRecord> next = records.replace(saved, new Content(until, done).toBytes());
    next.ifPresent(record -> saved = record);
    savedAt = clock.nanos();
    return next.isPresent();
  }

  /** Gives the lease back after a failure, which matters more than a second one. */
  void releaseAfter(Throwable failure) {
    try {
      release();
    } catch (Throwable second) {
      if (second != failure) {
        failure.addSuppressed(second);
      }
    }
  }
}

package io.github.mondayauth.vault.internal;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.internal.AppSettings;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.AppRecords.AppRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Records of uninstalls, which outlive the deletion of the account. With them, a flow that began
 * before an uninstall cannot store a credential after it, even if the account was opened again.
 *
 * <p>A tombstone holds the time of the latest uninstall of an account within one hour, and has the
 * hour in its name. A reader looks up the few hours in which an uninstall can concern its flow,
 * instead of listing the tombstones of all accounts. Since the hour fixes when the tombstone may be
 * deleted, a later uninstall in the same hour can replace it.
 */
public final class Tombstones {
  /**
   * How long a flow may take: it can be started again for an hour after its authorization token was
   * issued, and the state of its last leg is valid for 15 minutes.
   */
  private static final Duration LONGEST_FLOW = Duration.ofMinutes(75);

  /** How far the clocks of instances may be apart. */
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

  /**
   * How far the time of an uninstall may be ahead of this instance's clock: it comes from
   * monday.com's clock or from that of another instance.
   */
  private static final Duration LARGEST_LEAD = AppSettings.MAX_CLOCK_SKEW.plus(CLOCK_SKEW);

  private static final Duration HOUR = Duration.ofHours(1);
  private static final int ATTEMPTS = 100;

  private final AppRecords records;
  private final InstantSource time;

  /** Reads and writes the tombstones among an app's own records. */
  public Tombstones(AppRecords records, InstantSource time) {
    this.records = records;
    this.time = time;
  }

  /**
   * Records an uninstall, and then deletes. If the tombstone cannot be written, deletes anyway,
   * since a record that something else wrote must not keep an account from being deleted.
   *
   * @param deletion deletes what the uninstall ends
   * @throws VaultException if the store fails. Nothing, a part or everything may have been deleted,
   *     and the uninstall may not be recorded. It has to be repeated
   */
  public void addThen(MondayAccount account, Instant uninstalledAt, Runnable deletion) {
    try {
      add(account, uninstalledAt);
    } catch (VaultException unrecorded) {
      try {
        deletion.run();
      } catch (Throwable failure) {
        if (failure != unrecorded) {
          failure.addSuppressed(unrecorded);
        }
        throw failure;
      }
      throw unrecorded;
    }
    deletion.run();
  }

  /**
   * Records an uninstall durably. A no-op if it is so long ago that every flow that began before it
   * has ended. Replaces a tombstone that cannot be read.
   *
   * @throws VaultException if the store fails, or if what is stored prevents writing the tombstone
   */
  private void add(MondayAccount account, Instant uninstalledAt) {
    long hour = hour(uninstalledAt);
    Instant purgeAfter = start(hour + 1).plus(LONGEST_FLOW).plus(CLOCK_SKEW);
    if (time.instant().isAfter(purgeAfter)) {
      return;
    }
    String name = name(account, hour);
    byte[] content = ByteBuffer.allocate(Long.BYTES).putLong(uninstalledAt.toEpochMilli()).array();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<AppRecord> present = records.find(name);
      if (present.isPresent()) {
        boolean isCovered =
            read(present.get()).filter(latest -> !latest.isBefore(uninstalledAt)).isPresent();
        if (isCovered || records.replace(present.get(), content).isPresent()) {
          return;
        }
      } else if (records.create(name, content, purgeAfter)) {
        return;
      }
    }
    throw new VaultException(
        VaultException.Reason.CONTENDED,
        "account " + account.id() + ": other callers kept writing the tombstone of its uninstall");
  }

  /**
   * The account's root, which is created if it does not exist. Reads the tombstones before and
   * after creating it: before, so that a token from before an uninstall creates nothing; after, in
   * case the uninstall happened in between and found no root to delete.
   *
   * @param provenTime when the app was certainly installed
   * @return the root, or empty if the app was uninstalled at that time or later
   * @throws VaultException if the store or a key fails
   */
  public Optional<AccountRoot> open(
      AccountRecords accounts, MondayAccount account, Instant provenTime) {
    Optional<AccountRoot> present = accounts.root(account);
    if (after(account, provenTime).isPresent()) {
      return Optional.empty();
    }
    if (present.isPresent()) {
      return present;
    }
    AccountRoot created = accounts.open(account, provenTime);
    if (after(account, provenTime).isEmpty()) {
      return Optional.of(created);
    }
    if (accounts.versions(account).isEmpty()) {
      accounts.forget(account);
    }
    return Optional.empty();
  }

  /**
   * The time of the latest uninstall that concerns a flow, or empty if there was none: one in the
   * second in which the flow's authorization token was issued, or later.
   *
   * @param origin when the authorization token was issued. If that is not known, the earliest
   *     possible time: then every uninstall concerns the flow that it can have outlived
   * @throws VaultException if the store fails, or a tombstone has another format
   */
  public Optional<Instant> after(MondayAccount account, Instant origin) {
    Instant oldest = time.instant().minus(LONGEST_FLOW).minus(CLOCK_SKEW);
    Instant earliest = origin.isBefore(oldest) ? oldest : origin;
    for (long hour = hour(latest(earliest)); hour >= hour(earliest); hour--) {
      Optional<Instant> uninstalledAt =
          records
              .find(name(account, hour))
              .map(Tombstones::require)
              .filter(uninstalled -> !uninstalled.isBefore(earliest));
      if (uninstalledAt.isPresent()) {
        return uninstalledAt;
      }
    }
    return Optional.empty();
  }

  /**
   * The latest time of an uninstall that a flow can meet: its own end, or now, each by the fastest
   * clock. If this instance's clock is so slow that the flow seems to begin in the future, only the
   * former limits it.
   */
  private Instant latest(Instant origin) {
    Instant end = origin.plus(LONGEST_FLOW).plus(CLOCK_SKEW).plus(LARGEST_LEAD);
    Instant now = time.instant().plus(LARGEST_LEAD);
    return now.isBefore(origin) || now.isAfter(end) ? end : now;
  }

  private static Instant require(AppRecord record) {
    return read(record)
        .orElseThrow(
            () ->
                new VaultException(
                    VaultException.Reason.FORMAT_UNKNOWN,
                    "record "
                        + record.name()
                        + " of account 0: expected 8 bytes, found "
                        + record.content().length));
  }

  /** The time of the uninstall; empty if something else wrote the record. */
  private static Optional<Instant> read(AppRecord record) {
    return record.content().length == Long.BYTES
        ? Optional.of(Instant.ofEpochMilli(ByteBuffer.wrap(record.content()).getLong()))
        : Optional.empty();
  }

  private static String name(MondayAccount account, long hour) {
    return "uninstalled/" + account.id() + "/" + hour;
  }

  private static long hour(Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), HOUR.toSeconds());
  }

  private static Instant start(long hour) {
    return Instant.ofEpochSecond(hour * HOUR.toSeconds());
  }
}

package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Claimed uninstalls: those that may be genuine, or forged by a user who may not uninstall the app.
 * An account has at most one, the latest. It deletes nothing, and stays until it is disproved or
 * the account is forgotten.
 */
public final class UninstallClaims {
  private static final byte VERSION = 1;
  private static final String NAME = "uninstall";

  private final AccountRecords records;
  private final InstantSource time;

  public UninstallClaims(AccountRecords records, InstantSource time) {
    this.records = records;
    this.time = time;
  }

  /**
   * A claim.
   *
   * @param receivedAt when it was received. The time in the event's body is not signed
   * @param user the user whom the event's token names, or null if it names none
   */
  public record Claim(Instant receivedAt, @Nullable MondayUser user, RecordSnapshot record) {}

  /**
   * Stores a claim, and replaces an earlier one.
   *
   * @return false if the account is not open, so that there is nothing to claim
   */
  boolean add(AppLifecycleEvent event) {
    MondayUser user = event.user();
    byte[] content =
        ByteBuffer.allocate(1 + 2 * Long.BYTES)
            .put(VERSION)
            .putLong(time.instant().toEpochMilli())
            .putLong(user == null ? 0 : user.id())
            .array();
    return records.put(name(event.account()), content);
  }

  /**
   * Finds an account's claim.
   *
   * @throws VaultException if it cannot be read
   */
  public Optional<Claim> find(MondayAccount account) {
    return records.find(name(account)).map(record -> read(account, record));
  }

  /**
   * Deletes a claim that an authorization token disproves: one that was received before monday.com
   * issued the token, by more than the clocks may differ. A claim that cannot be read stays, since
   * it must not keep the user from connecting.
   *
   * @param issuedAt when the token was issued
   */
  public void disprove(MondayAccount account, Instant issuedAt) {
    try {
      find(account)
          .filter(claim -> issuedAt.isAfter(claim.receivedAt().plus(RefreshState.CLOCK_SKEW)))
          .ifPresent(this::delete);
    } catch (VaultException unreadable) {
      // A later authorization or check may disprove it.
    }
  }

  /** Deletes a claim, unless a later one has replaced it; returns whether it did. */
  boolean delete(Claim claim) {
    return records.delete(claim.record());
  }

  /** Whether a record of this name is a claim. */
  static boolean isClaim(RecordName name) {
    return name.kind() == RecordName.Kind.CLAIM;
  }

  private static RecordName name(MondayAccount account) {
    return RecordName.of(account, RecordName.Kind.CLAIM, NAME);
  }

  private static Claim read(MondayAccount account, RecordSnapshot record) {
    ByteBuffer content = ByteBuffer.wrap(record.plaintext());
    try {
      byte version = content.get();
      if (version == VERSION) {
        Instant receivedAt = Instant.ofEpochMilli(content.getLong());
        long user = content.getLong();
        return new Claim(receivedAt, user == 0 ? null : account.user(user), record);
      }
    } catch (BufferUnderflowException tooShort) {
      // Refused below.
    }
    throw new VaultException(
        VaultException.Reason.FORMAT_UNKNOWN,
        "claimed uninstall of account "
            + account.id()
            + ": expected format "
            + VERSION
            + ", found another. A newer version of the library may have written it");
  }
}

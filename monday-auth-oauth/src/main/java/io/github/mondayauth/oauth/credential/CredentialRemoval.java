package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.oauth.connector.ConsentSpec;
import io.github.mondayauth.oauth.credential.CredentialRecords.Stored;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.Revocation;
import io.github.mondayauth.oauth.token.TokenClient;
import io.github.mondayauth.oauth.token.TokenClient.TokenType;
import io.github.mondayauth.oauth.token.TokenEndpoint;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.DeletedRecords;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Deletes and revokes credentials: those of an account when it uninstalls the app, or one.
 *
 * <p>An uninstall is recorded in a tombstone before anything is deleted, so that a flow that began
 * before it stores nothing afterwards.
 */
public final class CredentialRemoval {
  /** An uninstall that arrives within this time is not late: hardly a user can have reconnected. */
  private static final Duration PROMPT = Duration.ofMinutes(1);

  private final AccountRecords records;
  private final CredentialRecords credentials;
  private final Tombstones tombstones;
  private final UninstallClaims claims;
  private final Connectors connectors;
  private final TokenClient tokens;
  private final AuthListener listener;
  private final InstantSource time;

  /** How long {@link #forget} may start revocations. */
  private final Duration deadline;

  public CredentialRemoval(
      AccountRecords records,
      CredentialRecords credentials,
      Tombstones tombstones,
      UninstallClaims claims,
      Connectors connectors,
      TokenClient tokens,
      AuthListener listener,
      InstantSource time,
      Duration deadline) {
    this.records = records;
    this.credentials = credentials;
    this.tombstones = tombstones;
    this.claims = claims;
    this.connectors = connectors;
    this.tokens = tokens;
    this.listener = listener;
    this.time = time;
    this.deadline = deadline;
  }

  /**
   * What {@link #forget} did.
   *
   * @param records how many records were deleted
   * @param revoked how many credentials their providers confirmed as revoked
   * @param unrevoked how many credentials were deleted but may still be valid at their providers
   * @param isClaimed whether the event was stored as a claimed uninstall
   */
  public record Result(int records, int revoked, int unrevoked, boolean isClaimed) {
    private static final Result NOTHING = new Result(0, 0, 0, false);
    private static final Result CLAIMED = new Result(0, 0, 0, true);
  }

  /**
   * Removes what an uninstall ends, if the event is a proven uninstall of the account's present
   * installation. That is everything, unless the event arrives after users have connected again:
   * then only the credentials whose flows began before the uninstall. A claimed uninstall is stored
   * and removes nothing. Refused access tokens do not prove it, since monday.com also refuses those
   * of a deactivated user.
   *
   * @throws VaultException if a claim cannot be stored, or nothing can be deleted
   */
  public Result forget(AppLifecycleEvent event) {
    if (!event.isProvenUninstall() && !event.isClaimedUninstall()) {
      return Result.NOTHING;
    }
    MondayAccount account = event.account();
    Instant uninstalledAt = event.occurredAt();
    if (records.wasOpenedAfter(account, uninstalledAt)) {
      return Result.NOTHING;
    }
    if (event.isClaimedUninstall()) {
      if (!claims.add(event)) {
        return Result.NOTHING;
      }
      listener.uninstallClaimed(account);
      return Result.CLAIMED;
    }
    tombstones.add(account, uninstalledAt);
    if (!records.isOpen(account)) {
      return Result.NOTHING;
    }
    return hasConnectedSince(account, uninstalledAt)
        ? forgetEarlier(account, uninstalledAt)
        : forgetAll(account);
  }

  /** Removes everything of an account, which counts as uninstalled from now on. */
  public Result forget(MondayAccount account) {
    tombstones.add(account, time.instant());
    return forgetAll(account);
  }

  /**
   * Whether a credential comes from an authorization after the uninstall. A credential that cannot
   * be decrypted does not count.
   *
   * @throws VaultException if the store fails, or if the event is late and the key-encryption key
   *     cannot be reached. An event that arrives at once is obeyed without a key
   */
  private boolean hasConnectedSince(MondayAccount account, Instant uninstalledAt) {
    try {
      for (RecordName name : credentials.names(account)) {
        if (origin(name).filter(origin -> origin.isAfter(uninstalledAt)).isPresent()) {
          return true;
        }
      }
      return false;
    } catch (VaultException failure) {
      boolean isLate = time.instant().isAfter(uninstalledAt.plus(PROMPT));
      if (failure.reason() != VaultException.Reason.KEY_UNAVAILABLE || isLate) {
        throw failure;
      }
      return false;
    }
  }

  private Optional<Instant> origin(RecordName name) {
    try {
      return credentials.find(name).map(stored -> stored.credential().origin());
    } catch (VaultException failure) {
      if (isTransient(failure)) {
        throw failure;
      }
      return Optional.empty();
    }
  }

  private static boolean isTransient(VaultException failure) {
    return failure.reason() == VaultException.Reason.STORE_FAILED
        || failure.reason() == VaultException.Reason.KEY_UNAVAILABLE;
  }

  /** Deletes and revokes the credentials whose flows began before an uninstall. */
  private Result forgetEarlier(MondayAccount account, Instant uninstalledAt) {
    List<Removed> removed = new ArrayList<>();
    int unreadable = 0;
    for (RecordName name : credentials.names(account)) {
      try {
        Optional<Grant> grant = credentials.deleteUninstalled(name, uninstalledAt);
        Optional<ConnectorSpec> connector = connectors.find(name.connection());
        if (grant.isPresent() && connector.isPresent()) {
          removed.add(new Removed(connector.get(), grant.get()));
        } else if (grant.isPresent()) {
          unreadable++;
        }
      } catch (VaultException failure) {
        if (isTransient(failure)) {
          throw failure;
        }
        unreadable += credentials.delete(name) ? 1 : 0;
      }
    }
    int deleted = removed.size() + unreadable;
    listener.forgotten(account, deleted);
    return revoked(deleted, removed, unreadable);
  }

  /** Deletes first, and then revokes exactly what was deleted. */
  private Result forgetAll(MondayAccount account) {
    DeletedRecords deleted = records.forget(account);
    listener.forgotten(account, deleted.count());
    DeletedRecords.Credentials opened = deleted.credentials();
    List<Removed> removed = new ArrayList<>();
    int unreadable = opened.unreadable();
    for (RecordSnapshot record : opened.readable()) {
      Optional<Removed> read = read(record);
      read.ifPresent(removed::add);
      unreadable += read.isPresent() ? 0 : 1;
    }
    return revoked(deleted.count(), removed, unreadable);
  }

  /** Revokes until the deadline, and counts. */
  private Result revoked(int deleted, List<Removed> removed, int unreadable) {
    int revoked = 0;
    long revokeDeadline = System.nanoTime() + deadline.toNanos();
    for (Removed each : removed) {
      boolean inTime = System.nanoTime() - revokeDeadline < 0;
      revoked += inTime && revoke(each.connector(), each.grant()) ? 1 : 0;
    }
    return new Result(deleted, revoked, removed.size() - revoked + unreadable, false);
  }

  /** Deletes one credential and then revokes it; returns whether it was there. */
  public boolean disconnect(CredentialKey key) {
    Optional<Stored> stored;
    try {
      stored = credentials.find(key);
    } catch (VaultException unreadable) {
      stored = Optional.empty();
    }
    boolean deleted = credentials.delete(key.recordName());
    stored.ifPresent(found -> revoke(key.connector(), found.grant()));
    return deleted;
  }

  private record Removed(ConnectorSpec connector, Grant grant) {}

  /** Empty if the credential cannot be read for any reason. It is deleted already. */
  private Optional<Removed> read(RecordSnapshot record) {
    Optional<ConnectorSpec> connector = connectors.find(record.name().connection());
    if (connector.isEmpty()) {
      return Optional.empty();
    }
    try {
      Grant grant = CredentialCodec.decode(record.plaintext()).grant();
      return Optional.of(new Removed(connector.get(), grant));
    } catch (RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  private boolean revoke(ConnectorSpec connector, Grant grant) {
    Optional<ConsentSpec> consent = connector.consent();
    if (consent.isEmpty() || !connector.serves(grant)) {
      return false;
    }
    TokenEndpoint endpoint = consent.get().tokenEndpoint(grant.host());
    Revocation revocation = endpoint.revocation();
    Map<String, String> attributes = grant.attributes();
    String refreshToken = grant.refreshToken();
    if (refreshToken == null || !revocation.isOf(TokenType.REFRESH_TOKEN)) {
      return tokens.revoke(endpoint, TokenType.ACCESS_TOKEN, grant.secret(), attributes);
    }
    boolean revoked = tokens.revoke(endpoint, TokenType.REFRESH_TOKEN, refreshToken, attributes);
    // RFC 7009 section 2.1 does not require the access token to end with the refresh token, and
    // monday.com's documentation does not say.
    tokens.revoke(endpoint, TokenType.ACCESS_TOKEN, grant.secret(), attributes);
    return revoked;
  }
}

package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.oauth.connector.ConsentSpec;
import io.github.mondayauth.oauth.credential.CredentialRecords.Stored;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.TokenClient;
import io.github.mondayauth.oauth.token.TokenEndpoint;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.DeletedRecords;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deletes and revokes credentials: all of an account when it uninstalls the app, or one. */
public final class CredentialRemoval {
  private final AccountRecords records;
  private final CredentialRecords credentials;
  private final Connectors connectors;
  private final TokenClient tokens;
  private final AuthListener listener;

  /** How long {@link #forget} may start revocations. */
  private final Duration deadline;

  public CredentialRemoval(
      AccountRecords records,
      CredentialRecords credentials,
      Connectors connectors,
      TokenClient tokens,
      AuthListener listener,
      Duration deadline) {
    this.records = records;
    this.credentials = credentials;
    this.connectors = connectors;
    this.tokens = tokens;
    this.listener = listener;
    this.deadline = deadline;
  }

  /**
   * What {@link #forget} did.
   *
   * @param records how many records were deleted
   * @param revoked how many credentials their providers confirmed as revoked
   * @param unrevoked how many credentials were deleted but may still be valid at their providers
   */
  public record Result(int records, int revoked, int unrevoked) {
    private static final Result NOTHING = new Result(0, 0, 0);
  }

  /**
   * Removes everything of an account if the event is a proven uninstall of its present
   * installation.
   *
   * @throws OAuthException with UNPROVEN if the event is a claim. Refused access tokens do not
   *     prove one, since monday.com also refuses those of a deactivated user
   */
  public Result forget(AppLifecycleEvent event) {
    if (!event.isProvenUninstall() && !event.isClaimedUninstall()) {
      return Result.NOTHING;
    }
    if (!records.isOpen(event.account())
        || records.wasOpenedAfter(event.account(), event.occurredAt())) {
      return Result.NOTHING;
    }
    if (event.isClaimedUninstall()) {
      throw new OAuthException(
          Reason.UNPROVEN,
          "uninstall: expected an administrator, found another user or none. Nothing was deleted."
              + " If it is genuine, call admin().forget(account)");
    }
    return forget(event.account());
  }

  /** Deletes first, and then revokes exactly what was deleted. */
  public Result forget(MondayAccount account) {
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
    int revoked = 0;
    long revokeDeadline = System.nanoTime() + deadline.toNanos();
    for (Removed each : removed) {
      boolean inTime = System.nanoTime() - revokeDeadline < 0;
      revoked += inTime && revoke(each.connector(), each.grant()) ? 1 : 0;
    }
    return new Result(deleted.count(), revoked, removed.size() - revoked + unreadable);
  }

  /** Deletes one credential and then revokes it; returns whether it was there. */
  public boolean disconnect(CredentialKey key) {
    Optional<Stored> stored;
    try {
      stored = credentials.find(key);
    } catch (VaultException unreadable) {
      stored = Optional.empty();
    }
    boolean deleted = credentials.delete(key);
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
    String refreshToken = grant.refreshToken();
    if (refreshToken == null) {
      return tokens.revoke(endpoint, grant.secret(), "access_token");
    }
    boolean revoked = tokens.revoke(endpoint, refreshToken, "refresh_token");
    // RFC 7009 section 2.1 does not require the access token to end with the refresh token, and
    // monday.com's documentation does not say.
    tokens.revoke(endpoint, grant.secret(), "access_token");
    return revoked;
  }
}

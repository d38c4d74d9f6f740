package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.ConsentSpec;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.TokenClient;
import io.github.mondayauth.oauth.token.TokenClient.Revoked;
import io.github.mondayauth.oauth.token.TokenClient.TokenType;
import io.github.mondayauth.oauth.token.TokenEndpoint;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Revokes grants that no record holds anymore. Each method returns within the time limit, however
 * slowly providers respond. Safe for use by several threads.
 */
public final class GrantRevocation {
  private final TokenClient tokens;
  private final AuthListener listener;
  private final InstantSource time;
  private final MonotonicClock clock;
  private final Duration limit;

  /**
   * Creates the revocation.
   *
   * @param limit how long one call of a method may take in all; zero revokes nothing
   */
  public GrantRevocation(
      TokenClient tokens,
      AuthListener listener,
      InstantSource time,
      MonotonicClock clock,
      Duration limit) {
    this.tokens = tokens;
    this.listener = listener;
    this.time = time;
    this.clock = clock;
    this.limit = limit;
  }

  /**
   * A grant that was deleted.
   *
   * @param isComplete whether the provider has certainly issued no further tokens for it
   */
  record Deleted(ConnectorSpec connector, Grant grant, boolean isComplete) {
    static Deleted of(ConnectorSpec connector, StoredCredential stored) {
      return new Deleted(connector, stored.grant(), !stored.refresh().mayHaveIssuedMore());
    }
  }

  /** A deleted grant with the endpoint that revokes it. */
  private record Target(TokenEndpoint endpoint, Deleted deleted) {}

  /**
   * Revokes deleted grants, each with both its tokens. Every host of a provider gets an equal share
   * of the time that is left, so that one that does not respond leaves time for the others.
   *
   * @return those that may still be valid, since the provider did not confirm their revocation
   */
  List<Deleted> revokeAll(Collection<Deleted> grants) {
    return revokeAll(grants, limit);
  }

  private List<Deleted> revokeAll(Collection<Deleted> grants, Duration longest) {
    List<Deleted> unrevoked = new ArrayList<>();
    Map<String, List<Target>> byHost = new LinkedHashMap<>();
    for (Deleted each : grants) {
      TokenEndpoint endpoint = endpoint(each.connector(), each.grant());
      if (endpoint != null && endpoint.revocation().isPossible()) {
        byHost
            .computeIfAbsent(endpoint.uri().getAuthority(), host -> new ArrayList<>())
            .add(new Target(endpoint, each));
      } else {
        unrevoked.add(each);
      }
    }
    long end = clock.nanos() + longest.toNanos();
    int hostsLeft = byHost.size();
    for (List<Target> targets : byHost.values()) {
      long now = clock.nanos();
      long endOfHost = now + (end - now) / hostsLeft;
      for (Target each : targets) {
        boolean isRevoked = revoke(each.endpoint(), each.deleted().grant(), endOfHost);
        if (!isRevoked || !each.deleted().isComplete()) {
          unrevoked.add(each.deleted());
        }
      }
      hostsLeft--;
    }
    return unrevoked;
  }

  /**
   * Revokes a grant that was just obtained, but cannot be stored because its account or its record
   * is gone. Raises an event if it may still be valid.
   */
  public void revoke(CredentialKey key, Grant grant) {
    if (key.connector().consent().isPresent()
        && !revokeAll(List.of(new Deleted(key.connector(), grant, true))).isEmpty()) {
      reportUnrevoked(key);
    }
  }

  /**
   * Revokes a grant that belongs to nobody, and raises no event.
   *
   * @param longest how long it may take, if that is shorter than any call
   * @return whether it can no longer be used: its provider confirmed it
   */
  public boolean revokeOwnerless(ConnectorSpec connector, Grant grant, Duration longest) {
    Duration shorter = longest.compareTo(limit) < 0 ? longest : limit;
    return revokeAll(List.of(new Deleted(connector, grant, true)), shorter).isEmpty();
  }

  /**
   * Drops a grant that was just obtained and is not stored for any other reason. Revokes it only
   * where that leaves other grants of the same user valid: elsewhere it would end that user's
   * working connection. Raises an event if it may still be valid.
   */
  public void drop(CredentialKey key, Grant grant) {
    boolean mayRevoke =
        key.connector().consent().filter(ConsentSpec::revocationEndsOneToken).isPresent();
    if (mayRevoke) {
      revoke(key, grant);
    } else {
      reportUnrevoked(key);
    }
  }

  /**
   * Drops the grant in whose place another one was stored. Some providers issue the same tokens
   * again; those stay valid.
   */
  public void dropReplaced(CredentialKey key, Grant replaced, Grant current) {
    String refreshToken = replaced.refreshToken();
    boolean isSame =
        replaced.secret().equals(current.secret())
            || (refreshToken != null && refreshToken.equals(current.refreshToken()));
    if (!isSame) {
      drop(key, replaced);
    }
  }

  /** Raises the event of a grant that no record holds, and that may still be valid. */
  public void reportUnrevoked(CredentialKey key) {
    // A user entered this API key. The service did not issue it for the connection, so there is
    // nothing to report.
    if (key.connector().consent().isPresent()) {
      listener.unrevoked(key.owner(), key.connector().name());
    }
  }

  private static @Nullable TokenEndpoint endpoint(ConnectorSpec connector, Grant grant) {
    return connector.serves(grant)
        ? connector.consent().map(consent -> consent.tokenEndpoint(grant.host())).orElse(null)
        : null;
  }

  /** Revokes what the provider revokes; returns whether neither token can be used anymore. */
  private boolean revoke(TokenEndpoint endpoint, Grant grant, long end) {
    String refreshToken = grant.refreshToken();
    boolean hasRevocableRefreshToken =
        refreshToken != null && endpoint.revocation().isOf(TokenType.REFRESH_TOKEN);
    boolean isRefreshTokenRevoked =
        hasRevocableRefreshToken
            && revoke(endpoint, TokenType.REFRESH_TOKEN, grant, end) == Revoked.CONFIRMED;
    if (hasRevocableRefreshToken && !endpoint.revocation().isOf(TokenType.ACCESS_TOKEN)) {
      return isRefreshTokenRevoked;
    }
    // RFC 7009 section 2.1 does not require the access token to end with the refresh token, and
    // monday.com's documentation does not say.
    Revoked ofAccessToken = revoke(endpoint, TokenType.ACCESS_TOKEN, grant, end);
    if (ofAccessToken == Revoked.CONFIRMED) {
      return isRefreshTokenRevoked || !hasRevocableRefreshToken;
    }
    boolean isAccessTokenOver =
        RefreshTiming.isExpired(grant, time.instant())
            || (ofAccessToken == Revoked.INVALID_TOKEN && isRefreshTokenRevoked);
    return isAccessTokenOver && (isRefreshTokenRevoked || refreshToken == null);
  }

  /** Sends the request if there is time left for it. */
  private Revoked revoke(TokenEndpoint endpoint, TokenType type, Grant grant, long end) {
    Duration left = Duration.ofNanos(end - clock.nanos());
    String refreshToken = grant.refreshToken();
    String token =
        type == TokenType.REFRESH_TOKEN && refreshToken != null ? refreshToken : grant.secret();
    return left.isNegative() || left.isZero()
        ? Revoked.UNCONFIRMED
        : tokens.revoke(endpoint, type, token, grant.attributes(), left);
  }
}

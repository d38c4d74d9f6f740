package io.github.mondayauth.oauth.credential;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.credential.StoredCredential.EndReason;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.TokenClient;
import io.github.mondayauth.oauth.token.TokenEndpoint;
import io.github.mondayauth.oauth.token.TokenEndpointException;
import io.github.mondayauth.oauth.token.TokenResponse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Why a stored grant is to be replaced by a new one, and the request that obtains it. */
sealed interface TokenRenewal {
  /** Whether the stored grant is still to be replaced; false once any instance has done so. */
  boolean isDue(Grant grant, Instant now);

  /** Whether the stored grant may be used as long as it cannot be replaced. */
  boolean mayUse(Grant grant, Instant now);

  /** How long to wait until the grant is old enough to be replaced, or null if it is. */
  default @Nullable Duration tooSoon(Grant grant, Instant now) {
    return null;
  }

  /**
   * Why a grant that is due cannot be replaced and so has ended, or null if it can.
   *
   * @throws OAuthException if it can neither be replaced nor has ended
   */
  default @Nullable EndReason endReason(Grant grant) {
    return null;
  }

  /**
   * The token endpoint for a grant that can be replaced.
   *
   * @throws OAuthException with HOST_NOT_ALLOWED if the grant's host is no longer allowed
   */
  TokenEndpoint endpoint(Grant grant);

  /** Sends the request. */
  TokenResponse send(TokenClient tokens, TokenEndpoint endpoint, Grant grant)
      throws TokenEndpointException;

  /** How long after a failure no instance sends another request. */
  Duration coolDown();

  /**
   * Exchanges the refresh token (RFC 6749 section 6).
   *
   * @param rejected the access token that the service refused, or null if the reason is its expiry
   */
  record Refresh(ConnectorSpec connector, @Nullable String rejected) implements TokenRenewal {
    private static final Duration COOL_DOWN = Duration.ofSeconds(30);

    @Override
    public boolean isDue(Grant grant, Instant now) {
      return rejected == null ? RefreshTiming.isDue(grant, now) : grant.secret().equals(rejected);
    }

    @Override
    public boolean mayUse(Grant grant, Instant now) {
      return !grant.secret().equals(rejected) && !RefreshTiming.isExpired(grant, now);
    }

    @Override
    public @Nullable Duration tooSoon(Grant grant, Instant now) {
      return RefreshTiming.tooSoon(grant, now);
    }

    @Override
    public @Nullable EndReason endReason(Grant grant) {
      if (grant.refreshToken() != null && connector.consent().isPresent()) {
        return null;
      }
      if (rejected == null) {
        return EndReason.GRANT_ENDED;
      }
      if (connector.isPerAccount()) {
        requireRefused(grant);
      }
      return EndReason.REJECTED;
    }

    /**
     * Requires that the connector's own check refuses a credential of the whole account too. Any
     * user can make an action fail; that must not end the connection of all others.
     */
    private void requireRefused(Grant grant) {
      if (connector.accepts(grant)) {
        throw new OAuthException(
            Reason.KEY_REFUSED,
            connector.name()
                + ": expected the connector's check to refuse the account's credential too, found"
                + " no check that does. The 401 may be due to what this user did. If the credential"
                + " is invalid, let an administrator reconnect");
      }
    }

    @Override
    public TokenEndpoint endpoint(Grant grant) {
      return connector.requireConsent().tokenEndpoint(grant.host());
    }

    @Override
    public TokenResponse send(TokenClient tokens, TokenEndpoint endpoint, Grant grant)
        throws TokenEndpointException {
      return tokens.refresh(endpoint, requireNonNull(grant.refreshToken()));
    }

    @Override
    public Duration coolDown() {
      return COOL_DOWN;
    }

    /** Shows no token. */
    @Override
    public String toString() {
      return "Refresh[" + connector.name() + "]";
    }
  }

  /**
   * Exchanges the refresh token of a grant that nobody has used for long, before it expires from
   * disuse.
   *
   * @param age the age of a grant that is due
   * @param onOutcome receives the outcome of each request to the token endpoint: its failure, or
   *     empty
   */
  record RefreshUnused(
      ConnectorSpec connector, Duration age, Consumer<Optional<TokenEndpointException>> onOutcome)
      implements TokenRenewal {
    @Override
    public boolean isDue(Grant grant, Instant now) {
      return grant.refreshToken() != null && !now.isBefore(grant.obtainedAt().plus(age));
    }

    /** False even if the access token is valid: only a new grant is of use here. */
    @Override
    public boolean mayUse(Grant grant, Instant now) {
      return false;
    }

    @Override
    public TokenEndpoint endpoint(Grant grant) {
      return connector.requireConsent().tokenEndpoint(grant.host());
    }

    @Override
    public TokenResponse send(TokenClient tokens, TokenEndpoint endpoint, Grant grant)
        throws TokenEndpointException {
      TokenResponse response;
      try {
        response = tokens.refresh(endpoint, requireNonNull(grant.refreshToken()));
      } catch (TokenEndpointException failure) {
        onOutcome.accept(Optional.of(failure));
        throw failure;
      }
      onOutcome.accept(Optional.empty());
      return response;
    }

    @Override
    public Duration coolDown() {
      return Refresh.COOL_DOWN;
    }
  }

  /** Exchanges a legacy token of monday.com at its migration endpoint. */
  record Migration(ConnectorSpec monday, URI migrateUri) implements TokenRenewal {
    /** monday.com's documentation asks for this pause after a response of status 429. */
    private static final Duration COOL_DOWN = Duration.ofMinutes(5);

    @Override
    public boolean isDue(Grant grant, Instant now) {
      return grant.refreshToken() == null;
    }

    @Override
    public boolean mayUse(Grant grant, Instant now) {
      return false;
    }

    @Override
    public TokenEndpoint endpoint(Grant grant) {
      return monday.requireConsent().tokenEndpoint("");
    }

    @Override
    public TokenResponse send(TokenClient tokens, TokenEndpoint endpoint, Grant grant)
        throws TokenEndpointException {
      return tokens.migrate(endpoint, migrateUri, grant.secret());
    }

    @Override
    public Duration coolDown() {
      return COOL_DOWN;
    }
  }
}

package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.Secret;
import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ConsentSpec;
import io.github.mondayauth.oauth.credential.GrantRevocation;
import io.github.mondayauth.oauth.flow.CheckReport.Finding;
import io.github.mondayauth.oauth.flow.CheckReport.Outcome;
import io.github.mondayauth.oauth.flow.CheckReport.Subject;
import io.github.mondayauth.oauth.token.ClientRegistration;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.TokenClient;
import io.github.mondayauth.oauth.token.TokenEndpoint;
import io.github.mondayauth.oauth.token.TokenEndpointException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Checks the client id and client secret: exchanges an authorization code that does not exist. If
 * the provider refuses only the code, a second request with another secret shows whether it looks
 * at the secret at all.
 */
final class ClientCheck {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final InstantSource time;
  private final TokenClient tokens;
  private final GrantRevocation revocation;

  ClientCheck(InstantSource time, TokenClient tokens, GrantRevocation revocation) {
    this.time = time;
    this.tokens = tokens;
    this.revocation = revocation;
  }

  /**
   * How a provider responded to an exchange.
   *
   * @param refusal its error, or null if it issued a token
   * @param isRevoked whether a token that it issued was revoked
   */
  private record Attempt(@Nullable TokenEndpointException refusal, boolean isRevoked) {}

  Finding check(ConsentSpec consent, URI redirectUri, TimeLimit limit) {
    if (limit.isUp()) {
      return ConfigurationCheck.cannotTell(Subject.CLIENT, ConfigurationCheck.TIME_IS_UP);
    }
    TokenEndpoint endpoint = consent.tokenEndpoint("");
    Attempt attempt = exchange(consent, endpoint, redirectUri, limit);
    TokenEndpointException refusal = attempt.refusal();
    if (refusal == null) {
      return issued(endpoint, attempt);
    }
    String found = refusal.getMessage();
    return switch (refusal.reason()) {
      case CLIENT ->
          refusal.isErrorNamed()
              ? new Finding(
                  Subject.CLIENT,
                  Outcome.BAD,
                  found
                      + ": compare the client id, the client secret and the redirect URI with those"
                      + " in the provider's settings")
              : ConfigurationCheck.cannotTell(
                  Subject.CLIENT,
                  found
                      + " and without an error code, which may concern the client or the code:"
                      + " compare the client id and the client secret with those in the provider's"
                      + " settings, and connect once");
      case GRANT -> control(consent, endpoint, redirectUri, found, limit);
      case UNAVAILABLE ->
          ConfigurationCheck.cannotTell(
              Subject.CLIENT,
              found + ": check the address of the token endpoint and the network, and check again");
      default ->
          ConfigurationCheck.cannotTell(
              Subject.CLIENT,
              found
                  + ", which does not say whether the client was accepted: check the address of the"
                  + " token endpoint, and connect once");
    };
  }

  /** Whether the provider refuses the client if its secret, or the id of a public one, is wrong. */
  private Finding control(
      ConsentSpec consent, TokenEndpoint endpoint, URI redirectUri, String found, TimeLimit limit) {
    if (limit.isUp()) {
      return ConfigurationCheck.cannotTell(
          Subject.CLIENT, found + "; " + ConfigurationCheck.TIME_IS_UP);
    }
    Attempt attempt = exchange(consent, withWrongClient(endpoint), redirectUri, limit);
    TokenEndpointException refusal = attempt.refusal();
    if (refusal == null) {
      return issued(endpoint, attempt);
    }
    return refusal.reason() == Reason.CLIENT
        ? new Finding(
            Subject.CLIENT,
            Outcome.GOOD,
            found + " to a code that does not exist, and refused another client secret")
        : ConfigurationCheck.cannotTell(
            Subject.CLIENT,
            found + ", also to another client secret: connect once to check the client secret");
  }

  private static Finding issued(TokenEndpoint endpoint, Attempt attempt) {
    return new Finding(
        Subject.CLIENT,
        Outcome.BAD,
        endpoint.uri().getHost()
            + " issued a token for a code that does not exist: check that the token endpoint is the"
            + " provider's. "
            + (attempt.isRevoked()
                ? "The token was revoked"
                : "The token could not be revoked, so revoke it at the provider"));
  }

  private static TokenEndpoint withWrongClient(TokenEndpoint endpoint) {
    ClientRegistration client = endpoint.client();
    ClientRegistration wrong =
        client.secret() == null
            ? new ClientRegistration(random(), null)
            : new ClientRegistration(client.id(), Secret.of(random()));
    return new TokenEndpoint(
        endpoint.uri(),
        endpoint.refreshUri(),
        endpoint.host(),
        wrong,
        endpoint.requests(),
        endpoint.responses(),
        endpoint.requestedScopes(),
        endpoint.reuseWindow(),
        endpoint.revocation(),
        endpoint.lookups());
  }

  /** Exchanges a code that nobody obtained. A token that is issued for it is revoked at once. */
  private Attempt exchange(
      ConsentSpec consent, TokenEndpoint endpoint, URI redirectUri, TimeLimit limit) {
    Grant grant;
    try {
      grant =
          tokens
              .exchange(endpoint, random(), redirectUri, random(), limit.left())
              .toGrant(time.instant(), endpoint, 0);
    } catch (TokenEndpointException e) {
      return new Attempt(e, false);
    }
    return new Attempt(null, revocation.revokeOwnerless(consent, grant, limit.left()));
  }

  /** 43 characters, which is also the shortest code verifier (RFC 7636 section 4.1). */
  static String random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64Url.encode(bytes);
  }
}

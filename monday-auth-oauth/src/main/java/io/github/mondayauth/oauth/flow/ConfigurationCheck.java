package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.ConsentSpec;
import io.github.mondayauth.oauth.token.ClientRegistration;
import io.github.mondayauth.oauth.token.TokenClient;
import io.github.mondayauth.oauth.token.TokenEndpoint;
import io.github.mondayauth.oauth.token.TokenEndpointException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of a connector's configuration what can be known without a user. */
public final class ConfigurationCheck {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final FlowConfig config;
  private final TokenClient tokens;

  /**
   * Creates a check.
   *
   * @param config the application's addresses and paths
   * @param tokens sends the requests
   */
  public ConfigurationCheck(FlowConfig config, TokenClient tokens) {
    this.config = config;
    this.tokens = tokens;
  }

  /** What a check found. The constants have the names of those of the public report. */
  public enum Outcome {
    GOOD,
    BAD,
    CANNOT_TELL
  }

  /**
   * What was found for one connector.
   *
   * @param connection the connection's name
   * @param outcome whether the provider accepts the client id and client secret
   * @param message what was found and what to do, without secrets
   * @param redirectUris what has to be registered with the provider
   */
  public record Report(
      String connection, Outcome outcome, String message, List<URI> redirectUris) {}

  /** Checks one connector, with at most two token requests. */
  public Report check(ConnectorSpec connector) {
    String name = connector.name();
    ConsentSpec consent = connector.consent().orElse(null);
    if (consent == null) {
      String message = "the service has no client: each user enters an API key";
      return new Report(name, Outcome.CANNOT_TELL, message, List.of());
    }
    List<URI> redirectUris =
        config.baseUris().stream().map(baseUri -> config.callbackUri(baseUri, name)).toList();
    if (connector.entry() != ConnectorSpec.Entry.NOTHING) {
      String message =
          "the token endpoint depends on the user's host or region: connect once to check the"
              + " client id and the client secret";
      return new Report(name, Outcome.CANNOT_TELL, message, redirectUris);
    }
    return checkClient(name, consent.tokenEndpoint(""), redirectUris);
  }

  /**
   * Exchanges a code that nobody obtained. If the provider refuses only the code, a second request
   * with another secret shows whether the provider has looked at the secret at all.
   */
  private Report checkClient(String name, TokenEndpoint endpoint, List<URI> redirectUris) {
    URI redirectUri = redirectUris.get(0);
    TokenEndpointException refusal = refusal(endpoint, redirectUri);
    if (refusal == null) {
      String message =
          endpoint.uri().getHost()
              + " issued a token for a code that does not exist: check that the token endpoint is"
              + " the provider's";
      return new Report(name, Outcome.BAD, message, redirectUris);
    }
    String found = refusal.getMessage();
    return switch (refusal.reason()) {
      case CLIENT ->
          new Report(
              name,
              Outcome.BAD,
              found
                  + ": compare the client id, the client secret and the redirect URI with those in"
                  + " the provider's settings",
              redirectUris);
      case GRANT ->
          isClientChecked(endpoint, redirectUri)
              ? new Report(
                  name,
                  Outcome.GOOD,
                  found + " to a code that does not exist, and refused another client secret",
                  redirectUris)
              : new Report(
                  name,
                  Outcome.CANNOT_TELL,
                  found
                      + ", also to another client secret: connect once to check the client secret",
                  redirectUris);
      case UNAVAILABLE ->
          new Report(
              name,
              Outcome.CANNOT_TELL,
              found + ": check the address of the token endpoint and the network, and check again",
              redirectUris);
      default ->
          new Report(
              name,
              Outcome.CANNOT_TELL,
              found
                  + ", which does not say whether the client was accepted: check the address of"
                  + " the token endpoint, and connect once",
              redirectUris);
    };
  }

  /** Whether the provider refuses the client if its secret, or the id of a public one, is wrong. */
  private boolean isClientChecked(TokenEndpoint endpoint, URI redirectUri) {
    ClientRegistration client = endpoint.client();
    ClientRegistration wrong =
        client.secret() == null
            ? new ClientRegistration(random(), null)
            : new ClientRegistration(client.id(), Secret.of(random()));
    TokenEndpoint withWrongClient =
        new TokenEndpoint(
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
    TokenEndpointException refusal = refusal(withWrongClient, redirectUri);
    return refusal != null && refusal.reason() == Reason.CLIENT;
  }

  /** The response to a code that does not exist, or null if it was a token. */
  private @Nullable TokenEndpointException refusal(TokenEndpoint endpoint, URI redirectUri) {
    try {
      tokens.exchange(endpoint, random(), redirectUri, random());
      return null;
    } catch (TokenEndpointException e) {
      return e;
    }
  }

  /** 43 characters, which is also the shortest code verifier (RFC 7636 section 4.1). */
  private static String random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

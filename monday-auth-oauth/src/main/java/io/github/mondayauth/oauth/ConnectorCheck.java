package io.github.mondayauth.oauth;

import java.net.URI;
import java.util.List;

/**
 * What {@link Connections.Admin#check} found for one connector.
 *
 * @param connection the connection's name
 * @param findings what was found, at least one finding
 * @param redirectUris the redirect URIs to register with the provider, one for each base URI of the
 *     app; empty for a service with API keys
 */
public record ConnectorCheck(String connection, List<Finding> findings, List<URI> redirectUris) {
  /**
   * Copies the lists.
   *
   * @param connection the connection's name
   * @param findings what was found
   * @param redirectUris the redirect URIs
   */
  public ConnectorCheck {
    findings = List.copyOf(findings);
    redirectUris = List.copyOf(redirectUris);
  }

  /**
   * The outcome of all findings together.
   *
   * @return {@code BAD} if one is bad, {@code GOOD} if all are good, and otherwise {@code
   *     CANNOT_TELL}
   */
  public Outcome outcome() {
    List<Outcome> outcomes = findings.stream().map(Finding::outcome).distinct().toList();
    if (outcomes.contains(Outcome.BAD)) {
      return Outcome.BAD;
    }
    return outcomes.equals(List.of(Outcome.GOOD)) ? Outcome.GOOD : Outcome.CANNOT_TELL;
  }

  /**
   * One finding.
   *
   * @param subject what it is about
   * @param outcome what it says
   * @param message what was found and what to do, in English and without secrets
   */
  public record Finding(Subject subject, Outcome outcome, String message) {}

  /** What a finding is about. */
  public enum Subject {
    /** Whether the token endpoint accepts the client id and client secret. */
    CLIENT,
    /** Whether the authorization endpoint responds. */
    AUTHORIZATION_ENDPOINT,
    /** Whether a redirect URI is registered; there is a finding for each. */
    REDIRECT_URI,
    /** Whether the provider accepts the scopes; no finding if none are requested. */
    SCOPES,
    /**
     * Whether the server's metadata names the same endpoints; no finding if no issuer is known, as
     * it is after {@link OAuthServer#discover(URI)}.
     */
    METADATA
  }

  /** What a finding says. */
  public enum Outcome {
    /** This part of the configuration works. */
    GOOD,
    /** It does not work; the message says what to change. */
    BAD,
    /** The provider's response does not say it, or there is nothing to check without a user. */
    CANNOT_TELL
  }
}

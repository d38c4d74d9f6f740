package io.github.mondayauth.oauth;

import java.net.URI;
import java.util.List;

/**
 * What {@link Connections.Admin#check} found for one connector.
 *
 * @param connection the connection's name
 * @param client whether the provider accepts the client id and client secret
 * @param message what was found and what to do, in English and without secrets
 * @param redirectUris the redirect URIs to register with the provider, one for each base URI of the
 *     app; empty for a service with API keys. Whether they are registered cannot be known without a
 *     user
 */
public record ConnectorCheck(
    String connection, Outcome client, String message, List<URI> redirectUris) {
  /** The outcome of a check. */
  public enum Outcome {
    /** The configuration works. */
    GOOD,
    /** The configuration does not work; the message says what to change. */
    BAD,
    /** The provider's response does not say it, or there is nothing to check without a user. */
    CANNOT_TELL
  }
}

package io.github.mondayauth.oauth;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a provider granted, or a user typed in.
 *
 * @param secret the access token or API key
 * @param refreshToken what a new access token is asked for with, or null
 * @param obtainedAt when the answer came
 * @param expiresAt when the access token expires, or null if that is not known
 * @param granted the scopes the provider named; empty if it named none
 * @param requested the scopes it was asked for; empty if that is not known
 * @param attributes what is handed out beside the secret
 * @param host the customer's host, empty where the service has one host
 * @param connectedBy the id of the user who connected, 0 if it was imported
 */
record Grant(
    String secret,
    @Nullable String refreshToken,
    Instant obtainedAt,
    @Nullable Instant expiresAt,
    Set<String> granted,
    Set<String> requested,
    Map<String, String> attributes,
    String host,
    long connectedBy) {
  Grant {
    granted = Set.copyOf(granted);
    requested = Set.copyOf(requested);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** Never the tokens. */
  @Override
  public String toString() {
    return "Grant[obtainedAt=" + obtainedAt + ", expiresAt=" + expiresAt + "]";
  }
}

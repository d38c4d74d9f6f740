package io.github.mondayauth.oauth.token;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokens and scopes that a provider issued, or the API key that a user entered.
 *
 * @param secret the access token or API key
 * @param refreshToken the refresh token, or null if there is none
 * @param obtainedAt when the provider issued it or the user entered it
 * @param expiresAt when the access token expires, or null if that is unknown
 * @param granted the scopes that the provider listed, or empty if it listed none
 * @param requested the scopes that were requested, or empty if that is unknown
 * @param attributes what applications receive in addition to the secret
 * @param host the customer's host, or empty if the service has one host
 * @param connectedBy the id of the user who connected, or 0 if that is unknown: a credential of the
 *     whole account was imported
 */
public record Grant(
    String secret,
    @Nullable String refreshToken,
    Instant obtainedAt,
    @Nullable Instant expiresAt,
    Set<String> granted,
    Set<String> requested,
    Map<String, String> attributes,
    String host,
    long connectedBy) {

  /** Copies the collections. */
  public Grant {
    granted = Set.copyOf(granted);
    requested = Set.copyOf(requested);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /**
   * Whether this grant has all required scopes. Compares the granted scopes if the provider listed
   * them, otherwise the requested ones. If neither are known, the grant is assumed to be
   * sufficient.
   *
   * @param ignoreGranted whether to disregard the granted scopes, because the provider lists them
   *     under other names
   */
  public boolean covers(Set<String> required, boolean ignoreGranted) {
    boolean compareGranted = !granted.isEmpty() && !ignoreGranted;
    Set<String> scopes = compareGranted ? granted : requested;
    return scopes.isEmpty()
        || required.stream()
            .allMatch(scope -> scopes.contains(scope) || Scopes.UNLISTED.contains(scope));
  }

  /** Shows times only. */
  @Override
  public String toString() {
    return "Grant[obtainedAt=" + obtainedAt + ", expiresAt=" + expiresAt + "]";
  }
}

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
 * @param label who is connected at the provider, such as a user name, or empty if that is unknown
 * @param refreshExpiresAt when the refresh token expires unless it is used before, or null if that
 *     is unknown
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
    long connectedBy,
    String label,
    @Nullable Instant refreshExpiresAt) {

  /** Copies the collections. */
  public Grant {
    granted = Set.copyOf(granted);
    requested = Set.copyOf(requested);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** A grant of which neither the account's label nor the refresh token's expiry is known. */
  public Grant(
      String secret,
      @Nullable String refreshToken,
      Instant obtainedAt,
      @Nullable Instant expiresAt,
      Set<String> granted,
      Set<String> requested,
      Map<String, String> attributes,
      String host,
      long connectedBy) {
    this(
        secret,
        refreshToken,
        obtainedAt,
        expiresAt,
        granted,
        requested,
        attributes,
        host,
        connectedBy,
        "",
        null);
  }

  /** The same grant with more attributes, and with a label unless it is empty. */
  public Grant with(Map<String, String> more, String name) {
    Map<String, String> merged = new LinkedHashMap<>(attributes);
    merged.putAll(more);
    return new Grant(
        secret,
        refreshToken,
        obtainedAt,
        expiresAt,
        granted,
        requested,
        merged,
        host,
        connectedBy,
        name.isEmpty() ? label : name,
        refreshExpiresAt);
  }

  /**
   * Whether this grant has all required scopes. Compares the granted scopes if the provider listed
   * them, otherwise the requested ones. If neither are known, the grant is assumed to be
   * sufficient.
   *
   * @param rules how the provider lists granted scopes
   */
  public boolean covers(Set<String> required, ScopeRules rules) {
    boolean compareGranted = !granted.isEmpty() && !rules.areGrantedIgnored();
    Set<String> scopes = compareGranted ? granted : requested;
    return scopes.isEmpty()
        || required.stream()
            .allMatch(scope -> rules.isGranted(scope, scopes) || Scopes.UNLISTED.contains(scope));
  }

  /** Shows times only. */
  @Override
  public String toString() {
    return "Grant[obtainedAt=" + obtainedAt + ", expiresAt=" + expiresAt + "]";
  }
}

package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.credential.CredentialKey;
import io.github.mondayauth.oauth.token.Grant;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An access token or API key, with its expiry, scopes and attributes. A refresh token can be set
 * but not read, because {@link Connections} refreshes credentials itself.
 *
 * <p>{@link Connections#credential} returns one for a call that starts now; do not store it. {@link
 * #toString()} shows no secret. Immutable and safe for use by several threads.
 */
public final class Credential {
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private final Secret secret;
  private final @Nullable Secret refreshToken;
  private final @Nullable Instant expiresAt;
  private final Set<String> scopes;
  private final Map<String, String> attributes;
  private final @Nullable CredentialKey key;

  private Credential(
      Secret secret,
      @Nullable Secret refreshToken,
      @Nullable Instant expiresAt,
      Set<String> scopes,
      Map<String, String> attributes,
      @Nullable CredentialKey key) {
    this.secret = secret;
    this.refreshToken = refreshToken;
    this.expiresAt = expiresAt;
    this.scopes = Set.copyOf(scopes);
    this.attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    this.key = key;
  }

  /**
   * A credential that was obtained elsewhere, to be imported with {@link Connections.Admin#put}.
   *
   * @param secret the access token or API key
   * @return a credential without refresh token, expiry, scopes and attributes
   */
  public static Credential of(Secret secret) {
    return new Credential(requireNonNull(secret), null, null, Set.of(), Map.of(), null);
  }

  /**
   * A grant as an application sees it: without its refresh token.
   *
   * @param key the key under which it is stored, or null if it is not stored yet
   */
  static Credential of(@Nullable CredentialKey key, Grant grant) {
    Map<String, String> attributes = new LinkedHashMap<>(grant.attributes());
    if (!grant.host().isEmpty()) {
      // A host has at least two labels, and the name of a region has no dot.
      attributes.put(grant.host().contains(".") ? "host" : "region", grant.host());
    }
    return new Credential(
        Secret.of(grant.secret()), null, grant.expiresAt(), grant.granted(), attributes, key);
  }

  /**
   * The same credential with a refresh token.
   *
   * @param token the refresh token
   * @return a new credential
   */
  public Credential withRefreshToken(Secret token) {
    return new Credential(secret, requireNonNull(token), expiresAt, scopes, attributes, key);
  }

  /**
   * The same credential with an expiry.
   *
   * @param time when the access token expires, in the years 1970 to 9999. Do not call this for a
   *     token that never expires
   * @return a new credential
   * @throws IllegalArgumentException if it is outside these years
   */
  public Credential withExpiresAt(Instant time) {
    if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
      throw new IllegalArgumentException(
          "expiresAt: expected a time in the years 1970 to 9999, found " + time);
    }
    return new Credential(secret, refreshToken, time, scopes, attributes, key);
  }

  /**
   * The same credential with the scopes that were granted.
   *
   * @param granted the scopes
   * @return a new credential
   */
  public Credential withScopes(String... granted) {
    return new Credential(secret, refreshToken, expiresAt, Set.of(granted), attributes, key);
  }

  /**
   * The same credential with one more attribute.
   *
   * @param name the attribute's name
   * @param value its value
   * @return a new credential
   */
  public Credential withAttribute(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(attributes);
    more.put(requireNonNull(name), requireNonNull(value));
    return new Credential(secret, refreshToken, expiresAt, scopes, more, key);
  }

  /**
   * The access token or API key, to be sent to the service.
   *
   * @return the secret
   */
  public Secret secret() {
    return secret;
  }

  /**
   * When the access token expires, according to the token response or else to the token's own
   * {@code exp}.
   *
   * @return the time, or null if it is not known: the token may never expire
   */
  public @Nullable Instant expiresAt() {
    return expiresAt;
  }

  /**
   * The scopes that the provider listed as granted.
   *
   * @return an unmodifiable set; empty if the provider listed none
   */
  public Set<String> scopes() {
    return scopes;
  }

  /**
   * What belongs to the credential in addition to the secret: the fields of the token response that
   * {@link OAuthConnector#keepField} and the server name, what was looked up after the user
   * connected, the fields of an API key form, and {@code host} or {@code region} if the user
   * entered a host or chose a region.
   *
   * @return an unmodifiable map
   */
  public Map<String, String> attributes() {
    return attributes;
  }

  /** The refresh token of a credential to be imported, or null. */
  @Nullable Secret refreshToken() {
    return refreshToken;
  }

  /** The key under which it is stored, or null if an application made it. */
  @Nullable CredentialKey key() {
    return key;
  }

  /** Shows the expiry and the scopes, but no secret. */
  @Override
  public String toString() {
    return "Credential[expiresAt=" + expiresAt + ", scopes=" + scopes + "]";
  }
}

package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.Secret;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What gives access to a service: an access token or an API key, with what is known of it. A
 * refresh token goes in and never comes out: refreshing is {@link Connections}' work.
 *
 * <p>Handed out by {@link Connections#credential} for a call that starts now; do not store it. It
 * shows no secret in {@link #toString()}. Immutable and safe for use by several threads.
 */
public final class Credential {
  private final Secret secret;
  private final @Nullable Secret refreshToken;
  private final @Nullable Instant expiresAt;
  private final Set<String> scopes;
  private final Map<String, String> attributes;
  private final @Nullable Holder holder;

  private Credential(
      Secret secret,
      @Nullable Secret refreshToken,
      @Nullable Instant expiresAt,
      Set<String> scopes,
      Map<String, String> attributes,
      @Nullable Holder holder) {
    this.secret = secret;
    this.refreshToken = refreshToken;
    this.expiresAt = expiresAt;
    this.scopes = Set.copyOf(scopes);
    this.attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    this.holder = holder;
  }

  /**
   * A credential obtained elsewhere, to be imported with {@link Connections.Admin#put}.
   *
   * @param secret the access token or API key
   * @return a credential without refresh token, expiry, scopes and attributes
   */
  public static Credential of(Secret secret) {
    return new Credential(requireNonNull(secret), null, null, Set.of(), Map.of(), null);
  }

  /**
   * The same credential with a refresh token.
   *
   * @param token the refresh token
   * @return a new credential
   */
  public Credential withRefreshToken(Secret token) {
    return new Credential(secret, requireNonNull(token), expiresAt, scopes, attributes, holder);
  }

  /**
   * The same credential with an expiry.
   *
   * @param time when the access token expires
   * @return a new credential
   */
  public Credential withExpiresAt(Instant time) {
    return new Credential(secret, refreshToken, requireNonNull(time), scopes, attributes, holder);
  }

  /**
   * The same credential with the scopes that were granted.
   *
   * @param granted the scopes
   * @return a new credential
   */
  public Credential withScopes(String... granted) {
    return new Credential(secret, refreshToken, expiresAt, Set.of(granted), attributes, holder);
  }

  /**
   * The same credential with a further attribute.
   *
   * @param name the attribute's name
   * @param value its value
   * @return a new credential
   */
  public Credential withAttribute(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(attributes);
    more.put(requireNonNull(name), requireNonNull(value));
    return new Credential(secret, refreshToken, expiresAt, scopes, more, holder);
  }

  static Credential held(Holder holder, Grant grant) {
    Map<String, String> attributes = new LinkedHashMap<>(grant.attributes());
    if (!grant.host().isEmpty()) {
      attributes.put("host", grant.host());
    }
    return new Credential(
        Secret.of(grant.secret()), null, grant.expiresAt(), grant.granted(), attributes, holder);
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
   * When the access token expires, by the provider's word or the token's own {@code exp}.
   *
   * @return the time, or null if it is not known: the token may live long or for ever
   */
  public @Nullable Instant expiresAt() {
    return expiresAt;
  }

  /**
   * The scopes the provider said it granted.
   *
   * @return an unmodifiable set; empty if the provider did not say
   */
  public Set<String> scopes() {
    return scopes;
  }

  /**
   * What belongs to the credential beside the secret: the members of the token answer named by
   * {@link OAuthConnector#keepMember}, the fields of an API-key form, {@code host} of a service
   * with a host per customer.
   *
   * @return an unmodifiable map
   */
  public Map<String, String> attributes() {
    return attributes;
  }

  @Nullable Secret refreshToken() {
    return refreshToken;
  }

  /** Where it is kept, or null for one that an application made. */
  @Nullable Holder holder() {
    return holder;
  }

  /** Shows the expiry and the scopes, no secret. */
  @Override
  public String toString() {
    return "Credential[expiresAt=" + expiresAt + ", scopes=" + scopes + "]";
  }
}

package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.internal.Base64Url;
import java.time.Instant;

/**
 * An access token for monday.com's API that is part of a request. It acts for the request's user
 * with the app's scopes and expires after about five minutes, so it does not suit queued work.
 *
 * <p>Only verifiers create it. monday.com sends none to apps whose endpoints are not https.
 * Immutable and safe for use by several threads; {@link #toString()} does not show the token.
 */
public final class ShortLivedToken {
  private final String value;
  private final long requestExpiry;

  ShortLivedToken(String value, long requestExpiry) {
    this.value = value;
    this.requestExpiry = requestExpiry;
  }

  /**
   * The token, for the {@code Authorization} header of requests to monday.com's API.
   *
   * @return the token
   */
  public Secret secret() {
    return Secret.of(value);
  }

  /**
   * When the token expires, according to its own {@code exp}. Only monday.com can verify this
   * token, so the claim is read without verification. Without a readable {@code exp}, the result is
   * the expiry of the request's token, which is the same in every case that monday.com documents.
   *
   * @return the time from which monday.com refuses the token
   */
  public Instant expiresAt() {
    return Instant.ofEpochSecond(expiry());
  }

  private long expiry() {
    String[] parts = value.split("\\.", -1);
    if (parts.length != 3) {
      return requestExpiry;
    }
    byte[] payload = Base64Url.decode(parts[1]);
    JsonObject claims = payload == null ? null : Json.object(new String(payload, UTF_8));
    Long expiry = claims == null ? null : claims.integer("exp");
    return expiry != null && expiry >= 0 && expiry < ClaimSet.TIME_LIMIT ? expiry : requestExpiry;
  }

  /** Shows the expiry. */
  @Override
  public String toString() {
    return "ShortLivedToken[expires at " + expiresAt() + "]";
  }
}

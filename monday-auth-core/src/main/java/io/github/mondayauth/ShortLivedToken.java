package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.internal.Base64Url;
import java.time.Instant;

/**
 * A token for monday.com's API that a request brings along: it acts for the request's user, with
 * the scopes of the app, for about five minutes. Not for work that waits in a queue.
 *
 * <p>Only verifiers make it. monday.com sends none to an app whose endpoints are not https.
 * Immutable and safe for use by several threads; {@link #toString()} does not show the token.
 */
public final class ShortLivedToken {
  private final String value;
  private final long outerExpiry;

  ShortLivedToken(String value, long outerExpiry) {
    this.value = value;
    this.outerExpiry = outerExpiry;
  }

  /**
   * The token, to be sent in the {@code Authorization} header of calls to monday.com's API.
   *
   * @return the token
   */
  public Secret secret() {
    return Secret.of(value);
  }

  /**
   * When it ends, by its own {@code exp}. The token is monday.com's affair and not verified here;
   * if it says nothing readable, the end of the request's token is given, which is the same in all
   * that monday.com documents.
   *
   * @return the time from which on monday.com refuses it
   */
  public Instant expiresAt() {
    return Instant.ofEpochSecond(ownExpiry());
  }

  private long ownExpiry() {
    String[] parts = value.split("\\.", -1);
    if (parts.length != 3) {
      return outerExpiry;
    }
    byte[] payload = Base64Url.decode(parts[1]);
    JsonObject claims = payload == null ? null : Json.object(new String(payload, UTF_8));
    Long expiry = claims == null ? null : claims.integer("exp");
    return expiry != null && expiry >= 0 && expiry < ClaimSet.LATEST ? expiry : outerExpiry;
  }

  @Override
  public String toString() {
    return "ShortLivedToken[until " + expiresAt() + "]";
  }
}

package io.github.mondayauth.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A JWT before it is signed. It starts as a valid token of one kind (see {@link MondayTokens});
 * each method changes one thing, whether or not the result is still valid.
 *
 * <p>Claims are addressed by name, and claims inside {@code dat} by {@code dat.name}. Not safe for
 * use by several threads.
 */
public final class TokenDraft {
  /**
   * The names of the claims for account, user and short-lived token; null where a kind has none.
   */
  enum Shape {
    FLAT("accountId", "userId", "shortLivedToken"),
    DAT("dat.account_id", "dat.user_id", "dat.short_lived_token"),
    API(null, "uid", null),
    OUTBOUND(null, null, null);

    private final @Nullable String account;
    private final @Nullable String user;
    private final @Nullable String shortLived;

    Shape(@Nullable String account, @Nullable String user, @Nullable String shortLived) {
      this.account = account;
      this.user = user;
      this.shortLived = shortLived;
    }
  }

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final Shape shape;
  private final Instant now;
  private final Duration lifetime;
  private final Map<String, @Nullable Object> header = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> claims = new LinkedHashMap<>();
  private @Nullable MondayTokens shortLivedFrom;
  private @Nullable String rawHeader;
  private @Nullable String rawPayload;
  private @Nullable String secret;

  TokenDraft(Shape shape, String secret, Instant now, Duration lifetime) {
    this.shape = shape;
    this.now = now;
    this.secret = secret;
    this.lifetime = lifetime;
    header.put("alg", "HS256");
    header.put("typ", "JWT");
    issuedAt(now);
  }

  /**
   * Sets the account id. Default: {@link MondayTokens#ACCOUNT}. A kind of token without an account
   * ignores it.
   *
   * @param id the account's id
   * @return this draft
   */
  public TokenDraft account(long id) {
    return shape.account == null ? this : claim(shape.account, id);
  }

  /**
   * Sets the user id, also in the short-lived token inside. Default: {@link MondayTokens#USER}. A
   * kind of token without a user ignores it.
   *
   * @param id the user's id
   * @return this draft
   */
  public TokenDraft user(long id) {
    return shape.user == null ? this : claim(shape.user, id);
  }

  /**
   * Sets the audience.
   *
   * @param url the full URL of an endpoint, or any other string
   * @return this draft
   */
  public TokenDraft audience(String url) {
    return claim("aud", url);
  }

  /**
   * Sets the URL to which the user returns after authorization. This claim makes a request token an
   * authorization token.
   *
   * @param url the URL, or any other string
   * @return this draft
   */
  public TokenDraft backToUrl(String url) {
    return claim("backToUrl", url);
  }

  /**
   * Sets the time of issue, and the expiry according to the lifetime of the kind of token.
   *
   * @param instant the time, truncated to seconds
   * @return this draft
   */
  public TokenDraft issuedAt(Instant instant) {
    claim("iat", instant.getEpochSecond());
    return claim("exp", instant.plus(lifetime).getEpochSecond());
  }

  /**
   * Sets the expiry.
   *
   * @param instant the time, truncated to seconds
   * @return this draft
   */
  public TokenDraft expiresAt(Instant instant) {
    return claim("exp", instant.getEpochSecond());
  }

  /**
   * Makes the token expire an hour ago, which exceeds any clock skew, and moves its time of issue
   * before that.
   *
   * @return this draft
   */
  public TokenDraft expired() {
    expiresAt(now.minus(Duration.ofHours(1)));
    return claims.containsKey("iat")
        ? claim("iat", now.minus(Duration.ofHours(1)).minus(lifetime).getEpochSecond())
        : this;
  }

  /**
   * Sets a claim to any JSON value.
   *
   * @param name the claim, or {@code dat.name} for one inside {@code dat}
   * @param value a string, number, boolean, list, map or null
   * @return this draft
   */
  public TokenDraft claim(String name, @Nullable Object value) {
    claims.put(name, value);
    return this;
  }

  /**
   * Removes a claim.
   *
   * @param name the claim, or {@code dat.name}; {@code dat} removes all claims inside it
   * @return this draft
   */
  public TokenDraft without(String name) {
    claims.keySet().removeIf(claim -> claim.equals(name) || claim.startsWith(name + "."));
    if (name.equals(shape.shortLived)) {
      shortLivedFrom = null;
    }
    return this;
  }

  /**
   * Sets a parameter of the JOSE header. With {@code HS384} or {@code HS512} as {@code alg}, the
   * token is signed with that algorithm; with any other value it is signed with HS256.
   *
   * @param name the header parameter
   * @param value a string, number, boolean, list, map, or null
   * @return this draft
   */
  public TokenDraft header(String name, @Nullable Object value) {
    header.put(name, value);
    return this;
  }

  /**
   * Replaces the whole header with a string, for headers that a map cannot express (duplicate
   * parameters, whitespace).
   *
   * @param json the header, before base64url encoding
   * @return this draft
   */
  public TokenDraft rawHeader(String json) {
    rawHeader = json;
    return this;
  }

  /**
   * Replaces the whole payload with a string, for payloads that a map cannot express (duplicate
   * claims, whitespace, invalid JSON).
   *
   * @param json the payload, before base64url encoding
   * @return this draft
   */
  public TokenDraft rawPayload(String json) {
    rawPayload = json;
    return this;
  }

  /**
   * Uses another secret for the signature.
   *
   * @param other the secret, whose UTF-8 bytes are the key
   * @return this draft
   */
  public TokenDraft signedWith(String other) {
    secret = other;
    return this;
  }

  /**
   * Leaves the signature empty, as with {@code alg: none}.
   *
   * @return this draft
   */
  public TokenDraft unsigned() {
    secret = null;
    return this;
  }

  /**
   * Signs the token.
   *
   * @return the JWT in compact serialization
   */
  public String sign() {
    String head = encode(rawHeader != null ? rawHeader : Json.write(header));
    String signed = head + "." + encode(payload());
    if (secret == null) {
      return signed + ".";
    }
    return signed + "." + BASE64URL.encodeToString(mac(secret, signed));
  }

  /** Includes a short-lived token, which {@link #sign} creates for the user of the draft. */
  TokenDraft shortLivedToken(MondayTokens tokens) {
    shortLivedFrom = tokens;
    return this;
  }

  TokenDraft withoutShortLivedToken() {
    shortLivedFrom = null;
    return this;
  }

  private String payload() {
    if (rawPayload != null) {
      return rawPayload;
    }
    Map<String, @Nullable Object> flat = new LinkedHashMap<>(claims);
    if (shortLivedFrom != null && shape.shortLived != null) {
      flat.putIfAbsent(shape.shortLived, shortLivedToken());
    }
    return Json.write(nested(flat));
  }

  private String shortLivedToken() {
    TokenDraft draft = java.util.Objects.requireNonNull(shortLivedFrom).shortLived();
    draft.claim("uid", claims.get(shape.user)).claim("iat", claims.get("iat"));
    return draft.claim("exp", claims.get("exp")).sign();
  }

  private static Map<String, @Nullable Object> nested(Map<String, @Nullable Object> flat) {
    Map<String, @Nullable Object> payload = new LinkedHashMap<>();
    Map<String, @Nullable Object> dat = new LinkedHashMap<>();
    flat.forEach(
        (name, value) -> {
          if (name.startsWith("dat.")) {
            dat.put(name.substring(4), value);
          } else {
            payload.put(name, value);
          }
        });
    if (!dat.isEmpty()) {
      payload.putIfAbsent("dat", dat);
    }
    return payload;
  }

  private byte[] mac(String key, String signed) {
    String bits =
        String.valueOf(header.get("alg")).matches("HS(384|512)")
            ? String.valueOf(header.get("alg")).substring(2)
            : "256";
    return mac(bits, key, signed);
  }

  /** The HMAC of a string's UTF-8 bytes with SHA-256, SHA-384 or SHA-512. */
  static byte[] mac(String bits, String key, String signed) {
    try {
      Mac mac = Mac.getInstance("HmacSHA" + bits);
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), mac.getAlgorithm()));
      return mac.doFinal(signed.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(String text) {
    return BASE64URL.encodeToString(text.getBytes(UTF_8));
  }
}

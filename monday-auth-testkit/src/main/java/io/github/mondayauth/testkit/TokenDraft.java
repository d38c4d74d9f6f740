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
 * A JWT before it is signed. It starts as a valid token of its kind (see {@link MondayTokens});
 * every method changes one thing, sensible or not.
 *
 * <p>Claims are addressed by name, those inside {@code dat} by {@code dat.name}. Not safe for use
 * by several threads.
 */
public final class TokenDraft {
  /** Where a kind of token names the account and the user. */
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
   * Whose account it is about. Default: {@link MondayTokens#ACCOUNT}.
   *
   * @param id the account's id
   * @return this draft
   */
  public TokenDraft account(long id) {
    return shape.account == null ? this : claim(shape.account, id);
  }

  /**
   * Which user it is about. Default: {@link MondayTokens#USER}. The short-lived token inside names
   * the same user.
   *
   * @param id the user's id
   * @return this draft
   */
  public TokenDraft user(long id) {
    return shape.user == null ? this : claim(shape.user, id);
  }

  /**
   * The audience.
   *
   * @param url the full URL of an endpoint, or anything else
   * @return this draft
   */
  public TokenDraft audience(String url) {
    return claim("aud", url);
  }

  /**
   * Where the user goes on after authorization; turns a request into an authorization token.
   *
   * @param url the URL, or anything else
   * @return this draft
   */
  public TokenDraft backToUrl(String url) {
    return claim("backToUrl", url);
  }

  /**
   * When it was issued; the expiry follows by the kind's lifetime.
   *
   * @param instant the time, which JWTs cut to seconds
   * @return this draft
   */
  public TokenDraft issuedAt(Instant instant) {
    claim("iat", instant.getEpochSecond());
    return claim("exp", instant.plus(lifetime).getEpochSecond());
  }

  /**
   * When it expires.
   *
   * @param instant the time, which JWTs cut to seconds
   * @return this draft
   */
  public TokenDraft expiresAt(Instant instant) {
    return claim("exp", instant.getEpochSecond());
  }

  /**
   * Expired an hour ago, and issued before that: beyond every clock skew.
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
   * Sets a claim to any value JSON has.
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
   * Leaves a claim out.
   *
   * @param name the claim, or {@code dat.name}; {@code dat} leaves out all of it
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
   * Sets a member of the header. {@code alg} {@code HS384} and {@code HS512} change the MAC with
   * it; any other value only claims to.
   *
   * @param name the member
   * @param value a string, number, boolean, list, map, or null
   * @return this draft
   */
  public TokenDraft header(String name, @Nullable Object value) {
    header.put(name, value);
    return this;
  }

  /**
   * Replaces the whole header by a text, for what a map cannot say (duplicate members, spaces).
   *
   * @param json the text
   * @return this draft
   */
  public TokenDraft rawHeader(String json) {
    rawHeader = json;
    return this;
  }

  /**
   * Replaces all claims by a text, for what a map cannot say (duplicate members, spaces, no JSON).
   *
   * @param json the text
   * @return this draft
   */
  public TokenDraft rawPayload(String json) {
    rawPayload = json;
    return this;
  }

  /**
   * Signs with another secret.
   *
   * @param other the secret, whose UTF-8 bytes are the key
   * @return this draft
   */
  public TokenDraft signedWith(String other) {
    secret = other;
    return this;
  }

  /**
   * Leaves the signature empty, as {@code alg: none} does.
   *
   * @return this draft
   */
  public TokenDraft unsigned() {
    secret = null;
    return this;
  }

  /**
   * Signs.
   *
   * @return the compact JWS
   */
  public String sign() {
    String head = encode(rawHeader != null ? rawHeader : Json.write(header));
    String signed = head + "." + encode(payload());
    if (secret == null) {
      return signed + ".";
    }
    return signed + "." + BASE64URL.encodeToString(mac(secret, signed));
  }

  /** Carries a short-lived token for the user the draft names in the end. */
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

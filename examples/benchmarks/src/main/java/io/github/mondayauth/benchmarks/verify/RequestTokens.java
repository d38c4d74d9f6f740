package io.github.mondayauth.benchmarks.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Creates the tokens to verify: 693 characters, with the claims of monday.com's request tokens. */
public final class RequestTokens {
  /** The signing secret of the good tokens. */
  public static final String SECRET = "9f86d081884c7d659a2feaa0c55ad015";

  /** The app's base URI. */
  public static final String BASE_URI = "https://integration.example.com";

  /** The path of the endpoint for which the tokens are made. */
  public static final String ENDPOINT = "/monday/execute_action";

  static final String AUDIENCE = BASE_URI + ENDPOINT;
  static final long ACCOUNT = 9_876_543_210L;
  static final long USER = 6_440_001_771L;

  private static final String WRONG_SECRET = "ffffffffffffffffffffffffffffffff";
  private static final int LENGTH = 693;
  private static final int PAYLOAD = 459;
  private static final long DAY = 86_400;

  private RequestTokens() {}

  static byte[] secretBytes() {
    return SECRET.getBytes(ISO_8859_1);
  }

  /** A token that every subject accepts for one day. */
  static String good() throws GeneralSecurityException {
    return good(new MondayAccount(ACCOUNT).user(USER));
  }

  /**
   * A token of a user that every subject accepts for one day.
   *
   * @param user the user
   * @return the token
   * @throws GeneralSecurityException if the JDK has no HMAC-SHA256
   */
  public static String good(MondayUser user) throws GeneralSecurityException {
    String token = token(SECRET, user, now() + DAY, 0);
    if (token.length() != LENGTH) {
      throw new IllegalStateException(
          "Expected a token of " + LENGTH + " characters, found " + token.length());
    }
    return token;
  }

  /** A token with the same claims, signed with another secret. */
  static String forged() throws GeneralSecurityException {
    return forged(new MondayAccount(ACCOUNT).user(USER));
  }

  /**
   * A token of a user, signed with another secret.
   *
   * @param user the user
   * @return the token
   * @throws GeneralSecurityException if the JDK has no HMAC-SHA256
   */
  public static String forged(MondayUser user) throws GeneralSecurityException {
    return token(WRONG_SECRET, user, now() + DAY, 0);
  }

  /** A token with a valid signature that expired one day ago. */
  static String expired() throws GeneralSecurityException {
    return token(SECRET, new MondayAccount(ACCOUNT).user(USER), now() - DAY, 0);
  }

  /** A token of 1.4 million characters, with a header of 1 MB, signed with another secret. */
  static String large() throws GeneralSecurityException {
    return token(WRONG_SECRET, new MondayAccount(ACCOUNT).user(USER), now() + DAY, 1_048_576);
  }

  private static long now() {
    return System.currentTimeMillis() / 1000;
  }

  private static String token(String secret, MondayUser user, long expiry, int headerPadding)
      throws GeneralSecurityException {
    String header =
        headerPadding == 0
            ? "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
            : "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"x\":\"" + "x".repeat(headerPadding) + "\"}";
    String start =
        "{\"accountId\":"
            + user.account().id()
            + ",\"userId\":"
            + user.id()
            + ",\"aud\":\""
            + AUDIENCE
            + "\",\"exp\":"
            + expiry
            + ",\"shortLivedToken\":\"";
    String end = "\",\"iat\":" + (expiry - DAY) + "}";
    String inner =
        "eyJhbGciOiJIUzI1NiJ9."
            .repeat(PAYLOAD / 21 + 1)
            .substring(0, PAYLOAD - start.length() - end.length());
    String signed = encode(header) + "." + encode(start + inner + end);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(ISO_8859_1), "HmacSHA256"));
    return signed + "." + encode(mac.doFinal(signed.getBytes(ISO_8859_1)));
  }

  private static String encode(String text) {
    return encode(text.getBytes(ISO_8859_1));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

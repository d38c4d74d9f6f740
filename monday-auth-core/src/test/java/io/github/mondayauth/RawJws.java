package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Builds compact JWS from raw parts, including those that no library would produce. */
final class RawJws {
  static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private RawJws() {}

  static String encode(String text) {
    return encode(text.getBytes(UTF_8));
  }

  static String encode(byte[] bytes) {
    return BASE64URL.encodeToString(bytes);
  }

  static String decode(String part) {
    return new String(Base64.getUrlDecoder().decode(part), UTF_8);
  }

  /** Returns the decoded payload of a token. */
  static String payload(String token) {
    return decode(token.substring(token.indexOf('.') + 1, token.lastIndexOf('.')));
  }

  /** Signs a header and a payload given as text. */
  static String signed(String header, String payload, String secret) {
    return signedParts(encode(header), encode(payload), secret);
  }

  /** Signs two parts as they are, without encoding them. */
  static String signedParts(String header, String payload, String secret) {
    return signedParts("HmacSHA256", header, payload, secret.getBytes(UTF_8));
  }

  /** Signs two parts as they are, with another MAC algorithm. */
  static String signedParts(String algorithm, String header, String payload, byte[] key) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      String input = header + "." + payload;
      return input + "." + encode(mac.doFinal(input.getBytes(ISO_8859_1)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}

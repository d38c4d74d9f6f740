package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes compact serializations that no library would make. */
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

  /** The payload of a token, as text. */
  static String claims(String token) {
    return decode(token.substring(token.indexOf('.') + 1, token.lastIndexOf('.')));
  }

  static String decode(String part) {
    return new String(Base64.getUrlDecoder().decode(part), UTF_8);
  }

  /** A token of any header and payload, properly signed. */
  static String signed(String header, String payload, String secret) {
    return signedParts(encode(header), encode(payload), secret);
  }

  /** A token of any two parts, properly signed. */
  static String signedParts(String header, String payload, String secret) {
    return signedParts("HmacSHA256", header, payload, secret.getBytes(UTF_8));
  }

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

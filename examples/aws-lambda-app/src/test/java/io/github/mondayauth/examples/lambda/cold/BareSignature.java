package io.github.mondayauth.examples.lambda.cold;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Checks the signature of a JWT, without its claims: the least that a function can do. */
final class BareSignature {
  private final SecretKeySpec key;

  BareSignature(String secret) {
    key = new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256");
  }

  boolean isValid(@Nullable String token) {
    if (token == null || token.lastIndexOf('.') < 0) {
      return false;
    }
    int end = token.lastIndexOf('.');
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] expected = mac.doFinal(token.substring(0, end).getBytes(US_ASCII));
      return MessageDigest.isEqual(
          expected, Base64.getUrlDecoder().decode(token.substring(end + 1)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.github.mondayauth.benchmarks.action;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.benchmarks.verify.RequestTokens;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The least with which the JDK finds out who sent a request: HMAC-SHA256 with one {@link Mac} per
 * thread, a comparison in constant time, and a search for the two numbers in the payload. It checks
 * no other claim.
 */
final class HmacCheck {
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
  private static final String ACCOUNT = "\"accountId\":";
  private static final String USER = "\"userId\":";

  private final SecretKeySpec key =
      new SecretKeySpec(RequestTokens.SECRET.getBytes(ISO_8859_1), "HmacSHA256");

  @SuppressWarnings("ThreadLocalUsage") // one check for each server
  private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::mac);

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns the user of a token, or throws if its signature is not valid. */
  MondayUser user(String token) throws SignatureException {
    byte[] bytes = token.getBytes(ISO_8859_1);
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    Mac mac = macs.get();
    mac.update(bytes, 0, second);
    byte[] signature = DECODER.decode(Arrays.copyOfRange(bytes, second + 1, bytes.length));
    if (!MessageDigest.isEqual(mac.doFinal(), signature)) {
      throw new SignatureException("The signature does not match the secret");
    }
    byte[] payload = DECODER.decode(Arrays.copyOfRange(bytes, first + 1, second));
    String claims = new String(payload, ISO_8859_1);
    return new MondayAccount(number(claims, ACCOUNT)).user(number(claims, USER));
  }

  private static long number(String claims, String name) {
    int start = claims.indexOf(name) + name.length();
    int end = start;
    while (Character.isDigit(claims.charAt(end))) {
      end++;
    }
    return Long.parseLong(claims, start, end, 10);
  }
}

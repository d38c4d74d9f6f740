package io.github.mondayauth.benchmarks.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The limit, the minimum that verification with the JDK costs: it decodes the three parts, computes
 * HMAC-SHA256 with one {@link Mac} per thread, and compares in constant time. It reads no JSON and
 * checks no claim.
 */
class Limit implements Verification {
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private final SecretKeySpec key = new SecretKeySpec(RequestTokens.secretBytes(), "HmacSHA256");

  // An anonymous class, since a lambda would make the process start more slowly.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<Mac> macs =
      new ThreadLocal<>() {
        @Override
        protected Mac initialValue() {
          try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac;
          } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
          }
        }
      };

  @Override
  public long verify(String token) throws Exception {
    byte[] bytes = token.getBytes(ISO_8859_1);
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    Mac mac = macs.get();
    mac.update(bytes, 0, second);
    byte[] signature = DECODER.decode(Arrays.copyOfRange(bytes, second + 1, bytes.length));
    if (!MessageDigest.isEqual(mac.doFinal(), signature)) {
      throw new SignatureException("The signature does not match the secret");
    }
    byte[] header = DECODER.decode(Arrays.copyOfRange(bytes, 0, first));
    byte[] payload = DECODER.decode(Arrays.copyOfRange(bytes, first + 1, second));
    return claims(header, payload);
  }

  /** Returns the size of header and payload without reading them. */
  long claims(byte[] header, byte[] payload) throws Exception {
    return (long) header.length + payload.length;
  }
}

package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.Secret;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is derived from one client secret: the key that seals states, and the key of the values that
 * a flow needs and its browser does not know. HKDF with SHA-256 (RFC 5869), a label for each key.
 */
final class FlowKeys {
  private static final String HMAC = "HmacSHA256";

  private final SecretKeySpec sealing;
  private final SecretKeySpec proving;

  private FlowKeys(SecretKeySpec sealing, SecretKeySpec proving) {
    this.sealing = sealing;
    this.proving = proving;
  }

  static FlowKeys of(Secret clientSecret) {
    byte[] extracted = hmac(new byte[32], clientSecret.reveal().getBytes(UTF_8));
    byte[] sealing = hmac(extracted, "monday-auth state seal 1\u0001".getBytes(US_ASCII));
    byte[] proving = hmac(extracted, "monday-auth state proof 1\u0001".getBytes(US_ASCII));
    return new FlowKeys(new SecretKeySpec(sealing, "AES"), new SecretKeySpec(proving, HMAC));
  }

  SecretKeySpec sealing() {
    return sealing;
  }

  /** The PKCE verifier of a flow: 43 characters that not even the browser knows. */
  String verifier(FlowCookie cookie) {
    return proof("pkce", cookie);
  }

  /** What a page of ours sends back, so that no other page can. */
  String formToken(FlowCookie cookie) {
    return proof("form", cookie);
  }

  private String proof(String purpose, FlowCookie cookie) {
    String text = purpose + "." + cookie.secret() + "." + cookie.flowId();
    return base64(hmac(proving.getEncoded(), text.getBytes(US_ASCII)));
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + HMAC, e);
    }
  }
}

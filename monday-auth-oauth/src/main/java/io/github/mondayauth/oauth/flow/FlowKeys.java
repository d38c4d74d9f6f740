package io.github.mondayauth.oauth.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.Secret;
import io.github.mondayauth.internal.Base64Url;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys derived from a client secret with HKDF and SHA-256 (RFC 5869): one seals states, one seals
 * connect links, and one derives PKCE verifiers and form tokens from cookies.
 */
final class FlowKeys {
  private static final String HMAC = "HmacSHA256";

  private final SecretKeySpec sealing;
  private final SecretKeySpec linkSealing;
  private final SecretKeySpec proving;

  private FlowKeys(SecretKeySpec sealing, SecretKeySpec linkSealing, SecretKeySpec proving) {
    this.sealing = sealing;
    this.linkSealing = linkSealing;
    this.proving = proving;
  }

  static FlowKeys of(Secret clientSecret) {
    byte[] extracted = hmac(new byte[32], clientSecret.reveal().getBytes(UTF_8));
    byte[] sealing = hmac(extracted, "monday-auth state seal 1\u0001".getBytes(US_ASCII));
    byte[] linkSealing = hmac(extracted, "monday-auth link seal 1\u0001".getBytes(US_ASCII));
    byte[] proving = hmac(extracted, "monday-auth state proof 1\u0001".getBytes(US_ASCII));
    return new FlowKeys(
        new SecretKeySpec(sealing, "AES"),
        new SecretKeySpec(linkSealing, "AES"),
        new SecretKeySpec(proving, HMAC));
  }

  /** The key of states. */
  SecretKeySpec sealing() {
    return sealing;
  }

  /** The key of connect links. */
  SecretKeySpec linkSealing() {
    return linkSealing;
  }

  /** The PKCE code verifier of a leg: 43 characters, which the browser cannot compute. */
  String verifier(FlowCookie cookie) {
    return derive("pkce", cookie);
  }

  /** The value that the library's own pages send back, and that no other page can compute. */
  String formToken(FlowCookie cookie) {
    return derive("form", cookie);
  }

  private String derive(String purpose, FlowCookie cookie) {
    String input = purpose + "." + cookie.secret() + "." + cookie.legId();
    return Base64Url.encode(hmac(proving.getEncoded(), input.getBytes(US_ASCII)));
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(HMAC + " is missing from this Java runtime", e);
    }
  }
}

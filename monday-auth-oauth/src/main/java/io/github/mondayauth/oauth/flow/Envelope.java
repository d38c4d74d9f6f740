package io.github.mondayauth.oauth.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.mondayauth.internal.Base64Url;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypted bytes in a parameter of a URL, for one purpose: a version byte, a random nonce and
 * AES-256-GCM with the purpose as associated data, in base64url without padding, which every form
 * of URL encoding leaves unchanged.
 */
final class Envelope {
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int HEADER_BYTES = 1 + NONCE_BYTES;
  private static final int TAG_BITS = 128;
  private static final int MIN_BYTES = HEADER_BYTES + TAG_BITS / 8;
  private static final int MAX_LENGTH = 8_000;

  private final byte[] purpose;

  Envelope(String purpose) {
    this.purpose = purpose.getBytes(US_ASCII);
  }

  String seal(SecretKeySpec key, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    try {
      byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, key, nonce).doFinal(plain);
      byte[] sealed = new byte[HEADER_BYTES + encrypted.length];
      sealed[0] = VERSION;
      System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
      System.arraycopy(encrypted, 0, sealed, HEADER_BYTES, encrypted.length);
      return Base64Url.encode(sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to encrypt", e);
    }
  }

  /** The bytes of a parameter, or null if it cannot be an envelope. */
  static byte @Nullable [] bytes(String sealed) {
    byte[] bytes = sealed.length() > MAX_LENGTH ? null : Base64Url.decode(sealed);
    return bytes == null || bytes.length < MIN_BYTES || bytes[0] != VERSION ? null : bytes;
  }

  /**
   * The content, or null if it was encrypted with another key or for another purpose, or altered.
   */
  byte @Nullable [] open(SecretKeySpec key, byte[] sealed) {
    byte[] nonce = Arrays.copyOfRange(sealed, 1, HEADER_BYTES);
    try {
      return cipher(Cipher.DECRYPT_MODE, key, nonce)
          .doFinal(sealed, HEADER_BYTES, sealed.length - HEADER_BYTES);
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private Cipher cipher(int mode, SecretKeySpec key, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(purpose);
    return cipher;
  }
}

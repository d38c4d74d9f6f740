package io.github.mondayauth.oauth.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.mondayauth.Secret;
import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.oauth.OAuthException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts states and decrypts them: a version byte, a random nonce and AES-256-GCM, in base64url
 * without padding, which every form of URL encoding leaves unchanged. States that were sealed with
 * a previous client secret can still be opened.
 */
final class StateSeal {
  private static final byte VERSION = 1;
  private static final byte[] PURPOSE = "monday-auth state 1".getBytes(US_ASCII);
  private static final int NONCE_BYTES = 12;
  private static final int HEADER_BYTES = 1 + NONCE_BYTES;
  private static final int TAG_BITS = 128;
  private static final int MAX_LENGTH = 8_000;

  private final List<FlowKeys> keys;

  /**
   * Derives the keys.
   *
   * @param clientSecrets the current client secret, then previous ones
   */
  StateSeal(List<Secret> clientSecrets) {
    keys = clientSecrets.stream().map(FlowKeys::of).toList();
  }

  /** A state, and the keys that opened it. */
  record Opened(FlowState state, FlowKeys keys) {}

  /** The keys that seal new states. */
  FlowKeys current() {
    return keys.get(0);
  }

  String seal(FlowState state) {
    byte[] nonce = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    try {
      byte[] encrypted =
          cipher(Cipher.ENCRYPT_MODE, current(), nonce).doFinal(FlowStateCodec.encode(state));
      byte[] sealed = new byte[HEADER_BYTES + encrypted.length];
      sealed[0] = VERSION;
      System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
      System.arraycopy(encrypted, 0, sealed, HEADER_BYTES, encrypted.length);
      return Base64Url.encode(sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to encrypt a state", e);
    }
  }

  /**
   * Opens a state, even one that has expired.
   *
   * @throws OAuthException if this application did not seal it, or it was altered
   */
  Opened open(String sealed) {
    byte[] bytes = bytes(sealed);
    byte[] nonce = Arrays.copyOfRange(bytes, 1, HEADER_BYTES);
    for (FlowKeys candidate : keys) {
      try {
        byte[] plain =
            cipher(Cipher.DECRYPT_MODE, candidate, nonce)
                .doFinal(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
        return new Opened(FlowStateCodec.decode(plain), candidate);
      } catch (GeneralSecurityException anotherKey) {
        // Try the next client secret.
      } catch (IOException | RuntimeException e) {
        throw refused();
      }
    }
    throw refused();
  }

  private static byte[] bytes(String sealed) {
    byte[] bytes = sealed.length() > MAX_LENGTH ? null : Base64Url.decode(sealed);
    if (bytes == null || bytes.length <= HEADER_BYTES || bytes[0] != VERSION) {
      throw refused();
    }
    return bytes;
  }

  private static Cipher cipher(int mode, FlowKeys keys, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, keys.sealing(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(PURPOSE);
    return cipher;
  }

  private static OAuthException refused() {
    return new OAuthException(
        OAuthException.Reason.STATE,
        "state: expected one that this application created, found another or an altered one");
  }
}

package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.mondayauth.Secret;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals flows into states and opens them: a version byte, a random nonce, AES-256-GCM, in base64url
 * without padding, which survives every way a URL is encoded. States sealed under a previous client
 * secret still open.
 */
final class StateSeal {
  private static final byte VERSION = 1;
  private static final byte[] PURPOSE = "monday-auth state 1".getBytes(US_ASCII);
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int LONGEST = 8_000;

  private final List<FlowKeys> keys;

  StateSeal(List<Secret> clientSecrets) {
    keys = clientSecrets.stream().map(FlowKeys::of).toList();
  }

  /** A flow, and the keys it was sealed under. */
  record Opened(Flow flow, FlowKeys keys) {}

  FlowKeys current() {
    return keys.get(0);
  }

  String seal(Flow flow) {
    byte[] nonce = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, current(), nonce).doFinal(FlowCodec.encode(flow));
      byte[] state = new byte[1 + NONCE_BYTES + sealed.length];
      state[0] = VERSION;
      System.arraycopy(nonce, 0, state, 1, NONCE_BYTES);
      System.arraycopy(sealed, 0, state, 1 + NONCE_BYTES, sealed.length);
      return FlowKeys.base64(state);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to encrypt", e);
    }
  }

  /**
   * Opens a state; its expiry is for the caller to check.
   *
   * @throws OAuthException if it was not sealed here, or altered
   */
  Opened open(String state) {
    byte[] bytes = bytes(state);
    byte[] nonce = Arrays.copyOfRange(bytes, 1, 1 + NONCE_BYTES);
    for (FlowKeys candidate : keys) {
      try {
        int start = 1 + NONCE_BYTES;
        byte[] plain =
            cipher(Cipher.DECRYPT_MODE, candidate, nonce)
                .doFinal(bytes, start, bytes.length - start);
        return new Opened(FlowCodec.decode(plain), candidate);
      } catch (GeneralSecurityException notUnderThisKey) {
        // The next one may fit; none fitting is the refusal below.
      } catch (IOException | RuntimeException e) {
        throw refused();
      }
    }
    throw refused();
  }

  private static byte[] bytes(String state) {
    if (state.length() > LONGEST) {
      throw refused();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(state);
    } catch (IllegalArgumentException e) {
      throw refused();
    }
    boolean canonical = FlowKeys.base64(bytes).equals(state);
    if (!canonical || bytes.length <= 1 + NONCE_BYTES || bytes[0] != VERSION) {
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
        OAuthException.Reason.STATE, "the state is not one this application made");
  }
}

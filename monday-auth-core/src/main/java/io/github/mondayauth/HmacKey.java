package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.internal.Base64Url;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An HMAC-SHA256 key made from a secret's UTF-8 bytes. Safe for use by several threads. */
final class HmacKey {
  private final SecretKeySpec key;
  private final ObjectPool<Mac> macs = new ObjectPool<>();

  HmacKey(Secret secret) {
    key = new SecretKeySpec(secret.reveal().getBytes(UTF_8), "HmacSHA256");
  }

  /** Makes one key per secret, in the same order. */
  static List<HmacKey> of(List<Secret> secrets) {
    List<HmacKey> keys = new ArrayList<>(secrets.size());
    for (Secret secret : secrets) {
      keys.add(new HmacKey(secret));
    }
    return List.copyOf(keys);
  }

  /** Signs {@code input[start..end)}. Returns the base64url characters that a JWS carries. */
  byte[] sign(byte[] input, int start, int end) {
    return Base64Url.encodeToBytes(mac(input, start, end));
  }

  /** Returns the 32 bytes of the HMAC of the input. */
  byte[] mac(byte[] input) {
    return mac(input, 0, input.length);
  }

  private byte[] mac(byte[] input, int start, int end) {
    Mac pooled = macs.take();
    Mac mac = pooled == null ? create() : pooled;
    mac.update(input, start, end - start);
    byte[] signature = mac.doFinal();
    macs.give(mac);
    return signature;
  }

  private Mac create() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is missing from this Java runtime", e);
    }
  }
}

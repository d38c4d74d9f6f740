package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 under one secret. Immutable but for reused {@link Mac} objects; thread-safe. */
final class HmacKey {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final SecretKeySpec key;
  private final ObjectPool<Mac> macs = new ObjectPool<>();

  HmacKey(Secret secret) {
    key = new SecretKeySpec(secret.reveal().getBytes(UTF_8), "HmacSHA256");
  }

  static List<HmacKey> of(List<Secret> secrets) {
    List<HmacKey> keys = new ArrayList<>(secrets.size());
    for (Secret secret : secrets) {
      keys.add(new HmacKey(secret));
    }
    return List.copyOf(keys);
  }

  /** The signature of {@code input[start..end)}, in base64url as a JWS carries it. */
  byte[] sign(byte[] input, int start, int end) {
    Mac kept = macs.take();
    Mac mac = kept == null ? create() : kept;
    mac.update(input, start, end - start);
    byte[] signature = mac.doFinal();
    macs.give(mac);
    return BASE64URL.encode(signature);
  }

  private Mac create() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
    }
  }
}

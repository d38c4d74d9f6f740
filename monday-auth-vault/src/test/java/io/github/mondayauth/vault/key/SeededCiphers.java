package io.github.mondayauth.vault.key;

import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.Vaults;
import java.security.SecureRandom;

/** Ciphers whose nonces come from a given random source, for tests in other packages. */
public final class SeededCiphers {
  private SeededCiphers() {}

  public static AesGcm aesGcm(SecureRandom random) {
    return new AesGcm(random);
  }

  /** A key ring with one key. */
  public static KeyRing keyRing(String keyId, byte[] key, SecureRandom random) {
    return JwkKeyRing.parse(
        Vaults.keySet(Vaults.key(keyId, Base64Url.encode(key))), new AesGcm(random));
  }
}

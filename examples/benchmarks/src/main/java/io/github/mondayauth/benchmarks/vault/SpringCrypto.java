package io.github.mondayauth.benchmarks.vault;

import java.security.SecureRandom;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.encrypt.AesGcmBytesEncryptor;
import org.springframework.security.crypto.encrypt.BytesEncryptor;

/**
 * org.springframework.security:spring-security-crypto, AES-256-GCM with a nonce of 16 bytes and
 * without associated data.
 */
final class SpringCrypto implements Encryption {
  private final BytesEncryptor encryptor;

  SpringCrypto() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    encryptor = AesGcmBytesEncryptor.withSecretKey(new SecretKeySpec(key, "AES")).build();
  }

  @Override
  public byte[] encrypt(byte[] plaintext) {
    return encryptor.encrypt(plaintext);
  }

  @Override
  public byte[] decrypt(byte[] ciphertext) {
    return encryptor.decrypt(ciphertext);
  }
}

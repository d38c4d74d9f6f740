package io.github.mondayauth.benchmarks.vault;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The limit, the minimum that encryption with the JDK costs: AES-256-GCM with a random nonce as
 * prefix, 45 bytes of precomputed associated data, and one {@link Cipher} per thread.
 */
public class RawAesGcm implements Encryption {
  private static final int NONCE = 12;
  private static final int TAG = 16;

  private final SecureRandom random = new SecureRandom();
  private final SecretKeySpec key;
  private final byte[] context = Encryption.context();

  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<Cipher> ciphers =
      ThreadLocal.withInitial(
          () -> {
            try {
              return Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException impossible) {
              throw new IllegalStateException(impossible);
            }
          });

  /** Creates it with a random key. */
  public RawAesGcm() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    key = new SecretKeySpec(bytes, "AES");
  }

  Cipher cipher() throws GeneralSecurityException {
    return ciphers.get();
  }

  @Override
  public byte[] encrypt(byte[] plaintext) throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] sealed = new byte[NONCE + plaintext.length + TAG];
    System.arraycopy(nonce, 0, sealed, 0, NONCE);
    Cipher cipher = cipher();
    cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG * 8, nonce));
    cipher.updateAAD(context);
    cipher.doFinal(plaintext, 0, plaintext.length, sealed, NONCE);
    return sealed;
  }

  @Override
  public byte[] decrypt(byte[] ciphertext) throws GeneralSecurityException {
    Cipher cipher = cipher();
    cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG * 8, ciphertext, 0, NONCE));
    cipher.updateAAD(context);
    return cipher.doFinal(ciphertext, NONCE, ciphertext.length - NONCE);
  }
}

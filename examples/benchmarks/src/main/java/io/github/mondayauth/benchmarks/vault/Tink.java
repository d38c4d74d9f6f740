package io.github.mondayauth.benchmarks.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;

/** com.google.crypto.tink:tink, AES256_GCM. */
final class Tink implements Encryption {
  private final Aead aead;
  private final byte[] context = Encryption.context();

  Tink() throws GeneralSecurityException {
    AeadConfig.register();
    aead =
        KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get())
            .getPrimitive(RegistryConfiguration.get(), Aead.class);
  }

  @Override
  public byte[] encrypt(byte[] plaintext) throws GeneralSecurityException {
    return aead.encrypt(plaintext, context);
  }

  @Override
  public byte[] decrypt(byte[] ciphertext) throws GeneralSecurityException {
    return aead.decrypt(ciphertext, context);
  }
}

package io.github.mondayauth.benchmarks.vault;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Map;
import software.amazon.cryptography.materialproviders.IKeyring;
import software.amazon.cryptography.materialproviders.MaterialProviders;
import software.amazon.cryptography.materialproviders.model.AesWrappingAlg;
import software.amazon.cryptography.materialproviders.model.CreateRawAesKeyringInput;
import software.amazon.cryptography.materialproviders.model.MaterialProvidersConfig;

/**
 * com.amazonaws:aws-encryption-sdk-java with a local key-encryption key. To its advantage, it runs
 * without the signature that it creates by default.
 */
final class AwsSdk implements Encryption {
  private static final Map<String, String> CONTEXT =
      Map.of("account", "9876543210", "user", "6440001771", "connection", "github");

  private final AwsCrypto crypto =
      AwsCrypto.builder()
          .withCommitmentPolicy(CommitmentPolicy.RequireEncryptRequireDecrypt)
          .withEncryptionAlgorithm(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
          .build();
  private final IKeyring keyring;

  AwsSdk() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    keyring =
        MaterialProviders.builder()
            .MaterialProvidersConfig(MaterialProvidersConfig.builder().build())
            .build()
            .CreateRawAesKeyring(
                CreateRawAesKeyringInput.builder()
                    .keyNamespace("benchmark")
                    .keyName("key")
                    .wrappingKey(ByteBuffer.wrap(key))
                    .wrappingAlg(AesWrappingAlg.ALG_AES256_GCM_IV12_TAG16)
                    .build());
  }

  @Override
  public byte[] encrypt(byte[] plaintext) {
    return crypto.encryptData(keyring, plaintext, CONTEXT).getResult();
  }

  @Override
  public byte[] decrypt(byte[] ciphertext) {
    return crypto.decryptData(keyring, ciphertext, CONTEXT).getResult();
  }
}

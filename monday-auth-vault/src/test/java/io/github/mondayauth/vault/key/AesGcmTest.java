package io.github.mondayauth.vault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.mondayauth.vault.Vaults;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AesGcmTest {
  private static final byte[] NONE = new byte[0];

  private final AesGcm gcm = new AesGcm();
  private final SecretKey key = DataKey.random(new SecureRandom(), Vaults.NOW).key();

  @ParameterizedTest
  @ValueSource(strings = {"NativePRNG", "NativePRNGNonBlocking", "Windows-PRNG"})
  void keepsAGeneratorOfTheOperatingSystem(String algorithm) {
    SecureRandom first = named(algorithm);

    assertThat(AesGcm.generators(first).get()).isSameAs(first);
  }

  /** Copies of a VM snapshot would repeat what such a generator returns. */
  @ParameterizedTest
  @ValueSource(strings = {"DRBG", "SHA1PRNG", "unknown"})
  void createsAGeneratorForEachNonceIfItsStateIsInTheProcess(String algorithm) {
    SecureRandom first = named(algorithm);
    Supplier<SecureRandom> generators = AesGcm.generators(first);

    assertThat(generators.get()).isNotSameAs(first).isNotSameAs(generators.get());
  }

  private static SecureRandom named(String algorithm) {
    return new SecureRandom() {
      private static final long serialVersionUID = 1L;

      @Override
      public String getAlgorithm() {
        return algorithm;
      }
    };
  }

  @Test
  void clearingDropsEveryCipherAndItsKey() {
    gcm.seal(key, NONE, 0, new byte[] {1});
    assertThat(gcm.idleCiphers()).isEqualTo(1);

    gcm.clear();

    assertThat(gcm.idleCiphers()).isZero();
  }

  @Test
  void aCipherIsUsedAgainForTheSameKey() throws Exception {
    for (int i = 0; i < 10; i++) {
      byte[] sealed = gcm.seal(key, NONE, 0, new byte[] {7});
      assertThat(gcm.open(key, NONE, 0, sealed)).containsExactly(7);
    }
    assertThat(gcm.idleCiphers()).isEqualTo(1);
  }

  @Test
  void refusesEveryMessageThatIsTooShort() {
    byte[] prefix = {1, 2};
    byte[] sealed = gcm.seal(key, prefix, prefix.length, NONE);
    for (int length = 0; length < sealed.length; length++) {
      byte[] cut = Arrays.copyOf(sealed, length);
      assertThatExceptionOfType(AEADBadTagException.class)
          .as("%s bytes", length)
          .isThrownBy(() -> gcm.open(key, prefix, prefix.length, cut));
    }
  }
}

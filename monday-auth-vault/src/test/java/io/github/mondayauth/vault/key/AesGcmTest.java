package io.github.mondayauth.vault.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.Vaults;
import java.security.SecureRandom;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;

class AesGcmTest {
  private static final byte[] NONE = new byte[0];

  private final AesGcm gcm = new AesGcm();
  private final SecretKey key = DataKey.random(new SecureRandom(), Vaults.NOW).key();

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
}

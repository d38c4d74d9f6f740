package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CredentialCodecTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final byte[] WRITTEN =
      CredentialCodec.encode(
          StoredCredential.first(
              new Grant(
                  "planted-secret",
                  "planted-refresh",
                  NOW,
                  NOW.plusSeconds(60),
                  Set.of("a"),
                  Set.of("a"),
                  Map.of("k", "v"),
                  "service.example",
                  7)));

  @Test
  void aCredentialOfANewerVersionIsTypedTrouble() {
    byte[] newer = WRITTEN.clone();
    newer[0]++;
    assertUnknown(newer);
  }

  @Test
  void aCredentialCutOffAnywhereIsTypedTrouble() {
    for (int length = 0; length < WRITTEN.length; length++) {
      assertUnknown(Arrays.copyOf(WRITTEN, length));
    }
  }

  private static void assertUnknown(byte[] bytes) {
    assertThatExceptionOfType(VaultException.class)
        .isThrownBy(() -> CredentialCodec.decode(bytes))
        .satisfies(told -> assertThat(told.reason()).isEqualTo(Reason.FORMAT_UNKNOWN))
        .withNoCause()
        .withMessageNotContaining("planted");
  }
}

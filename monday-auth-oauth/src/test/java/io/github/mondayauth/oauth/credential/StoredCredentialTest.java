package io.github.mondayauth.oauth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.credential.StoredCredential.EndReason;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.vault.Requirement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class StoredCredentialTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final StoredCredential FIRST = StoredCredential.first(grant("first"), NOW);

  private static Grant grant(String secret) {
    Instant expiresAt = NOW.plus(Duration.ofHours(1));
    return new Grant(
        secret, "refresh-" + secret, NOW, expiresAt, Set.of(), Set.of(), Map.of(), "", 0);
  }

  @Test
  @Requirement({"F36", "F37"})
  void countsConnectionsAndGrants() {
    StoredCredential refreshed = FIRST.refreshed(grant("second"), false);
    StoredCredential reconnected = refreshed.reconnected(grant("third"), NOW.plusSeconds(5));

    assertThat(FIRST.connectionNumber()).isPositive();
    assertThat(FIRST.generation()).isEqualTo(1);
    assertThat(refreshed.connectionNumber()).isEqualTo(FIRST.connectionNumber());
    assertThat(refreshed.generation()).isEqualTo(2);
    assertThat(refreshed.origin()).isEqualTo(NOW);
    assertThat(reconnected.connectionNumber()).isEqualTo(FIRST.connectionNumber() + 1);
    assertThat(reconnected.generation()).isEqualTo(3);
    assertThat(reconnected.origin()).isEqualTo(NOW.plusSeconds(5));
  }

  @Test
  void aRefreshKeepsTheConnectionAndNothingElseDoes() {
    assertThat(FIRST.isSameConnection(FIRST.refreshed(grant("second"), false))).isTrue();
    assertThat(FIRST.isSameConnection(FIRST.reconnected(grant("second"), NOW))).isFalse();
    StoredCredential madeAgain = StoredCredential.first(grant("second"), NOW);
    assertThat(FIRST.isSameConnection(madeAgain)).isFalse();
  }

  /** Someone who began to connect before must not take it for the connection that was removed. */
  @Test
  @Requirement("F37")
  void aConnectionThatWasRemovedAndMadeAgainHasAnotherNumber() {
    Set<Long> numbers = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      long number = StoredCredential.first(grant("first"), NOW).connectionNumber();
      assertThat(number).isBetween(1L, 1L << 62);
      numbers.add(number);
    }

    assertThat(numbers).hasSize(1_000);
  }

  @Test
  void showsNoToken() {
    StoredCredential ended = FIRST.ended(EndReason.REJECTED, NOW);

    assertThat(ended.toString()).isEqualTo("StoredCredential[generation=1, ended=REJECTED]");
  }
}

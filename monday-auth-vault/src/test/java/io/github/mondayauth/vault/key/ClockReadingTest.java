package io.github.mondayauth.vault.key;

import static io.github.mondayauth.vault.Vaults.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockReadingTest {
  private static final Duration LIFE = Duration.ofMinutes(5);

  @Test
  void settingTheClockBackExtendsNoLifetime() {
    ClockReading loaded = new ClockReading(NOW, 0);
    long life = LIFE.toNanos();
    assertThat(loaded.isOlderThan(LIFE, new ClockReading(NOW.minusSeconds(3_600), life))).isFalse();
    assertThat(loaded.isOlderThan(LIFE, new ClockReading(NOW.minusSeconds(3_600), life + 1)))
        .isTrue();
  }

  @Test
  void suspendingTheMachineExtendsNoLifetime() {
    ClockReading loaded = new ClockReading(NOW, 0);
    assertThat(loaded.isOlderThan(LIFE, new ClockReading(NOW.plus(LIFE), 1))).isFalse();
    assertThat(loaded.isOlderThan(LIFE, new ClockReading(NOW.plus(LIFE).plusMillis(1), 1)))
        .isTrue();
  }
}

package io.github.mondayauth.vault.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RotationProgressTest {
  private static final long MILLISECOND = 1_000_000;

  private final List<Long> waits = new ArrayList<>();
  private long now = 17;

  private RotationProgress progress(int perSecond) {
    return new RotationProgress(
        perSecond,
        progress -> {},
        () -> now,
        nanos -> {
          waits.add(nanos / MILLISECOND);
          now += nanos;
        });
  }

  @Test
  void spreadsTheWritesEvenlyOverEachSecond() {
    RotationProgress progress = progress(4);
    for (int write = 0; write < 4; write++) {
      progress.awaitTurn();
    }
    assertThat(waits).as("the first write need not wait").containsExactly(250L, 250L, 250L);
  }

  @Test
  void countsTheTimeThatWritesTakeAsWaiting() {
    RotationProgress progress = progress(4);
    progress.awaitTurn();
    now += 100 * MILLISECOND;
    progress.awaitTurn();
    now += 250 * MILLISECOND;
    progress.awaitTurn();
    now += 600 * MILLISECOND;
    progress.awaitTurn();
    assertThat(waits).containsExactly(150L);
  }
}

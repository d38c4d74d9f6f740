package io.github.mondayauth.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.TestClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressLineTest {
  private final Cli cli = new Cli();
  private final TestClock clock = TestClock.at(Instant.parse("2026-11-28T12:00:00Z"));
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private ProgressLine line(long total) {
    return new ProgressLine(new PrintStream(printed, true, UTF_8), cli.environment(), clock, total);
  }

  private String printed() {
    return printed.toString(UTF_8).replace("\r\n", "\n");
  }

  @Test
  void printsOneLineEveryTenSecondsWithoutATerminal() {
    ProgressLine line = line(1000);
    for (int second = 1; second <= 25; second++) {
      clock.advance(Duration.ofSeconds(1));
      line.update(second * 10L, "rewrapped " + second * 10);
    }
    line.end();
    assertThat(printed().lines())
        .containsExactly(
            " 10% 100 of 1000 accounts, 10/s, 1 min 30 s left, rewrapped 100",
            " 20% 200 of 1000 accounts, 10/s, 1 min 20 s left, rewrapped 200");
  }

  @Test
  void isSilentJustBeforeTenSecondsAndPrintsAtTen() {
    ProgressLine line = line(10);
    clock.advance(Duration.ofMillis(9_999));
    line.update(1, "");
    assertThat(printed()).isEmpty();
    clock.advance(Duration.ofMillis(1));
    line.update(2, "rewrapped 2");
    assertThat(printed()).isEqualTo(" 20% 2 of 10 accounts, 0.2/s, 40 s left, rewrapped 2\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 40, 80, 120, 300})
  void neverFillsTheLastColumnOfATerminal(int width) {
    cli.isTerminal = true;
    cli.width = width;
    ProgressLine line = line(2_000_000);
    for (int i = 1; i <= 20; i++) {
      clock.advance(Duration.ofSeconds(60));
      line.update(i * 100_000L, "rewrapped " + i * 100_000 + ", re-encrypted 0, failed 0");
    }
    line.end();
    assertThat(printed().strip().split("\r")).hasSizeGreaterThanOrEqualTo(1);
    for (String shown : printed().split("[\r\n]", -1)) {
      assertThat(shown.length()).isLessThan(Math.max(width, 1));
    }
  }

  @Test
  void showsABarWithRateAndTimeLeft() {
    cli.isTerminal = true;
    cli.width = 100;
    ProgressLine line = line(100);
    clock.advance(Duration.ofSeconds(10));
    line.update(50, "rewrapped 50");
    assertThat(printed())
        .isEqualTo(
            "\r["
                + "#".repeat(15)
                + ".".repeat(15)
                + "]  50% 50 of 100 accounts, 5.0/s, 10 s left, rewrapped 50");
  }

  @Test
  void measuresTheRateOfEachPass() {
    ProgressLine line = line(100);
    clock.advance(Duration.ofSeconds(10));
    line.update(100, "first");
    clock.advance(Duration.ofSeconds(100));
    line.update(1, "second");
    clock.advance(Duration.ofSeconds(10));
    line.update(50, "second");
    assertThat(printed()).endsWith(" 50% 50 of 100 accounts, 5.0/s, 10 s left, second\n");
  }

  @Test
  void showsLongTimesInTwoUnits() {
    assertThat(ProgressLine.duration(59)).isEqualTo("59 s");
    assertThat(ProgressLine.duration(60)).isEqualTo("1 min 00 s");
    assertThat(ProgressLine.duration(3599)).isEqualTo("59 min 59 s");
    assertThat(ProgressLine.duration(7500)).isEqualTo("2 h 05 min");
  }
}

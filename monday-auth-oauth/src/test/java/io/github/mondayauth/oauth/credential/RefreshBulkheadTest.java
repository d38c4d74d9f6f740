package io.github.mondayauth.oauth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RefreshBulkheadTest {
  private static final String HOST = "auth.example.com";
  private static final int SLOTS = 32;
  private static final int WAITING = 64;

  private final RefreshBulkhead bulkhead = new RefreshBulkhead();

  /** A thread that waits for a slot. */
  private record Caller(Thread thread, FutureTask<String> outcome) {
    String result() throws Exception {
      return outcome.get(1, TimeUnit.MINUTES);
    }
  }

  private Caller start() {
    FutureTask<String> outcome =
        new FutureTask<>(
            () -> {
              boolean isAdmitted = bulkhead.enter(HOST, Duration.ofHours(1));
              return (isAdmitted ? "admitted" : "refused")
                  + (Thread.currentThread().isInterrupted() ? ", interrupted" : "");
            });
    Thread thread = new Thread(outcome, "waits for a slot");
    thread.setDaemon(true);
    thread.start();
    return new Caller(thread, outcome);
  }

  private Caller startToWait() {
    Caller caller = start();
    while (caller.thread.getState() != Thread.State.TIMED_WAITING && !caller.outcome.isDone()) {
      Thread.onSpinWait();
    }
    return caller;
  }

  private boolean enter() {
    return bulkhead.enter(HOST, Duration.ZERO);
  }

  private void takeAllSlots() {
    for (int slot = 0; slot < SLOTS; slot++) {
      assertThat(enter()).isTrue();
    }
  }

  @Test
  void admitsThirtyTwoCallersToAHostAndOneMoreForEachThatLeaves() {
    takeAllSlots();
    assertThat(enter()).isFalse();
    assertThat(bulkhead.enter("other.example.com", Duration.ZERO)).isTrue();

    bulkhead.leave(HOST);
    assertThat(enter()).isTrue();
    assertThat(enter()).isFalse();
  }

  @Test
  void aRefusedCallerIsNotCountedAsWaiting() throws Exception {
    takeAllSlots();
    for (int refused = 0; refused <= WAITING; refused++) {
      assertThat(enter()).isFalse();
    }
    Caller waiting = startToWait();
    bulkhead.leave(HOST);

    assertThat(waiting.result()).isEqualTo("admitted");
  }

  @Test
  void aWaitingCallerIsAdmittedWhenAnotherLeaves() throws Exception {
    takeAllSlots();
    Caller waiting = startToWait();
    bulkhead.leave(HOST);

    assertThat(waiting.result()).isEqualTo("admitted");
    assertThat(enter()).isFalse();
  }

  @Test
  void aWaitingCallerGivesUpIfTheHostTurnsOutToBeUnavailable() throws Exception {
    takeAllSlots();
    Caller waiting = startToWait();
    bulkhead.failed(HOST);
    bulkhead.leave(HOST);

    assertThat(waiting.result()).isEqualTo("refused");
    assertThat(enter()).as("a later caller takes its slot").isTrue();
    assertThat(enter()).isFalse();
  }

  @Test
  void anInterruptedCallerGivesUpAndStaysInterrupted() throws Exception {
    takeAllSlots();
    Caller waiting = startToWait();
    waiting.thread.interrupt();

    assertThat(waiting.result()).isEqualTo("refused, interrupted");
    assertThat(enter()).isFalse();
  }

  @Test
  void refusesTheSixtyFifthCallerThatWouldWait() throws Exception {
    takeAllSlots();
    List<Caller> waiting = Stream.generate(this::startToWait).limit(WAITING).toList();
    assertThat(start().result()).isEqualTo("refused");

    waiting.get(0).thread.interrupt();
    assertThat(waiting.get(0).result()).isEqualTo("refused, interrupted");
    Caller next = startToWait();
    bulkhead.failed(HOST);
    for (int slot = 0; slot < SLOTS; slot++) {
      bulkhead.leave(HOST);
    }
    assertThat(next.result()).as("it could wait").isEqualTo("refused");
    for (Caller each : waiting) {
      assertThat(each.result()).startsWith("refused");
    }
    takeAllSlots();
    assertThat(enter()).isFalse();
  }

  @Test
  void nothingHappensAtAHostWithoutCallers() {
    bulkhead.failed(HOST);
    bulkhead.leave(HOST);
    takeAllSlots();
    assertThat(enter()).isFalse();
  }
}

package io.github.mondayauth.dynamodb;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/**
 * Writes until DynamoDB decides. It refuses, undone, what meets a transaction of somebody else or
 * too much load, and the SDK does not repeat that.
 */
final class Attempts {
  /** The reason of an action whose condition did not hold. */
  static final String CONDITION = "ConditionalCheckFailed";

  /** The most actions of a transaction: full-size values of so many fit its 4 MB. */
  static final int MOST_ACTIONS = 25;

  private static final Set<String> PASSING =
      Set.of(
          "TransactionConflict",
          "ProvisionedThroughputExceeded",
          "ThrottlingError",
          "RequestLimitExceeded");
  private static final int MOST_ATTEMPTS = 14;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final DynamoDbClient client;
  private final Pause pause;

  /** Waits before the next attempt. */
  interface Pause {
    void atMost(long millis) throws InterruptedException;
  }

  Attempts(DynamoDbClient client, Pause pause) {
    this.client = client;
    this.pause = pause;
  }

  /** At random, so that those who met do not meet again. */
  static void sleep(long atMostMillis) throws InterruptedException {
    Thread.sleep(ThreadLocalRandom.current().nextLong(1, atMostMillis));
  }

  /**
   * Runs a transaction, once: its token makes repetitions by the SDK harmless.
   *
   * @return empty if it was done, otherwise for each action {@link #CONDITION} or something else
   */
  List<String> transact(List<TransactWriteItem> actions) {
    String token = UUID.randomUUID().toString();
    return decided(
        () -> {
          try {
            client.transactWriteItems(r -> r.transactItems(actions).clientRequestToken(token));
            return List.of();
          } catch (TransactionCanceledException refused) {
            List<String> reasons =
                refused.cancellationReasons().stream().map(r -> r.code()).toList();
            if (!reasons.contains(CONDITION) || reasons.stream().anyMatch(PASSING::contains)) {
              throw refused;
            }
            return reasons;
          }
        });
  }

  /** Makes a call, again while it meets a transaction. */
  <T> T decided(Supplier<T> call) {
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (TransactionConflictException | TransactionInProgressException passing) {
        if (attempt == MOST_ATTEMPTS) {
          throw passing;
        }
      } catch (TransactionCanceledException refused) {
        boolean passing =
            refused.cancellationReasons().stream().anyMatch(r -> PASSING.contains(r.code()));
        if (!passing || attempt == MOST_ATTEMPTS) {
          throw refused;
        }
      }
      pauseAfter(attempt);
    }
  }

  /** Up to twice as long each time. */
  private void pauseAfter(int attempt) {
    try {
      pause.atMost(Math.min(LONGEST_PAUSE_MILLIS, 5L << attempt));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a transaction of others");
    }
  }
}

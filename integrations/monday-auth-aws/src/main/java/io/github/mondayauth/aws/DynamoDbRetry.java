package io.github.mondayauth.aws;

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
 * Repeats writes that DynamoDB refused, without effect, because of a conflicting transaction or too
 * much load. The SDK does not repeat these.
 */
final class DynamoDbRetry {
  /** The cancellation reason of an action whose condition is false. */
  static final String CONDITION = "ConditionalCheckFailed";

  /** The most actions in a transaction. */
  static final int MOST_ACTIONS = 25;

  /**
   * The most bytes of items in a transaction, half of what DynamoDB allows: 25 of the largest
   * values fit.
   */
  static final long MOST_BYTES = 2 << 20;

  private static final Set<String> TRANSIENT =
      Set.of(
          "TransactionConflict",
          "ProvisionedThroughputExceeded",
          "ThrottlingError",
          "RequestLimitExceeded");
  private static final int MOST_ATTEMPTS = 14;
  static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final DynamoDbClient client;
  private final Pause pause;

  /** Waits between two attempts. */
  interface Pause {
    void atMost(long millis) throws InterruptedException;
  }

  DynamoDbRetry(DynamoDbClient client, Pause pause) {
    this.client = client;
    this.pause = pause;
  }

  /** Waits for a random time, so that two conflicting callers do not meet again. */
  static void sleep(long atMostMillis) throws InterruptedException {
    Thread.sleep(ThreadLocalRandom.current().nextLong(1, atMostMillis));
  }

  /**
   * Runs a transaction once. Its token makes it safe for the SDK to send it again.
   *
   * @return empty if it was committed, otherwise the reason for each action, such as {@link
   *     #CONDITION}
   */
  List<String> transact(List<TransactWriteItem> actions) {
    String token = UUID.randomUUID().toString();
    return call(
        () -> {
          try {
            client.transactWriteItems(r -> r.transactItems(actions).clientRequestToken(token));
            return List.of();
          } catch (TransactionCanceledException refused) {
            List<String> reasons =
                refused.cancellationReasons().stream().map(r -> r.code()).toList();
            if (!reasons.contains(CONDITION) || reasons.stream().anyMatch(TRANSIENT::contains)) {
              throw refused;
            }
            return reasons;
          }
        });
  }

  /** Makes a call, and repeats it while it conflicts with a transaction. */
  <T> T call(Supplier<T> call) {
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (TransactionConflictException | TransactionInProgressException conflict) {
        if (attempt == MOST_ATTEMPTS) {
          throw conflict;
        }
      } catch (TransactionCanceledException refused) {
        boolean isTransient =
            refused.cancellationReasons().stream().anyMatch(r -> TRANSIENT.contains(r.code()));
        if (!isTransient || attempt == MOST_ATTEMPTS) {
          throw refused;
        }
      }
      pauseAfter(attempt);
    }
  }

  /** Doubles the longest pause each time. */
  private void pauseAfter(int attempt) {
    try {
      pause.atMost(Math.min(LONGEST_PAUSE_MILLIS, 5L << attempt));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for another transaction");
    }
  }
}

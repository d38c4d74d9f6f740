package io.github.mondayauth.aws;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Clients with failures that DynamoDB Local never has. */
final class FaultyClient {
  private FaultyClient() {}

  /**
   * Fails all transactions from the given one on, counted from one, as if the process had ended.
   */
  static DynamoDbClient failing(DynamoDbClient client, int from) {
    return throwing(
        client,
        "transactWriteItems",
        call -> call < from ? null : new IllegalStateException("the process ended"));
  }

  /** Throws what the function returns for each call of a method, counted from one, unless null. */
  static DynamoDbClient throwing(
      DynamoDbClient client, String name, IntFunction<@Nullable RuntimeException> fault) {
    AtomicInteger calls = new AtomicInteger();
    return intercepting(
        client,
        name,
        () -> {
          RuntimeException failure = fault.apply(calls.incrementAndGet());
          if (failure != null) {
            throw failure;
          }
        });
  }

  /** Runs a step, which may throw, before each call of a method. */
  static DynamoDbClient intercepting(DynamoDbClient client, String name, Runnable before) {
    return (DynamoDbClient)
        Proxy.newProxyInstance(
            DynamoDbClient.class.getClassLoader(),
            new Class<?>[] {DynamoDbClient.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals(name)) {
                before.run();
              }
              try {
                return method.invoke(client, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }

  /** The exception for a transaction that conflicts with another one. */
  static TransactionCanceledException cancelled(String... codes) {
    return TransactionCanceledException.builder()
        .message("Transaction cancelled")
        .cancellationReasons(
            Arrays.stream(codes).map(c -> CancellationReason.builder().code(c).build()).toList())
        .build();
  }
}

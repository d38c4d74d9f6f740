package io.github.mondayauth.oauth;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store that deletes an account's root first and then its records, and that fails in between the
 * first time, as one whose deletion is not atomic may. The records that are left belong to no root.
 */
final class InterruptedDeletion implements HookedStore {
  private final List<Row> left = new ArrayList<>();
  private boolean isInterrupted;

  @Override
  public @Nullable Object around(String method, Object[] args, Callable<Object> call)
      throws Exception {
    switch (method) {
      case "deleteAccount" -> {
        TokenStore.DeletedAccount deleted = (TokenStore.DeletedAccount) call.call();
        if (isInterrupted) {
          return deleted;
        }
        isInterrupted = true;
        left.addAll(deleted.records());
        throw new IllegalStateException("throttled");
      }
      case "find" -> {
        Optional<?> found = (Optional<?>) call.call();
        return found.isPresent()
            ? found
            : left.stream().filter(row -> row.key().equals(args[0])).findFirst();
      }
      case "delete" -> {
        return left.removeIf(row -> row.key().equals(args[0]) && args[1].equals(row.version()))
            || (boolean) call.call();
      }
      case "records" -> {
        Stream<Row> leftOfAccount =
            left.stream().filter(row -> args[2] == null && args[1].equals(row.key().account()));
        return Stream.concat(((List<?>) call.call()).stream(), leftOfAccount).toList();
      }
      default -> {
        return call.call();
      }
    }
  }

  /** The records that belong to no root. */
  List<TokenStore.Key> left() {
    return left.stream().map(Row::key).toList();
  }
}

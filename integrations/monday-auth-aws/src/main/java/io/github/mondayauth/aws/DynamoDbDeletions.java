package io.github.mondayauth.aws;

import static io.github.mondayauth.aws.DynamoDbItems.PK;
import static io.github.mondayauth.aws.DynamoDbItems.PURGE_AFTER;
import static io.github.mondayauth.aws.DynamoDbItems.PURGE_INDEX;
import static io.github.mondayauth.aws.DynamoDbItems.PURGE_SHARD;
import static io.github.mondayauth.aws.DynamoDbItems.PURGE_SHARDS;
import static io.github.mondayauth.aws.DynamoDbItems.number;

import io.github.mondayauth.aws.DynamoDbItems.Condition;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.DeletedAccount;
import io.github.mondayauth.vault.TokenStore.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Deletes many records, each only if it is still the record that was read. */
final class DynamoDbDeletions {
  private final DynamoDbClient client;
  private final String table;
  private final DynamoDbRetry retry;

  DynamoDbDeletions(DynamoDbClient client, String table, DynamoDbRetry retry) {
    this.client = client;
    this.table = table;
    this.retry = retry;
  }

  /**
   * Deletes an account's root, then the records of every epoch except that of a later root. Repeats
   * until a pass finds none: a record that was being created may appear after its root was deleted.
   * Every deletion has the version that was read as its condition, so that what is returned is what
   * was stored last.
   */
  DeletedAccount account(String app, long account) {
    TokenStore.Key root = TokenStore.Key.root(app, account);
    Row deletedRoot = deleteRoot(root);
    List<Row> deleted = new ArrayList<>();
    boolean found;
    do {
      found = false;
      QueryRequest pages =
          QueryRequest.builder()
              .tableName(table)
              .consistentRead(true)
              .keyConditionExpression(PK + " = :pk")
              .expressionAttributeValues(Map.of(":pk", DynamoDbItems.recordsOf(app, account)))
              .build();
      for (QueryResponse page : client.queryPaginator(pages)) {
        List<Map<String, AttributeValue>> dead = dead(page.items(), root);
        found |= !dead.isEmpty();
        deleteAll(dead, record -> deletion(record, DynamoDbItems.isUnchanged(record)))
            .forEach(item -> DynamoDbItems.record(app, account, item).ifPresent(deleted::add));
      }
    } while (found);
    return new DeletedAccount(deletedRoot, deleted);
  }

  /** Deletes the root as it was read, and reads it again if it was written since then. */
  private @Nullable Row deleteRoot(TokenStore.Key root) {
    Row last = null;
    while (true) {
      Map<String, AttributeValue> item =
          client
              .getItem(r -> r.tableName(table).key(DynamoDbItems.key(root)).consistentRead(true))
              .item();
      if (item.isEmpty()) {
        return last; // deleted by an earlier attempt, whose response was lost, or by another caller
      }
      last = DynamoDbItems.row(root, item);
      Condition unchanged = DynamoDbItems.isUnchanged(item);
      try {
        retry.call(
            () ->
                client.deleteItem(
                    r ->
                        r.tableName(table)
                            .key(DynamoDbItems.key(root))
                            .conditionExpression(unchanged.expression())
                            .expressionAttributeValues(unchanged.values())));
        return last;
      } catch (ConditionalCheckFailedException written) {
        // Read it again.
      }
    }
  }

  /** Filters by epochs that never return: not the root's, which is read after the records. */
  private List<Map<String, AttributeValue>> dead(
      List<Map<String, AttributeValue>> records, TokenStore.Key root) {
    if (records.isEmpty()) {
      return records;
    }
    Map<String, AttributeValue> present =
        client
            .getItem(r -> r.tableName(table).key(DynamoDbItems.key(root)).consistentRead(true))
            .item();
    String epoch = DynamoDbItems.epoch(present);
    return records.stream()
        .filter(record -> epoch.isEmpty() || !epoch.equals(DynamoDbItems.epoch(record)))
        .toList();
  }

  /** Deletes expired records, beginning with a random part of the index. */
  int overdue(Instant before, int limit) {
    int first = ThreadLocalRandom.current().nextInt(PURGE_SHARDS);
    int deleted = 0;
    for (int i = 0; i < PURGE_SHARDS && deleted < limit; i++) {
      deleted += overdue((first + i) % PURGE_SHARDS, before, limit - deleted);
    }
    return deleted;
  }

  private int overdue(int shard, Instant before, int limit) {
    AttributeValue end = number(before.toEpochMilli());
    int deleted = 0;
    Map<String, AttributeValue> start = Map.of();
    do {
      QueryRequest.Builder query =
          QueryRequest.builder()
              .tableName(table)
              .indexName(PURGE_INDEX)
              .keyConditionExpression(PURGE_SHARD + " = :shard AND " + PURGE_AFTER + " < :end")
              .expressionAttributeValues(Map.of(":shard", number(shard), ":end", end))
              .limit(limit - deleted);
      QueryResponse page =
          client.query(start.isEmpty() ? query.build() : query.exclusiveStartKey(start).build());
      Condition isOverdue = new Condition(PURGE_AFTER + " < :is", end);
      deleted += deleteAll(page.items(), record -> deletion(record, isOverdue)).size();
      start = page.lastEvaluatedKey();
    } while (!start.isEmpty() && deleted < limit);
    return deleted;
  }

  private TransactWriteItem deletion(Map<String, AttributeValue> record, Condition condition) {
    return TransactWriteItem.builder()
        .delete(
            d ->
                d.tableName(table)
                    .key(DynamoDbItems.key(record))
                    .conditionExpression(condition.expression())
                    .expressionAttributeValues(condition.values()))
        .build();
  }

  /** Deletes, and returns the items that this call deleted; others may change some first. */
  private List<Map<String, AttributeValue>> deleteAll(
      List<Map<String, AttributeValue>> items,
      Function<Map<String, AttributeValue>, TransactWriteItem> deletion) {
    List<Map<String, AttributeValue>> deleted = new ArrayList<>();
    for (List<Map<String, AttributeValue>> part : parts(items)) {
      List<Map<String, AttributeValue>> some = part;
      while (!some.isEmpty()) {
        List<String> refused = retry.transact(some.stream().map(deletion).toList());
        if (refused.isEmpty()) {
          deleted.addAll(some);
          break;
        }
        some = without(some, refused);
      }
    }
    return deleted;
  }

  /** Splits items so that each part fits into a transaction, whatever else wrote into them. */
  private static List<List<Map<String, AttributeValue>>> parts(
      List<Map<String, AttributeValue>> items) {
    List<List<Map<String, AttributeValue>>> parts = new ArrayList<>();
    List<Map<String, AttributeValue>> part = List.of();
    long bytes = 0;
    for (Map<String, AttributeValue> item : items) {
      long size = DynamoDbItems.size(item);
      boolean isFull =
          part.size() == DynamoDbRetry.MOST_ACTIONS || bytes + size > DynamoDbRetry.MOST_BYTES;
      if (parts.isEmpty() || isFull) {
        part = new ArrayList<>();
        parts.add(part);
        bytes = 0;
      }
      part.add(item);
      bytes += size;
    }
    return parts;
  }

  private static List<Map<String, AttributeValue>> without(
      List<Map<String, AttributeValue>> items, List<String> refused) {
    List<Map<String, AttributeValue>> left = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (!refused.get(i).equals(DynamoDbRetry.CONDITION)) {
        left.add(items.get(i));
      }
    }
    return left;
  }
}

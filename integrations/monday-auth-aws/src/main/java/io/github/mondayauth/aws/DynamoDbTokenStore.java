package io.github.mondayauth.aws;

import static io.github.mondayauth.aws.DynamoDbItems.EPOCH;
import static io.github.mondayauth.aws.DynamoDbItems.PK;
import static io.github.mondayauth.aws.DynamoDbItems.SEALED;
import static io.github.mondayauth.aws.DynamoDbItems.VERSION;
import static io.github.mondayauth.aws.DynamoDbItems.binary;
import static io.github.mondayauth.aws.DynamoDbItems.number;
import static io.github.mondayauth.aws.DynamoDbItems.text;

import io.github.mondayauth.aws.DynamoDbItems.Condition;
import io.github.mondayauth.vault.TokenStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * A token store in one DynamoDB table, which several apps may share.
 *
 * <p>Creates a record in a transaction that also checks its account's root. Reads are strongly
 * consistent, except that {@link #purge} may miss records that expired a moment ago. The SDK can
 * repeat every write after a lost response: transactions carry a token, and other writes are
 * recognized by their random version.
 *
 * <p>Throws the exceptions of the client, and uses its timeouts. Safe for use by several threads,
 * as the client is.
 */
public final class DynamoDbTokenStore implements TokenStore {
  private static final String HAS_EPOCH = "attribute_type(" + EPOCH + ", :text)";

  private final DynamoDbClient client;
  private final String table;
  private final DynamoDbRetry retry;
  private final DynamoDbDeletions deletions;
  private final SecureRandom random = new SecureRandom();

  /**
   * Opens a store in an existing table.
   *
   * @param client a client with timeouts; the caller closes it
   * @param table the name of a table that {@link #createTable} created
   */
  public DynamoDbTokenStore(DynamoDbClient client, String table) {
    this(client, table, DynamoDbRetry::sleep);
  }

  DynamoDbTokenStore(DynamoDbClient client, String table, DynamoDbRetry.Pause pause) {
    this.client = client;
    this.table = table;
    this.retry = new DynamoDbRetry(client, pause);
    this.deletions = new DynamoDbDeletions(client, table, retry);
  }

  /**
   * Creates the table, with on-demand billing, and waits until it is active.
   *
   * @param client a client that may create tables
   * @param table the table's name
   */
  public static void createTable(DynamoDbClient client, String table) {
    DynamoDbTable.create(client, table);
  }

  @Override
  public Optional<Row> find(Key key) {
    Map<String, AttributeValue> item = item(key);
    return item.isEmpty() ? Optional.empty() : Optional.of(DynamoDbItems.row(key, item));
  }

  /** The item with this key; empty if there is none. */
  private Map<String, AttributeValue> item(Key key) {
    return client
        .getItem(r -> r.tableName(table).key(DynamoDbItems.key(key)).consistentRead(true))
        .item();
  }

  @Override
  public Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
    Row row = new Row(key, newVersion(), epoch, value);
    return key.isRoot() ? createRoot(row) : createRecord(row, purgeAfter);
  }

  private Created createRoot(Row row) {
    boolean created =
        written(
            row.version(),
            () ->
                client.putItem(
                    r ->
                        r.tableName(table)
                            .item(DynamoDbItems.item(row, null))
                            .conditionExpression(
                                "attribute_not_exists(" + PK + ") OR NOT " + HAS_EPOCH)
                            .expressionAttributeValues(Map.of(":text", text("S")))
                            .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD)));
    return created ? Created.CREATED : Created.EXISTS;
  }

  private Created createRecord(Row row, @Nullable Instant purgeAfter) {
    List<String> refused =
        retry.transact(
            List.of(
                rootHasEpochOf(row),
                TransactWriteItem.builder()
                    .put(
                        p ->
                            p.tableName(table)
                                .item(DynamoDbItems.item(row, purgeAfter))
                                .conditionExpression(
                                    "attribute_not_exists("
                                        + PK
                                        + ") OR ("
                                        + HAS_EPOCH
                                        + " AND "
                                        + EPOCH
                                        + " <> :epoch)")
                                .expressionAttributeValues(
                                    Map.of(":text", text("S"), ":epoch", text(row.epoch()))))
                    .build()));
    if (refused.isEmpty()) {
      return Created.CREATED;
    }
    return refused.get(0).equals(DynamoDbRetry.CONDITION) ? Created.FENCED : Created.EXISTS;
  }

  @Override
  public boolean put(Key key, String epoch, byte[] value) {
    if (key.isRoot()) {
      throw new IllegalArgumentException("expected the key of a record, found the key of a root");
    }
    Row row = new Row(key, newVersion(), epoch, value);
    return retry
        .transact(
            List.of(
                rootHasEpochOf(row),
                TransactWriteItem.builder()
                    .put(p -> p.tableName(table).item(DynamoDbItems.item(row, null)))
                    .build()))
        .isEmpty();
  }

  private TransactWriteItem rootHasEpochOf(Row row) {
    Key root = Key.root(row.key().app(), row.key().account());
    return TransactWriteItem.builder()
        .conditionCheck(
            c ->
                c.tableName(table)
                    .key(DynamoDbItems.key(root))
                    .conditionExpression(EPOCH + " = :epoch")
                    .expressionAttributeValues(Map.of(":epoch", text(row.epoch()))))
        .build();
  }

  @Override
  public OptionalLong replace(Key key, long version, byte[] value) {
    Optional<Condition> unchanged = isUnchanged(key, version);
    if (unchanged.isEmpty()) {
      return OptionalLong.empty();
    }
    long next = newVersion();
    boolean replaced =
        written(
            next,
            () ->
                client.updateItem(
                    r ->
                        r.tableName(table)
                            .key(DynamoDbItems.key(key))
                            .updateExpression(
                                "SET " + SEALED + " = :sealed, " + VERSION + " = :next")
                            .conditionExpression(unchanged.get().expression())
                            .expressionAttributeValues(
                                Map.of(
                                    ":sealed", binary(value),
                                    ":next", number(next),
                                    ":is", unchanged.get().is()))
                            .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD)));
    return replaced ? OptionalLong.of(next) : OptionalLong.empty();
  }

  /**
   * The condition that a row has the version that was read; empty if it has another one. An item
   * that something else wrote is compared with what it is now, since its version says nothing.
   */
  private Optional<Condition> isUnchanged(Key key, long version) {
    if (version >= 0) {
      return Optional.of(DynamoDbItems.hasVersion(version));
    }
    return Optional.of(item(key))
        .filter(item -> !item.isEmpty() && DynamoDbItems.version(item) == version)
        .map(DynamoDbItems::isUnchanged);
  }

  /** Whether this call wrote the item, possibly in an attempt whose response was lost. */
  private boolean written(long version, Runnable write) {
    try {
      return retry.call(
          () -> {
            write.run();
            return true;
          });
    } catch (ConditionalCheckFailedException refused) {
      return refused.hasItem() && DynamoDbItems.version(refused.item()) == version;
    }
  }

  @Override
  public boolean delete(Key key, long version) {
    Optional<Condition> unchanged = isUnchanged(key, version);
    if (unchanged.isEmpty()) {
      return false;
    }
    List<String> refused =
        retry.transact(
            List.of(
                TransactWriteItem.builder()
                    .delete(
                        d ->
                            d.tableName(table)
                                .key(DynamoDbItems.key(key))
                                .conditionExpression(unchanged.get().expression())
                                .expressionAttributeValues(unchanged.get().values()))
                    .build()));
    return refused.isEmpty();
  }

  @Override
  public DeletedAccount deleteAccount(String app, long account) {
    return deletions.account(app, account);
  }

  @Override
  public List<Row> records(String app, long account, @Nullable Key after, int limit) {
    return page(
        DynamoDbItems.recordsOf(app, account),
        after,
        limit,
        item -> DynamoDbItems.record(app, account, item));
  }

  @Override
  public List<Row> roots(String app, @Nullable Key after, int limit) {
    return page(DynamoDbItems.rootsOf(app), after, limit, item -> DynamoDbItems.root(app, item));
  }

  /** Reads several pages of DynamoDB for one page of ours: its pages end at a megabyte. */
  private List<Row> page(
      AttributeValue partition,
      @Nullable Key after,
      int limit,
      Function<Map<String, AttributeValue>, Optional<Row>> parse) {
    List<Row> rows = new ArrayList<>();
    Map<String, AttributeValue> start = after == null ? Map.of() : DynamoDbItems.key(after);
    do {
      QueryRequest.Builder query =
          QueryRequest.builder()
              .tableName(table)
              .consistentRead(true)
              .keyConditionExpression(PK + " = :pk")
              .expressionAttributeValues(Map.of(":pk", partition))
              .limit(limit - rows.size());
      QueryResponse page =
          client.query(start.isEmpty() ? query.build() : query.exclusiveStartKey(start).build());
      page.items().forEach(item -> parse.apply(item).ifPresent(rows::add));
      start = page.lastEvaluatedKey();
    } while (!start.isEmpty() && rows.size() < limit);
    return rows;
  }

  @Override
  public int purge(Instant before, int limit) {
    return deletions.overdue(before, limit);
  }

  @Override
  public String toString() {
    return "TokenStore[DynamoDB table " + table + "]";
  }

  /** 63 random bits, so that no version returns and every write is recognized by its version. */
  private long newVersion() {
    return random.nextLong() >>> 1;
  }
}

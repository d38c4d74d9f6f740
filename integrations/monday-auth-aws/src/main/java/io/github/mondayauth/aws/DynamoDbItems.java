package io.github.mondayauth.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The layout of rows in the table. Keys are binary, so that names compare by their bytes.
 *
 * <pre>
 * row             pk                               sk
 * an app's roots  0, app in UTF-8                  account, 8 bytes, high byte first
 * a record        1, account (8), app in UTF-8     name in UTF-8
 * </pre>
 *
 * <p>A record with a purge time also has {@code purge_after} (milliseconds) and {@code
 * purge_shard}, the keys of the index {@link #PURGE_INDEX}.
 */
final class DynamoDbItems {
  static final String PK = "pk";
  static final String SK = "sk";
  static final String EPOCH = "epoch";
  static final String VERSION = "row_version";
  static final String SEALED = "sealed";
  static final String PURGE_AFTER = "purge_after";
  static final String PURGE_SHARD = "purge_shard";
  static final String PURGE_INDEX = "purge";

  /** The partitions of the index, each of which takes about 1,000 writes a second. */
  static final int PURGE_SHARDS = 8;

  private static final byte ROOTS = 0;
  private static final byte RECORDS = 1;

  private DynamoDbItems() {}

  /** The partition of an app's roots. */
  static AttributeValue rootsOf(String app) {
    byte[] name = app.getBytes(UTF_8);
    return binary(ByteBuffer.allocate(1 + name.length).put(ROOTS).put(name).array());
  }

  /** The partition of an account's records. */
  static AttributeValue recordsOf(String app, long account) {
    byte[] name = app.getBytes(UTF_8);
    return binary(
        ByteBuffer.allocate(1 + Long.BYTES + name.length)
            .put(RECORDS)
            .putLong(account)
            .put(name)
            .array());
  }

  static Map<String, AttributeValue> key(TokenStore.Key key) {
    return Map.of(
        PK,
        key.isRoot() ? rootsOf(key.app()) : recordsOf(key.app(), key.account()),
        SK,
        key.isRoot()
            ? binary(ByteBuffer.allocate(Long.BYTES).putLong(key.account()).array())
            : binary(key.name().getBytes(UTF_8)));
  }

  /** The key attributes of an item. */
  static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
    return Map.of(PK, get(item, PK), SK, get(item, SK));
  }

  static Map<String, AttributeValue> item(Row row, @Nullable Instant due) {
    Map<String, AttributeValue> item = new HashMap<>(key(row.key()));
    item.put(EPOCH, text(row.epoch()));
    item.put(VERSION, number(row.version()));
    item.put(SEALED, binary(row.value()));
    if (due != null) {
      item.put(PURGE_AFTER, number(due.toEpochMilli()));
      item.put(PURGE_SHARD, number(Math.floorMod(row.version(), PURGE_SHARDS)));
    }
    return item;
  }

  static Row row(TokenStore.Key key, Map<String, AttributeValue> item) {
    return new Row(key, version(item), epoch(item), get(item, SEALED).b().asByteArray());
  }

  static Row root(String app, Map<String, AttributeValue> item) {
    return row(TokenStore.Key.root(app, get(item, SK).b().asByteBuffer().getLong()), item);
  }

  /**
   * Empty for an item whose name cannot be part of a key. The library writes no such item. It must
   * not keep the rest of an account from being listed or deleted.
   */
  static Optional<Row> record(String app, long account, Map<String, AttributeValue> item) {
    TokenStore.Key key;
    try {
      key = new TokenStore.Key(app, account, get(item, SK).b().asUtf8String());
    } catch (IllegalArgumentException | UncheckedIOException impossible) {
      return Optional.empty();
    }
    return Optional.of(row(key, item));
  }

  static long version(Map<String, AttributeValue> item) {
    return Long.parseLong(get(item, VERSION).n());
  }

  /** The attribute that holds the version. */
  static AttributeValue versionOf(Map<String, AttributeValue> item) {
    return get(item, VERSION);
  }

  static String epoch(Map<String, AttributeValue> item) {
    return get(item, EPOCH).s();
  }

  private static AttributeValue get(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new IllegalStateException(
          "expected an item with attribute " + name + ", found " + item.keySet());
    }
    return value;
  }

  static AttributeValue binary(byte[] bytes) {
    return AttributeValue.fromB(SdkBytes.fromByteArray(bytes));
  }

  static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }

  static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }
}

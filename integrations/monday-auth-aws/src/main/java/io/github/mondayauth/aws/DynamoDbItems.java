package io.github.mondayauth.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

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
 *
 * <p>Except in keys, DynamoDB requires neither an attribute nor its type. An item that another
 * program wrote can still be listed, replaced and deleted: a missing version is read as negative,
 * and a missing epoch or value as empty.
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

  /** The version of an item that this store did not write: its own are not negative. */
  private static final long NO_VERSION = -1;

  private static final long LARGEST_ITEM = 400 * 1024;

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
    return Map.of(PK, requireNonNull(item.get(PK)), SK, requireNonNull(item.get(SK)));
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
    return new Row(key, version(item), epoch(item), value(item));
  }

  /**
   * Empty for an item whose sort key is not an account. The library writes no such item. It must
   * not keep the other roots from being listed.
   */
  static Optional<Row> root(String app, Map<String, AttributeValue> item) {
    ByteBuffer account = sortKey(item).asByteBuffer();
    if (account.remaining() != Long.BYTES || account.get(0) < 0) {
      return Optional.empty();
    }
    return Optional.of(row(TokenStore.Key.root(app, account.getLong()), item));
  }

  /**
   * Empty for an item whose name cannot be part of a key. The library writes no such item. It must
   * not keep the rest of an account from being listed or deleted.
   */
  static Optional<Row> record(String app, long account, Map<String, AttributeValue> item) {
    TokenStore.Key key;
    try {
      key = new TokenStore.Key(app, account, sortKey(item).asUtf8String());
    } catch (IllegalArgumentException | UncheckedIOException impossible) {
      return Optional.empty();
    }
    return Optional.of(row(key, item));
  }

  /** The version, or a negative number if something else wrote it. */
  static long version(Map<String, AttributeValue> item) {
    AttributeValue version = item.get(VERSION);
    if (version == null || version.n() == null) {
      return NO_VERSION;
    }
    try {
      return Math.max(NO_VERSION, Long.parseLong(version.n()));
    } catch (NumberFormatException fraction) {
      return NO_VERSION;
    }
  }

  /** The epoch; empty if there is none, also if there is no item. */
  static String epoch(Map<String, AttributeValue> item) {
    AttributeValue epoch = item.get(EPOCH);
    return epoch == null || epoch.s() == null ? "" : epoch.s();
  }

  private static byte[] value(Map<String, AttributeValue> item) {
    AttributeValue sealed = item.get(SEALED);
    return sealed == null || sealed.b() == null ? new byte[0] : sealed.b().asByteArray();
  }

  /**
   * An upper bound for the size of an item, in bytes. An attribute of a type that this store does
   * not write counts as the largest item.
   */
  static long size(Map<String, AttributeValue> item) {
    long size = 0;
    for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
      size += utf8(attribute.getKey()) + size(attribute.getValue());
    }
    return size;
  }

  private static long size(AttributeValue value) {
    if (value.b() != null) {
      return value.b().asByteBuffer().remaining();
    }
    if (value.n() != null) {
      return value.n().length();
    }
    return value.s() == null ? LARGEST_ITEM : utf8(value.s());
  }

  /** An upper bound for the length of a string in UTF-8. */
  private static long utf8(String text) {
    return 3L * text.length();
  }

  private static SdkBytes sortKey(Map<String, AttributeValue> item) {
    return requireNonNull(item.get(SK)).b();
  }

  /**
   * A condition on an item.
   *
   * @param expression a comparison with {@code :is}
   * @param is the value
   */
  record Condition(String expression, AttributeValue is) {
    Map<String, AttributeValue> values() {
      return Map.of(":is", is);
    }
  }

  /** That the item has a version that this store wrote. */
  static Condition hasVersion(long version) {
    return new Condition(VERSION + " = :is", number(version));
  }

  /** That the item exists and is the one that was read, whatever its version is. */
  static Condition isUnchanged(Map<String, AttributeValue> item) {
    AttributeValue version = item.get(VERSION);
    return version == null
        ? new Condition(
            SK + " = :is AND attribute_not_exists(" + VERSION + ")", requireNonNull(item.get(SK)))
        : new Condition(VERSION + " = :is", version);
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

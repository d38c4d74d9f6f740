package io.github.mondayauth.vault;

import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sorted maps, one per account, under one lock. */
final class InMemoryTokenStore implements TokenStore {
  private final ReentrantLock lock = new ReentrantLock();

  /** By the key of the account's root; within an account by name, its root first. */
  private final NavigableMap<Key, NavigableMap<String, Row>> accounts =
      new TreeMap<>(Comparator.comparing(Key::app).thenComparingLong(Key::account));

  private long lastVersion;

  @Override
  public Optional<Row> find(Key key) {
    return locked(() -> Optional.ofNullable(of(key).get(key.name())).map(InMemoryTokenStore::copy));
  }

  @Override
  public Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
    return locked(
        () -> {
          Row root = of(key).get("");
          if (!key.isRoot() && (root == null || !root.epoch().equals(epoch))) {
            return Created.FENCED;
          }
          if (of(key).containsKey(key.name())) {
            return Created.EXISTS;
          }
          accounts
              .computeIfAbsent(Key.root(key.app(), key.account()), absent -> new TreeMap<>())
              .put(key.name(), new Row(key, ++lastVersion, epoch, value.clone(), purgeAfter));
          return Created.CREATED;
        });
  }

  @Override
  public OptionalLong replace(Key key, long version, byte[] value) {
    return locked(
        () -> {
          Row row = of(key).get(key.name());
          if (row == null || row.version() != version) {
            return OptionalLong.empty();
          }
          Row next = new Row(key, ++lastVersion, row.epoch(), value.clone(), row.purgeAfter());
          of(key).put(key.name(), next);
          return OptionalLong.of(lastVersion);
        });
  }

  @Override
  public boolean delete(Key key, long version) {
    return locked(
        () -> {
          Row row = of(key).get(key.name());
          if (row == null || row.version() != version) {
            return false;
          }
          of(key).remove(key.name());
          return true;
        });
  }

  @Override
  public int deleteAccount(String app, long account) {
    return locked(
        () -> {
          NavigableMap<String, Row> gone = accounts.remove(Key.root(app, account));
          return gone == null ? 0 : gone.size() - 1;
        });
  }

  @Override
  public List<Row> records(String app, long account, @Nullable Key after, int limit) {
    String last = after == null ? "" : after.name();
    return locked(
        () -> page(of(Key.root(app, account)).tailMap(last, false).values().stream(), limit));
  }

  @Override
  public List<Row> roots(String app, @Nullable Key after, int limit) {
    Key last = after == null ? Key.root(app, 0) : after;
    return locked(
        () ->
            page(
                accounts.tailMap(last, after == null).values().stream()
                    .map(records -> records.firstEntry().getValue())
                    .takeWhile(root -> root.key().app().equals(app)),
                limit));
  }

  @Override
  public int purge(Instant before, int limit) {
    return locked(
        () -> {
          int purged = 0;
          for (NavigableMap<String, Row> records : accounts.values()) {
            for (Iterator<Row> each = records.values().iterator();
                each.hasNext() && purged < limit; ) {
              Instant due = each.next().purgeAfter();
              if (due != null && due.isBefore(before)) {
                each.remove();
                purged++;
              }
            }
          }
          return purged;
        });
  }

  @Override
  public String toString() {
    return "TokenStore[in memory, for tests]";
  }

  /** The account's records by name; empty and not kept if there is no such account. */
  private NavigableMap<String, Row> of(Key key) {
    NavigableMap<String, Row> records = accounts.get(key);
    return records == null ? new TreeMap<>() : records;
  }

  private static List<Row> page(Stream<Row> rows, int limit) {
    return rows.limit(limit).map(InMemoryTokenStore::copy).toList();
  }

  private static Row copy(Row row) {
    return new Row(row.key(), row.version(), row.epoch(), row.value().clone(), row.purgeAfter());
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}

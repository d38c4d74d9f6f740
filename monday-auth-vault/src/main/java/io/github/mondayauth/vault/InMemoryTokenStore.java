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

/** A store in memory: a sorted map for each account, all under one lock. */
final class InMemoryTokenStore implements TokenStore {
  private final ReentrantLock lock = new ReentrantLock();

  /** By the key of the account's root, then by record name; the root is first in its account. */
  private final NavigableMap<Key, NavigableMap<String, Stored>> accounts =
      new TreeMap<>(Comparator.comparing(Key::app).thenComparingLong(Key::account));

  private long lastVersion;

  private record Stored(Row row, @Nullable Instant purgeAfter) {
    Row copy() {
      return new Row(row.key(), row.version(), row.epoch(), row.value().clone());
    }
  }

  @Override
  public Optional<Row> find(Key key) {
    return locked(() -> Optional.ofNullable(of(key).get(key.name())).map(Stored::copy));
  }

  @Override
  public Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
    return locked(
        () -> {
          if (!key.isRoot() && isFenced(key, epoch)) {
            return Created.FENCED;
          }
          if (of(key).containsKey(key.name())) {
            return Created.EXISTS;
          }
          accounts
              .computeIfAbsent(Key.root(key.app(), key.account()), absent -> new TreeMap<>())
              .put(key.name(), stored(key, epoch, value, purgeAfter));
          return Created.CREATED;
        });
  }

  @Override
  public boolean put(Key key, String epoch, byte[] value) {
    Key record = key.requireRecord();
    return locked(
        () -> {
          if (isFenced(record, epoch)) {
            return false;
          }
          of(record).put(record.name(), stored(record, epoch, value, null));
          return true;
        });
  }

  private boolean isFenced(Key key, String epoch) {
    Stored root = of(key).get("");
    return root == null || !root.row().epoch().equals(epoch);
  }

  private Stored stored(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
    return new Stored(new Row(key, ++lastVersion, epoch, value.clone()), purgeAfter);
  }

  @Override
  public OptionalLong replace(Key key, long version, byte[] value) {
    return locked(
        () -> {
          Stored present = of(key).get(key.name());
          if (present == null || present.row().version() != version) {
            return OptionalLong.empty();
          }
          Stored next = stored(key, present.row().epoch(), value, present.purgeAfter());
          of(key).put(key.name(), next);
          return OptionalLong.of(next.row().version());
        });
  }

  @Override
  public boolean delete(Key key, long version) {
    Key record = key.requireRecord();
    return locked(
        () -> {
          Stored present = of(record).get(record.name());
          if (present == null || present.row().version() != version) {
            return false;
          }
          of(record).remove(record.name());
          return true;
        });
  }

  @Override
  public DeletedAccount deleteAccount(String app, long account) {
    return locked(
        () -> {
          NavigableMap<String, Stored> gone = accounts.remove(Key.root(app, account));
          if (gone == null) {
            return new DeletedAccount(null, List.of());
          }
          Stored root = gone.remove("");
          return new DeletedAccount(
              root == null ? null : root.row(), gone.values().stream().map(Stored::row).toList());
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
                    .takeWhile(root -> root.row().key().app().equals(app)),
                limit));
  }

  @Override
  public int purge(Instant before, int limit) {
    return locked(
        () -> {
          int purged = 0;
          for (NavigableMap<String, Stored> records : accounts.values()) {
            for (Iterator<Stored> each = records.values().iterator();
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

  /** The account's root and records by name; a new, empty map if there is no such account. */
  private NavigableMap<String, Stored> of(Key key) {
    NavigableMap<String, Stored> records = accounts.get(key);
    return records == null ? new TreeMap<>() : records;
  }

  private static List<Row> page(Stream<Stored> records, int limit) {
    return records.limit(limit).map(Stored::copy).toList();
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

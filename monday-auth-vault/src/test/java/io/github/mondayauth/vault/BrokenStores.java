package io.github.mondayauth.vault;

import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.DeletedAccount;
import io.github.mondayauth.vault.TokenStore.Key;
import io.github.mondayauth.vault.TokenStore.Row;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stores with one mistake each, such as implementations make. */
@SuppressWarnings("BadImport")
final class BrokenStores {
  /** The mistake of a store that is a new instance whenever the contract gets it. */
  static final String CACHED_IN_EACH_INSTANCE = "reads are cached in each instance";

  private static final TokenStore SHARED = TokenStore.inMemory();

  /** By description of the mistake. */
  static final Map<String, Supplier<TokenStore>> ALL = new TreeMap<>();

  private BrokenStores() {}

  /** A correct store, in which subclasses make a mistake. */
  private abstract static class BrokenStore implements TokenStoreWrapper {
    private final TokenStore store = TokenStore.inMemory();

    @Override
    public TokenStore store() {
      return store;
    }
  }

  /** A store that changes keys before it uses them, so that different keys may become equal. */
  private abstract static class KeyFoldingStore extends BrokenStore {
    abstract Key fold(Key key);

    @Override
    public Optional<Row> find(Key key) {
      return super.find(fold(key)).map(row -> named(key, row));
    }

    @Override
    public Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
      return super.create(fold(key), epoch, value, purgeAfter);
    }

    @Override
    public OptionalLong replace(Key key, long version, byte[] value) {
      return super.replace(fold(key), version, value);
    }

    @Override
    public boolean delete(Key key, long version) {
      return super.delete(fold(key), version);
    }

    private static Row named(Key key, Row row) {
      return new Row(key, row.version(), row.epoch(), row.value());
    }
  }

  private static Key named(Key key, String name) {
    return new Key(key.app(), key.account(), name);
  }

  static {
    ALL.put(
        "names ignore case",
        () ->
            new KeyFoldingStore() {
              @Override
              Key fold(Key key) {
                return named(key, key.name().toLowerCase(Locale.ROOT));
              }
            });
    ALL.put(
        "names ignore trailing spaces",
        () ->
            new KeyFoldingStore() {
              @Override
              Key fold(Key key) {
                return named(key, key.name().stripTrailing());
              }
            });
    ALL.put(
        "names are normalized",
        () ->
            new KeyFoldingStore() {
              @Override
              Key fold(Key key) {
                return named(key, Normalizer.normalize(key.name(), Normalizer.Form.NFC));
              }
            });
    ALL.put(
        "names are truncated to 255 bytes",
        () ->
            new KeyFoldingStore() {
              @Override
              Key fold(Key key) {
                byte[] bytes = key.name().getBytes(StandardCharsets.UTF_8);
                return bytes.length <= 255
                    ? key
                    : named(key, new String(bytes, 0, 254, StandardCharsets.UTF_8));
              }
            });
    ALL.put(
        "account ids have 32 bits",
        () ->
            new KeyFoldingStore() {
              @Override
              Key fold(Key key) {
                return new Key(key.app(), key.account() & 0x7FFFFFFF, key.name());
              }
            });
    ALL.put(
        "apps ignore case",
        () ->
            new KeyFoldingStore() {
              @Override
              Key fold(Key key) {
                return new Key(key.app().toLowerCase(Locale.ROOT), key.account(), key.name());
              }
            });
    ALL.put(
        "values are truncated to 65,535 bytes",
        () ->
            new BrokenStore() {
              @Override
              public Created create(
                  Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
                return super.create(
                    key, epoch, Arrays.copyOf(value, Math.min(value.length, 65_535)), purgeAfter);
              }
            });
    ALL.put(
        "values are stored as text",
        () ->
            new BrokenStore() {
              @Override
              public Created create(
                  Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
                byte[] text =
                    new String(value, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
                return super.create(key, epoch, text, purgeAfter);
              }
            });
    ALL.put(
        "no fence",
        () ->
            new BrokenStore() {
              @Override
              public Created create(
                  Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
                Created created = super.create(key, epoch, value, purgeAfter);
                if (created == Created.FENCED) {
                  super.create(Key.root(key.app(), key.account()), epoch, value, null);
                  return super.create(key, epoch, value, purgeAfter);
                }
                return created;
              }
            });
    ALL.put(
        "any epoch passes the fence",
        () ->
            new BrokenStore() {
              @Override
              public Created create(
                  Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
                String present =
                    key.isRoot()
                        ? epoch
                        : find(Key.root(key.app(), key.account())).map(Row::epoch).orElse(epoch);
                return super.create(key, present, value, purgeAfter);
              }
            });
    ALL.put("the fence is a check before the write", CheckBeforeWriteStore::new);
    ALL.put(
        "creating overwrites",
        () ->
            new BrokenStore() {
              @Override
              public Created create(
                  Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
                Created created = super.create(key, epoch, value, purgeAfter);
                if (created == Created.EXISTS) {
                  super.find(key).ifPresent(row -> super.replace(key, row.version(), value));
                }
                return created;
              }
            });
    ALL.put(
        "an existing record is reported as created",
        () ->
            new BrokenStore() {
              @Override
              public Created create(
                  Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
                Created created = super.create(key, epoch, value, purgeAfter);
                return created == Created.EXISTS ? Created.CREATED : created;
              }
            });
    ALL.put(
        "the last writer wins",
        () ->
            new BrokenStore() {
              @Override
              public OptionalLong replace(Key key, long version, byte[] value) {
                return find(key)
                    .map(row -> super.replace(key, row.version(), value))
                    .orElse(OptionalLong.empty());
              }
            });
    ALL.put(
        "replacing creates a missing record",
        () ->
            new BrokenStore() {
              @Override
              public OptionalLong replace(Key key, long version, byte[] value) {
                OptionalLong replaced = super.replace(key, version, value);
                if (replaced.isEmpty() && find(key).isEmpty()) {
                  find(Key.root(key.app(), key.account()))
                      .ifPresent(root -> super.create(key, root.epoch(), value, null));
                  return find(key).map(row -> OptionalLong.of(row.version())).orElse(replaced);
                }
                return replaced;
              }
            });
    ALL.put(
        "putting ignores the fence",
        () ->
            new BrokenStore() {
              @Override
              public boolean put(Key key, String epoch, byte[] value) {
                return super.put(key, epoch, value)
                    || find(Key.root(key.app(), key.account()))
                        .map(root -> super.put(key, root.epoch(), value))
                        .orElse(false);
              }
            });
    ALL.put(
        "putting only creates",
        () ->
            new BrokenStore() {
              @Override
              public boolean put(Key key, String epoch, byte[] value) {
                return super.create(key, epoch, value, null) != Created.FENCED;
              }
            });
    ALL.put(
        "putting checks the fence only if it creates",
        () ->
            new BrokenStore() {
              @Override
              public boolean put(Key key, String epoch, byte[] value) {
                return find(key)
                    .map(row -> super.replace(key, row.version(), value).isPresent())
                    .orElseGet(() -> super.put(key, epoch, value));
              }
            });
    ALL.put("putting keeps the version", UnversionedPutsStore::new);
    ALL.put("versions start at one", VersionsFromOneStore::new);
    ALL.put(
        "deleting ignores the version",
        () ->
            new BrokenStore() {
              @Override
              public boolean delete(Key key, long version) {
                return find(key).map(row -> super.delete(key, row.version())).orElse(false);
              }
            });
    ALL.put(
        "deleting an account deletes ids with the same beginning",
        () ->
            new BrokenStore() {
              @Override
              public DeletedAccount deleteAccount(String app, long account) {
                for (Row root : roots(app, null, 10_000)) {
                  if (Long.toString(root.key().account()).startsWith(Long.toString(account))
                      && root.key().account() != account) {
                    super.deleteAccount(app, root.key().account());
                  }
                }
                return super.deleteAccount(app, account);
              }
            });
    ALL.put(
        "deleting an account stops after a thousand records",
        () ->
            new BrokenStore() {
              @Override
              public DeletedAccount deleteAccount(String app, long account) {
                List<Row> some = records(app, account, null, 1_000);
                if (some.size() < 1_000) {
                  return super.deleteAccount(app, account);
                }
                some.forEach(row -> delete(row.key(), row.version()));
                return new DeletedAccount(null, some);
              }
            });
    ALL.put(
        "deleting an account leaves the root",
        () ->
            new BrokenStore() {
              @Override
              public DeletedAccount deleteAccount(String app, long account) {
                List<Row> all = records(app, account, null, 100_000);
                all.forEach(row -> delete(row.key(), row.version()));
                return new DeletedAccount(null, all);
              }
            });
    ALL.put("pages use offsets", OffsetPagesStore::new);
    ALL.put(
        "pages skip their first record",
        () ->
            new BrokenStore() {
              @Override
              public List<Row> records(String app, long account, @Nullable Key after, int limit) {
                List<Row> page = super.records(app, account, after, limit + 1);
                return after == null || page.size() <= limit
                    ? page.subList(0, Math.min(limit, page.size()))
                    : page.subList(1, limit + 1);
              }
            });
    ALL.put(
        "pages contain the root",
        () ->
            new BrokenStore() {
              @Override
              public List<Row> records(String app, long account, @Nullable Key after, int limit) {
                List<Row> page = super.records(app, account, after, limit);
                Optional<Row> root = find(Key.root(app, account));
                return after == null && page.size() < limit && root.isPresent()
                    ? java.util.stream.Stream.concat(root.stream(), page.stream()).toList()
                    : page;
              }
            });
    ALL.put(
        "purging is a millisecond early",
        () ->
            new BrokenStore() {
              @Override
              public int purge(Instant before, int limit) {
                return super.purge(before.plusMillis(1), limit);
              }
            });
    ALL.put(
        "purging ignores the limit",
        () ->
            new BrokenStore() {
              @Override
              public int purge(Instant before, int limit) {
                return super.purge(before, Integer.MAX_VALUE);
              }
            });
    ALL.put(
        "purge times are stored in whole seconds",
        () ->
            new BrokenStore() {
              @Override
              public Created create(
                  Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
                Instant whole =
                    purgeAfter == null ? null : Instant.ofEpochSecond(purgeAfter.getEpochSecond());
                return super.create(key, epoch, value, whole);
              }
            });
    ALL.put("arrays are shared", SharedArraysStore::new);
    ALL.put("reads are cached", CachedReadsStore::new);
    ALL.put(CACHED_IN_EACH_INSTANCE, () -> new CachedReadsStore(SHARED));
    ALL.put(
        "account ids are cut to 32 bits",
        () ->
            new KeyFoldingStore() {
              @Override
              Key fold(Key key) {
                return new Key(key.app(), cut(key.account()), key.name());
              }

              @Override
              public List<Row> records(String app, long account, @Nullable Key after, int limit) {
                return super.records(app, cut(account), after, limit);
              }

              @Override
              public DeletedAccount deleteAccount(String app, long account) {
                return super.deleteAccount(app, cut(account));
              }

              private long cut(long account) {
                return account & 0xFFFF_FFFFL;
              }
            });
    ALL.put(
        "pages of records are cached",
        () ->
            new BrokenStore() {
              private final Map<List<Object>, List<Row>> cache = new ConcurrentHashMap<>();

              @Override
              public List<Row> records(String app, long account, @Nullable Key after, int limit) {
                return cache.computeIfAbsent(
                    List.of(app, account, Optional.ofNullable(after), limit),
                    absent -> super.records(app, account, after, limit));
              }
            });
    ALL.put(
        "pages of roots are cached",
        () ->
            new BrokenStore() {
              private final Map<List<Object>, List<Row>> cache = new ConcurrentHashMap<>();

              @Override
              public List<Row> roots(String app, @Nullable Key after, int limit) {
                return cache.computeIfAbsent(
                    List.of(app, Optional.ofNullable(after), limit),
                    absent -> super.roots(app, after, limit));
              }
            });
    ALL.put(
        "pages of records repeat",
        () ->
            new BrokenStore() {
              @Override
              public List<Row> records(String app, long account, @Nullable Key after, int limit) {
                return super.records(app, account, null, limit);
              }
            });
    ALL.put(
        "pages of roots repeat",
        () ->
            new BrokenStore() {
              @Override
              public List<Row> roots(String app, @Nullable Key after, int limit) {
                return super.roots(app, null, limit);
              }
            });
    ALL.put(
        "deleting an account returns records as they were read before",
        () ->
            new BrokenStore() {
              @Override
              public DeletedAccount deleteAccount(String app, long account) {
                List<Row> before = records(app, account, null, 100_000);
                Thread.onSpinWait();
                DeletedAccount deleted = super.deleteAccount(app, account);
                return new DeletedAccount(
                    deleted.root(), deleted.records().isEmpty() ? List.of() : before);
              }
            });
    ALL.put(
        "deleting an account returns no root",
        () ->
            new BrokenStore() {
              @Override
              public DeletedAccount deleteAccount(String app, long account) {
                return new DeletedAccount(null, super.deleteAccount(app, account).records());
              }
            });
  }

  /** Another thread may write between the check and the write. */
  private static final class CheckBeforeWriteStore extends BrokenStore {
    @Override
    public Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
      Optional<Row> root = find(Key.root(key.app(), key.account()));
      boolean open = key.isRoot() || root.filter(r -> r.epoch().equals(epoch)).isPresent();
      if (!open) {
        return Created.FENCED;
      }
      Thread.onSpinWait();
      Created created = super.create(key, epoch, value, purgeAfter);
      if (created == Created.FENCED) {
        Key orphan = named(key, key.name());
        super.create(Key.root(key.app(), key.account()), epoch, value, null);
        return super.create(orphan, epoch, value, purgeAfter);
      }
      return created;
    }
  }

  /** A caller that read before a put can still replace. */
  private static final class UnversionedPutsStore extends BrokenStore {
    private final Map<Key, byte[]> put = new ConcurrentHashMap<>();

    @Override
    public boolean put(Key key, String epoch, byte[] value) {
      if (find(key).filter(row -> row.epoch().equals(epoch)).isEmpty()) {
        return super.put(key, epoch, value);
      }
      put.put(key, value.clone());
      return true;
    }

    @Override
    public OptionalLong replace(Key key, long version, byte[] value) {
      OptionalLong next = super.replace(key, version, value);
      next.ifPresent(replaced -> put.remove(key));
      return next;
    }

    @Override
    public Optional<Row> find(Key key) {
      return super.find(key)
          .map(r -> new Row(key, r.version(), r.epoch(), put.getOrDefault(key, r.value()).clone()));
    }
  }

  /** Counts versions in each record, so that they repeat after a deletion. */
  private static final class VersionsFromOneStore extends BrokenStore {
    private final Map<Key, long[]> counted = new ConcurrentHashMap<>();

    @Override
    public Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
      Created created = super.create(key, epoch, value, purgeAfter);
      if (created == Created.CREATED) {
        super.find(key).ifPresent(row -> counted.put(key, new long[] {1, row.version()}));
      }
      return created;
    }

    @Override
    public Optional<Row> find(Key key) {
      return super.find(key).map(r -> new Row(key, counted.get(key)[0], r.epoch(), r.value()));
    }

    @Override
    public OptionalLong replace(Key key, long version, byte[] value) {
      long[] count = counted.get(key);
      if (count == null || count[0] != version) {
        return OptionalLong.empty();
      }
      OptionalLong real = super.replace(key, count[1], value);
      real.ifPresent(now -> counted.put(key, new long[] {version + 1, now}));
      return real.isEmpty() ? real : OptionalLong.of(version + 1);
    }

    @Override
    public boolean delete(Key key, long version) {
      long[] count = counted.get(key);
      return count != null && count[0] == version && super.delete(key, count[1]);
    }
  }

  /** Each page begins at the number of records read so far. */
  private static final class OffsetPagesStore extends BrokenStore {
    private final Map<Key, Integer> offsets = new ConcurrentHashMap<>();

    @Override
    public List<Row> records(String app, long account, @Nullable Key after, int limit) {
      List<Row> all = super.records(app, account, null, Integer.MAX_VALUE);
      int offset = after == null ? 0 : offsets.getOrDefault(after, 0);
      List<Row> page =
          all.subList(Math.min(offset, all.size()), Math.min(offset + limit, all.size()));
      page.stream()
          .skip(Math.max(0, page.size() - 1))
          .findFirst()
          .ifPresent(last -> offsets.put(last.key(), offset + page.size()));
      return page;
    }
  }

  /** Returns the same array to every caller. */
  private static final class SharedArraysStore extends BrokenStore {
    private final Map<List<Object>, byte[]> arrays = new ConcurrentHashMap<>();
    private final AtomicLong reads = new AtomicLong();

    @Override
    public Optional<Row> find(Key key) {
      reads.incrementAndGet();
      return super.find(key)
          .map(
              r ->
                  new Row(
                      key,
                      r.version(),
                      r.epoch(),
                      arrays.computeIfAbsent(List.of(key, r.version()), absent -> r.value())));
    }
  }

  /** Caches reads, so that it misses the writes of another process. */
  private static final class CachedReadsStore implements TokenStoreWrapper {
    private final TokenStore store;
    private final Map<Key, Optional<Row>> cache = new ConcurrentHashMap<>();

    CachedReadsStore() {
      this(TokenStore.inMemory());
    }

    CachedReadsStore(TokenStore store) {
      this.store = store;
    }

    @Override
    public TokenStore store() {
      return store;
    }

    @Override
    public Optional<Row> find(Key key) {
      return cache.computeIfAbsent(key, store::find);
    }
  }
}

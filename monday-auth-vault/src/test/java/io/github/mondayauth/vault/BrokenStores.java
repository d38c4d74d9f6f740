package io.github.mondayauth.vault;

import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.DeletedAccount;
import io.github.mondayauth.vault.TokenStore.Key;
import io.github.mondayauth.vault.TokenStore.Row;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stores with one mistake each, such as implementations make. */
@SuppressWarnings("BadImport")
final class BrokenStores {
  /** The mistake of a store that is a new instance whenever the contract gets it. */
  static final String CACHED_IN_EACH_INSTANCE = "reads are cached in each instance";

  private static final TokenStore SHARED = TokenStore.inMemory();

  /** All of them. */
  static final List<Mistake> ALL = new ArrayList<>();

  private BrokenStores() {}

  /** A mistake, the tests of the contract that fail for it, and the store that makes it. */
  record Mistake(String description, List<String> tests, Supplier<TokenStore> store) {
    @Override
    public String toString() {
      return description;
    }
  }

  private static void add(String description, List<String> tests, Supplier<TokenStore> store) {
    ALL.add(new Mistake(description, tests, store));
  }

  /** Names the tests that must fail, each by its part of the contract and its method. */
  private static List<String> fails(String... tests) {
    return List.of(tests);
  }

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

  /** A store that takes two steps for one call. Another thread may write between them. */
  private abstract static class TwoStepStore extends BrokenStore {
    private final Semaphore writes = new Semaphore(0);

    /** Waits until another thread has written, at most ten milliseconds. */
    void awaitAnotherWrite() {
      writes.drainPermits();
      try {
        writes.tryAcquire(10, TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public OptionalLong replace(Key key, long version, byte[] value) {
      OptionalLong replaced = super.replace(key, version, value);
      writes.release();
      return replaced;
    }

    @Override
    public DeletedAccount deleteAccount(String app, long account) {
      DeletedAccount deleted = super.deleteAccount(app, account);
      writes.release();
      return deleted;
    }
  }

  private static Key named(Key key, String name) {
    return new Key(key.app(), key.account(), name);
  }

  static {
    add(
        "names ignore case",
        fails("ExactnessContract.namesDifferByCase"),
        () ->
            new KeyFoldingStore() {
              @Override
              Key fold(Key key) {
                return named(key, key.name().toLowerCase(Locale.ROOT));
              }
            });
    add(
        "names ignore trailing spaces",
        fails("ExactnessContract.namesDifferByLeadingAndTrailingSpaces"),
        () ->
            new KeyFoldingStore() {
              @Override
              Key fold(Key key) {
                return named(key, key.name().stripTrailing());
              }
            });
    add(
        "names are normalized",
        fails("ExactnessContract.namesDifferByAccentsAndTheirEncoding"),
        () ->
            new KeyFoldingStore() {
              @Override
              Key fold(Key key) {
                return named(key, Normalizer.normalize(key.name(), Normalizer.Form.NFC));
              }
            });
    add(
        "names are truncated to 255 bytes",
        fails("ExactnessContract.keepsTheLongestNameWhole"),
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
    add(
        "account ids have 32 bits",
        fails("ExactnessContract.accountsWhoseIdsDifferInTheUpper32BitsAreDifferent"),
        () ->
            new KeyFoldingStore() {
              @Override
              Key fold(Key key) {
                return new Key(key.app(), key.account() & 0x7FFFFFFF, key.name());
              }
            });
    add(
        "apps ignore case",
        fails("ExactnessContract.appsDifferByCaseAndSpaces"),
        () ->
            new KeyFoldingStore() {
              @Override
              Key fold(Key key) {
                return new Key(key.app().toLowerCase(Locale.ROOT), key.account(), key.name());
              }
            });
    add(
        "values are truncated to 65,535 bytes",
        fails("ExactnessContract.keepsTheLargestValue"),
        () ->
            new BrokenStore() {
              @Override
              public Created create(
                  Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
                return super.create(
                    key, epoch, Arrays.copyOf(value, Math.min(value.length, 65_535)), purgeAfter);
              }
            });
    add(
        "values are stored as text",
        fails("ExactnessContract.keepsBytesThatAreNoText"),
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
    add(
        "no fence",
        fails("CreateContract.createsNoRecordWithoutARoot"),
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
    add(
        "any epoch passes the fence",
        fails("CreateContract.createsNoRecordUnderAnotherEpoch"),
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
    add(
        "the fence is a check before the write",
        fails("FenceContract.deletingAnAccountLeavesNoRecordThatWasBeingCreated"),
        CheckBeforeWriteStore::new);
    add(
        "the fence closes after the records are deleted",
        fails("FenceContract.deletingAnAccountLeavesNoRecordThatWasBeingCreated"),
        RootLastStore::new);
    add(
        "the fence closes at the third record",
        fails(
            "FenceContract.deletingAnAccountLeavesNoRecordThatWasBeingCreated",
            "FenceContract.aReinstallationKeepsItsRecordsWhileEarlierOnesAreFenced"),
        () ->
            new BrokenStore() {
              @Override
              public Created create(
                  Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
                return records(key.app(), key.account(), null, 2).size() < 2
                    ? super.create(key, epoch, value, purgeAfter)
                    : Created.FENCED;
              }
            });
    add(
        "creating overwrites",
        fails("CreateContract.createsARecordOnceAndKeepsTheFirst"),
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
    add(
        "an existing record is reported as created",
        fails("CreateContract.createsARecordOnceAndKeepsTheFirst"),
        () ->
            new BrokenStore() {
              @Override
              public Created create(
                  Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
                Created created = super.create(key, epoch, value, purgeAfter);
                return created == Created.EXISTS ? Created.CREATED : created;
              }
            });
    add(
        "the last writer wins",
        fails("ReplaceContract.replacesNothingWithAStaleVersion"),
        () ->
            new BrokenStore() {
              @Override
              public OptionalLong replace(Key key, long version, byte[] value) {
                return find(key)
                    .map(row -> super.replace(key, row.version(), value))
                    .orElse(OptionalLong.empty());
              }
            });
    add(
        "replacing is a check before the write",
        fails(
            "ConcurrencyContract.oneOfAHundredThreadsReplacesARecord",
            "ConcurrencyContract.noIncrementIsLost"),
        () ->
            new TwoStepStore() {
              @Override
              public OptionalLong replace(Key key, long version, byte[] value) {
                if (find(key).filter(row -> row.version() == version).isEmpty()) {
                  return OptionalLong.empty();
                }
                awaitAnotherWrite();
                return find(key)
                    .map(row -> super.replace(key, row.version(), value))
                    .orElse(OptionalLong.empty());
              }
            });
    add(
        "replacing creates a missing record",
        fails("ReplaceContract.replacesNothingIfTheRecordDoesNotExist"),
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
    add(
        "putting ignores the fence",
        fails("PutContract.putsNothingUnderAnotherEpoch"),
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
    add(
        "putting only creates",
        fails("PutContract.replacesAnExistingRecord"),
        () ->
            new BrokenStore() {
              @Override
              public boolean put(Key key, String epoch, byte[] value) {
                return super.create(key, epoch, value, null) != Created.FENCED;
              }
            });
    add(
        "putting checks the fence only if it creates",
        fails("PutContract.putsNothingUnderAnotherEpoch"),
        () ->
            new BrokenStore() {
              @Override
              public boolean put(Key key, String epoch, byte[] value) {
                return find(key)
                    .map(row -> super.replace(key, row.version(), value).isPresent())
                    .orElseGet(() -> super.put(key, epoch, value));
              }
            });
    add(
        "putting keeps the version",
        fails("PutContract.aPutChangesTheVersion"),
        UnversionedPutsStore::new);
    add(
        "versions start at one",
        fails("ReplaceContract.noVersionReturnsAfterADeletion"),
        VersionsFromOneStore::new);
    add(
        "deleting ignores the version",
        fails("DeleteContract.deletesNothingWithAStaleVersion"),
        () ->
            new BrokenStore() {
              @Override
              public boolean delete(Key key, long version) {
                return find(key).map(row -> super.delete(key, row.version())).orElse(false);
              }
            });
    add(
        "deleting an account deletes ids with the same beginning",
        fails("DeleteAccountContract.keepsAccountsWhoseIdsHaveTheSameBeginning"),
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
    add(
        "deleting an account stops after a thousand records",
        fails("DeleteAccountContract.deletesThousandsOfRecords"),
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
    add(
        "deleting an account leaves the root",
        fails("DeleteAccountContract.deletesTheRootAndAllRecordsAndCountsTheRecords"),
        () ->
            new BrokenStore() {
              @Override
              public DeletedAccount deleteAccount(String app, long account) {
                List<Row> all = records(app, account, null, 100_000);
                all.forEach(row -> delete(row.key(), row.version()));
                return new DeletedAccount(null, all);
              }
            });
    add(
        "pages use offsets",
        fails("PagesContract.aPageContinuesAfterADeletedKey"),
        OffsetPagesStore::new);
    add(
        "pages skip their first record",
        fails("PagesContract.pagesContainEveryRecordOnce"),
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
    add(
        "pages contain the root",
        fails("PagesContract.pagesContainWholeRecordsAndNoRoot"),
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
    add(
        "pages of records never end",
        fails(
            "PagesContract.pagesContainEveryRecordOnce",
            "PagesContract.pagesContainNoOtherAccountOrApp",
            "PagesContract.aLongScanDuringWritesReturnsLastingRecordsExactlyOnce",
            "ExactnessContract.namesDifferByCase",
            "FenceContract.aReinstallationKeepsItsRecordsWhileEarlierOnesAreFenced"),
        () ->
            new BrokenStore() {
              private final Endless endless = new Endless();

              @Override
              public List<Row> records(String app, long account, @Nullable Key after, int limit) {
                List<Row> page = new ArrayList<>(super.records(app, account, after, limit));
                while (page.size() < limit) {
                  Key key = new Key(app, account, "~" + endless.next());
                  page.add(new Row(key, 1, "epoch-one", new byte[0]));
                }
                return page;
              }
            });
    add(
        "pages of roots never end",
        fails("PagesContract.pagesOfRootsContainNoRecordsAndNoOtherApp"),
        () ->
            new BrokenStore() {
              private final Endless endless = new Endless();

              @Override
              public List<Row> roots(String app, @Nullable Key after, int limit) {
                List<Row> page = new ArrayList<>(super.roots(app, after, limit));
                while (page.size() < limit) {
                  Key key = Key.root(app, 1_000_000_000 + endless.next());
                  page.add(new Row(key, 1, "epoch-" + key.account(), new byte[0]));
                }
                return page;
              }
            });
    add(
        "purging counts the records and keeps them",
        fails("PurgeContract.purgesOverdueRecordsOnly", "PurgeContract.purgesAtMostTheLimit"),
        PurgesNothingStore::new);
    add(
        "purging is a millisecond early",
        fails("PurgeContract.aRecordIsNotOverdueAtItsPurgeTime"),
        () ->
            new BrokenStore() {
              @Override
              public int purge(Instant before, int limit) {
                return super.purge(before.plusMillis(1), limit);
              }
            });
    add(
        "purging ignores the limit",
        fails("PurgeContract.purgesAtMostTheLimit"),
        () ->
            new BrokenStore() {
              @Override
              public int purge(Instant before, int limit) {
                return super.purge(before, Integer.MAX_VALUE);
              }
            });
    add(
        "purge times are stored in whole seconds",
        fails("PurgeContract.keepsPurgeTimesToTheMillisecond"),
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
    add(
        "arrays are shared",
        fails("FindContract.returnsArraysThatTheCallerOwns"),
        SharedArraysStore::new);
    add(
        "reads are cached",
        fails("FindContract.anInstanceThatHasReadSeesTheLaterWritesOfAnother"),
        CachedReadsStore::new);
    add(
        CACHED_IN_EACH_INSTANCE,
        fails("FindContract.anInstanceThatHasReadSeesTheLaterWritesOfAnother"),
        () -> new CachedReadsStore(SHARED));
    add(
        "account ids are cut to 32 bits",
        fails("ExactnessContract.accountsWhoseIdsDifferInTheUpper32BitsAreDifferent"),
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
    add(
        "pages of records are cached",
        fails("PagesContract.everyPageContainsTheWritesOfAnotherInstanceThatReturnedBefore"),
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
    add(
        "pages of roots are cached",
        fails("PagesContract.everyPageContainsTheWritesOfAnotherInstanceThatReturnedBefore"),
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
    add(
        "pages of records repeat",
        fails("PagesContract.pagesContainEveryRecordOnce"),
        () ->
            new BrokenStore() {
              @Override
              public List<Row> records(String app, long account, @Nullable Key after, int limit) {
                return super.records(app, account, null, limit);
              }
            });
    add(
        "pages of roots repeat",
        fails("PagesContract.pagesOfRootsContainNoRecordsAndNoOtherApp"),
        () ->
            new BrokenStore() {
              @Override
              public List<Row> roots(String app, @Nullable Key after, int limit) {
                return super.roots(app, null, limit);
              }
            });
    add(
        "deleting an account returns records as they were read before",
        fails("DeleteAccountContract.returnsWhatWasWrittenInARaceWithTheDeletion"),
        () ->
            new TwoStepStore() {
              @Override
              public DeletedAccount deleteAccount(String app, long account) {
                List<Row> before = records(app, account, null, 100_000);
                awaitAnotherWrite();
                DeletedAccount deleted = super.deleteAccount(app, account);
                return new DeletedAccount(
                    deleted.root(), deleted.records().isEmpty() ? List.of() : before);
              }
            });
    add(
        "deleting an account returns no root",
        fails("DeleteAccountContract.returnsTheRootAndTheRecordsAsTheyWereStoredLast"),
        () ->
            new BrokenStore() {
              @Override
              public DeletedAccount deleteAccount(String app, long account) {
                return new DeletedAccount(null, super.deleteAccount(app, account).records());
              }
            });
  }

  /** Another thread may write between the check and the write. */
  private static final class CheckBeforeWriteStore extends TwoStepStore {
    @Override
    public Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
      Optional<Row> root = find(Key.root(key.app(), key.account()));
      boolean open = key.isRoot() || root.filter(r -> r.epoch().equals(epoch)).isPresent();
      if (!open) {
        return Created.FENCED;
      }
      awaitAnotherWrite();
      Created created = super.create(key, epoch, value, purgeAfter);
      if (created == Created.FENCED) {
        Key orphan = named(key, key.name());
        super.create(Key.root(key.app(), key.account()), epoch, value, null);
        return super.create(orphan, epoch, value, purgeAfter);
      }
      return created;
    }
  }

  /**
   * Counts in a store that never ends, and stops a test that has no bound. Throws no {@code
   * AssertionError}, since the test must fail by itself.
   */
  private static final class Endless {
    private final AtomicInteger count = new AtomicInteger();

    int next() {
      int next = count.incrementAndGet();
      if (next > 1_000_000) {
        throw new IllegalStateException("the test has no bound");
      }
      return next;
    }
  }

  /** Contains an overdue record of an earlier run, which it counts forever. */
  private static final class PurgesNothingStore extends BrokenStore {
    private final List<Instant> purgeTimes = new CopyOnWriteArrayList<>(List.of(Instant.EPOCH));
    private final Endless endless = new Endless();

    @Override
    public Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
      if (purgeAfter != null) {
        purgeTimes.add(purgeAfter);
      }
      return super.create(key, epoch, value, purgeAfter);
    }

    @Override
    public int purge(Instant before, int limit) {
      endless.next();
      return (int) purgeTimes.stream().filter(time -> time.isBefore(before)).limit(limit).count();
    }
  }

  /**
   * Deletes records until there is none, and then the root, which lets more be created meanwhile.
   */
  private static final class RootLastStore extends BrokenStore {
    private final Endless endless = new Endless();

    @Override
    public Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
      Created created = super.create(key, epoch, value, purgeAfter);
      if (created == Created.CREATED) {
        endless.next();
      }
      return created;
    }

    @Override
    public DeletedAccount deleteAccount(String app, long account) {
      List<Row> deleted = new ArrayList<>();
      List<Row> page = records(app, account, null, 100);
      while (!page.isEmpty()) {
        page.stream().filter(row -> delete(row.key(), row.version())).forEach(deleted::add);
        page = records(app, account, null, 100);
      }
      return new DeletedAccount(super.deleteAccount(app, account).root(), deleted);
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

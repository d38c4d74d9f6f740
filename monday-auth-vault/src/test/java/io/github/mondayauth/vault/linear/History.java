package io.github.mondayauth.vault.linear;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Records the calls of several threads for one key, random but determined by a seed. */
final class History {
  private static final String EPOCH = "epoch";

  private final List<TokenStore> stores;
  private final TokenStore.Key key;
  private final AtomicInteger events = new AtomicInteger();
  private final Map<Long, String> values = new ConcurrentHashMap<>();

  private History(List<TokenStore> stores, TokenStore.Key key) {
    this.stores = stores;
    this.key = key;
  }

  /**
   * Records a history of a new key.
   *
   * @param stores instances over the same data, to which the threads are distributed
   */
  static List<Call> record(List<TokenStore> stores, long seed, int threads, int calls)
      throws Exception {
    String app = "linear-" + UUID.randomUUID();
    stores.get(0).create(TokenStore.Key.root(app, 1), EPOCH, new byte[0], null);
    return new History(stores, new TokenStore.Key(app, 1, "key")).run(seed, threads, calls);
  }

  private List<Call> run(long seed, int threads, int calls) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Future<List<Call>>> each = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        Caller caller = new Caller(stores.get(thread % stores.size()), seed * threads + thread);
        each.add(
            pool.submit(
                () -> {
                  start.await();
                  return caller.run(calls);
                }));
      }
      List<Call> all = new ArrayList<>();
      for (Future<List<Call>> one : each) {
        all.addAll(one.get(2, TimeUnit.MINUTES));
      }
      return all;
    } finally {
      pool.shutdownNow();
    }
  }

  /** Checks that a version belongs to one value only. */
  private void checkVersion(long version, String value) {
    String known = values.putIfAbsent(version, value);
    assertThat(known == null || known.equals(value))
        .as("version %d belongs to %s and to %s", version, known, value)
        .isTrue();
  }

  /** The calls of one thread. */
  private final class Caller {
    private final TokenStore store;
    private final Random random;
    private final long seed;
    private final List<Call> calls = new ArrayList<>();
    private long version = -1;
    private @Nullable String seen;

    Caller(TokenStore store, long seed) {
      this.store = store;
      this.seed = seed;
      this.random = new Random(seed);
    }

    List<Call> run(int count) {
      while (calls.size() < count) {
        int dice = random.nextInt(10);
        String value = seed + "/" + calls.size();
        if (dice < 4) {
          find();
        } else if (dice < 6 || version < 0) {
          create(value);
        } else if (dice < 8) {
          replace(value);
        } else if (dice < 9) {
          put(value);
        } else {
          delete();
        }
      }
      return calls;
    }

    private void find() {
      int called = events.getAndIncrement();
      Row row = store.find(key).orElse(null);
      int returned = events.getAndIncrement();
      if (row == null) {
        calls.add(new Call(Call.Kind.FIND, null, null, true, called, returned));
        return;
      }
      version = row.version();
      seen = new String(row.value(), UTF_8);
      checkVersion(version, seen);
      calls.add(new Call(Call.Kind.FIND, null, seen, true, called, returned));
    }

    private void create(String value) {
      int called = events.getAndIncrement();
      Created created = store.create(key, EPOCH, value.getBytes(UTF_8), null);
      int returned = events.getAndIncrement();
      assertThat(created).isNotEqualTo(Created.FENCED);
      boolean done = created == Created.CREATED;
      calls.add(new Call(Call.Kind.CREATE, null, value, done, called, returned));
    }

    private void put(String value) {
      int called = events.getAndIncrement();
      boolean done = store.put(key, EPOCH, value.getBytes(UTF_8));
      int returned = events.getAndIncrement();
      calls.add(new Call(Call.Kind.PUT, null, value, done, called, returned));
    }

    private void replace(String value) {
      int called = events.getAndIncrement();
      OptionalLong next = store.replace(key, version, value.getBytes(UTF_8));
      int returned = events.getAndIncrement();
      calls.add(new Call(Call.Kind.REPLACE, seen, value, next.isPresent(), called, returned));
      if (next.isPresent()) {
        version = next.getAsLong();
        seen = value;
        checkVersion(version, seen);
      }
    }

    private void delete() {
      int called = events.getAndIncrement();
      boolean done = store.delete(key, version);
      int returned = events.getAndIncrement();
      calls.add(new Call(Call.Kind.DELETE, seen, null, done, called, returned));
    }
  }
}

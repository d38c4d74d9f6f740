package io.github.mondayauth.vault.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What the parts of the contract have in common. */
interface Fixture {
  /** The account of most tests. */
  long ACCOUNT = 1_825_529;

  /** The epoch of its root. */
  String EPOCH = "epoch-one";

  /** A value. */
  byte[] VALUE = bytes("value");

  /** Another value. */
  byte[] OTHER = bytes("other");

  TokenStore store();

  TokenStore another();

  Optional<TokenStore> stoppingHalfWay();

  int manyRecords();

  int rounds();

  /** Returns a new app id. */
  static String app() {
    return "contract-" + UUID.randomUUID();
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static TokenStore.Key key(String app, String name) {
    return new TokenStore.Key(app, ACCOUNT, name);
  }

  /** Creates the account's root with {@link #EPOCH}. */
  default void open(String app) {
    open(app, ACCOUNT, EPOCH);
  }

  default void open(String app, long account, String epoch) {
    assertThat(store().create(TokenStore.Key.root(app, account), epoch, VALUE, null))
        .isEqualTo(Created.CREATED);
  }

  /** Creates a record of the account with {@link #VALUE}. */
  default TokenStore.Key created(String app, String name) {
    TokenStore.Key key = key(app, name);
    assertThat(store().create(key, EPOCH, VALUE, null)).isEqualTo(Created.CREATED);
    return key;
  }

  default Row read(TokenStore.Key key) {
    return store().find(key).orElseThrow(() -> new AssertionError("missing: " + key));
  }

  /** Reads all records of the account, in pages. There are at most {@code most}. */
  static List<Row> all(TokenStore store, String app, long account, int limit, int most) {
    return pages(last -> store.records(app, account, last, limit), limit, most);
  }

  /**
   * Reads pages until one is not full. Fails if a page repeats a key, or if the pages contain more
   * than {@code most} rows.
   */
  static List<Row> pages(Function<TokenStore.@Nullable Key, List<Row>> read, int limit, int most) {
    List<Row> all = new ArrayList<>();
    Set<TokenStore.Key> seen = new HashSet<>();
    List<Row> page;
    do {
      TokenStore.Key last = all.isEmpty() ? null : all.get(all.size() - 1).key();
      page = read.apply(last);
      assertThat(page).hasSizeLessThanOrEqualTo(limit);
      page.forEach(row -> assertThat(seen.add(row.key())).as("once: %s", row.key()).isTrue());
      all.addAll(page);
      assertThat(all).as("rows of all pages").hasSizeLessThanOrEqualTo(most);
    } while (page.size() == limit);
    return all;
  }

  /**
   * Makes one call in each of several threads at the same moment, and returns the results. The
   * first call that fails ends the race, and so does a limit of two minutes. Both interrupt the
   * threads that still run, wait up to ten seconds for them to end, and fail the test.
   */
  static <T> List<T> race(int threads, IntFunction<Callable<T>> caller) throws Exception {
    CyclicBarrier start = new CyclicBarrier(threads);
    CountDownLatch running = new CountDownLatch(threads);
    CompletionService<T> race = new ExecutorCompletionService<>(RaceThreads.POOL);
    List<Future<T>> calls = new ArrayList<>();
    try {
      for (int i = 0; i < threads; i++) {
        Callable<T> call = caller.apply(i);
        calls.add(
            race.submit(
                () -> {
                  try {
                    start.await();
                    return call.call();
                  } finally {
                    running.countDown();
                  }
                }));
      }
      long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
      for (int i = 0; i < threads; i++) {
        Future<T> ended = race.poll(limit - System.nanoTime(), TimeUnit.NANOSECONDS);
        assertThat(ended).as("a call of the race that returned within five minutes").isNotNull();
        ended.get();
      }
      List<T> results = new ArrayList<>();
      for (Future<T> call : calls) {
        results.add(call.get());
      }
      return results;
    } finally {
      calls.forEach(call -> call.cancel(true));
      running.await(10, TimeUnit.SECONDS);
    }
  }

  /** The threads of all races: starting a hundred for each race takes longer than most races. */
  final class RaceThreads {
    private static final ExecutorService POOL =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "race");
              thread.setDaemon(true);
              return thread;
            });

    private RaceThreads() {}
  }
}

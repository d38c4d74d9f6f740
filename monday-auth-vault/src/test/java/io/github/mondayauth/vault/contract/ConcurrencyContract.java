package io.github.mondayauth.vault.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.Row;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A hundred threads that write one key. */
interface ConcurrencyContract extends Fixture {
  /** The number of threads. */
  int THREADS = 100;

  @Test
  default void oneOfAHundredThreadsCreatesARecord() throws Exception {
    String app = Fixture.app();
    open(app);
    for (int round = 0; round < Scale.of(2, 5); round++) {
      TokenStore.Key key = Fixture.key(app, "name " + round);
      List<Created> outcomes =
          Fixture.race(
              THREADS,
              thread -> () -> either(thread).create(key, EPOCH, Fixture.bytes("" + thread), null));
      assertThat(Collections.frequency(outcomes, Created.CREATED)).isEqualTo(1);
      assertThat(Collections.frequency(outcomes, Created.EXISTS)).isEqualTo(THREADS - 1);
      int winner = outcomes.indexOf(Created.CREATED);
      assertThat(read(key).value()).isEqualTo(Fixture.bytes("" + winner));
    }
  }

  @Test
  default void oneOfAHundredThreadsCreatesARoot() throws Exception {
    String app = Fixture.app();
    for (long account = 1; account <= 5; account++) {
      TokenStore.Key root = TokenStore.Key.root(app, account);
      List<Created> outcomes =
          Fixture.race(
              THREADS, thread -> () -> either(thread).create(root, "epoch-" + thread, VALUE, null));
      assertThat(Collections.frequency(outcomes, Created.CREATED)).isEqualTo(1);
      int winner = outcomes.indexOf(Created.CREATED);
      assertThat(read(root).epoch()).isEqualTo("epoch-" + winner);
    }
  }

  @Test
  default void oneOfAHundredThreadsReplacesARecord() throws Exception {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    for (int round = 0; round < Scale.of(2, 5); round++) {
      long version = read(key).version();
      List<OptionalLong> outcomes =
          Fixture.race(
              THREADS,
              thread -> () -> either(thread).replace(key, version, Fixture.bytes("" + thread)));
      List<OptionalLong> winners = outcomes.stream().filter(OptionalLong::isPresent).toList();
      assertThat(winners).hasSize(1);
      Row row = read(key);
      assertThat(row.version()).isEqualTo(winners.get(0).getAsLong());
      assertThat(row.value()).isEqualTo(Fixture.bytes("" + outcomes.indexOf(winners.get(0))));
    }
  }

  @Test
  default void oneOfAHundredThreadsDeletesARecord() throws Exception {
    String app = Fixture.app();
    open(app);
    for (int round = 0; round < Scale.of(2, 5); round++) {
      TokenStore.Key key = created(app, "name");
      long version = read(key).version();
      List<Boolean> outcomes =
          Fixture.race(THREADS, thread -> () -> either(thread).delete(key, version));
      assertThat(Collections.frequency(outcomes, true)).isEqualTo(1);
      assertThat(store().find(key)).isEmpty();
    }
  }

  @Test
  default void aDeletionAndAReplacementNeverBothSucceed() throws Exception {
    String app = Fixture.app();
    open(app);
    for (int round = 0; round < rounds(); round++) {
      TokenStore.Key key = created(app, "name " + round);
      long version = read(key).version();
      List<Boolean> won =
          Fixture.race(
              2,
              thread ->
                  () ->
                      thread == 0
                          ? store().delete(key, version)
                          : another().replace(key, version, OTHER).isPresent());
      assertThat(won).containsOnlyOnce(true);
      assertThat(store().find(key).isPresent()).isEqualTo(won.get(1));
    }
  }

  @Test
  default void noIncrementIsLost() throws Exception {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = Fixture.key(app, "counter");
    store().create(key, EPOCH, ByteBuffer.allocate(4).array(), null);
    int each = 5;
    int increments = THREADS / 4 * each;
    Fixture.race(
        THREADS / 4,
        thread ->
            () -> {
              for (int i = 0; i < each; i++) {
                increment(either(thread), key, increments);
              }
              return null;
            });
    assertThat(ByteBuffer.wrap(read(key).value()).getInt()).isEqualTo(increments);
  }

  /** An attempt fails only if another increment came first, so one of {@code most} succeeds. */
  private static void increment(TokenStore store, TokenStore.Key key, int most) {
    for (int attempt = 0; attempt < most; attempt++) {
      Row row = store.find(key).orElseThrow();
      int next = ByteBuffer.wrap(row.value()).getInt() + 1;
      byte[] value = ByteBuffer.allocate(4).putInt(next).array();
      if (store.replace(key, row.version(), value).isPresent()) {
        return;
      }
    }
    throw new AssertionError("replaced nothing in " + most + " attempts");
  }

  private TokenStore either(int thread) {
    return thread % 2 == 0 ? store() : another();
  }
}

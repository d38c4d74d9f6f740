package io.github.mondayauth.vault.linear;

import static io.github.mondayauth.vault.linear.Call.Kind.CREATE;
import static io.github.mondayauth.vault.linear.Call.Kind.DELETE;
import static io.github.mondayauth.vault.linear.Call.Kind.FIND;
import static io.github.mondayauth.vault.linear.Call.Kind.PUT;
import static io.github.mondayauth.vault.linear.Call.Kind.REPLACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStoreWrapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The checker fails when it should, and only then. */
class RegisterTest {
  private static Call call(
      Call.Kind kind, @Nullable String expected, @Nullable String value, boolean done, int... at) {
    return new Call(kind, expected, value, done, at[0], at[1]);
  }

  private static final Call CREATED = call(CREATE, null, "a", true, 0, 1);

  @Test
  void explainsSequentialCalls() {
    assertExplained(
        CREATED,
        call(FIND, null, "a", true, 2, 3),
        call(REPLACE, "a", "b", true, 4, 5),
        call(REPLACE, "a", "c", false, 6, 7),
        call(CREATE, null, "d", false, 8, 9),
        call(DELETE, "b", null, true, 10, 11),
        call(FIND, null, null, true, 12, 13));
  }

  @Test
  void explainsConcurrentReadsInOneOrderOnly() {
    Call during = call(REPLACE, "a", "b", true, 2, 9);
    assertExplained(
        CREATED, during, call(FIND, null, "a", true, 3, 4), call(FIND, null, "b", true, 5, 6));
    assertUnexplained(
        CREATED, during, call(FIND, null, "b", true, 3, 4), call(FIND, null, "a", true, 5, 6));
  }

  @Test
  void detectsAStaleRead() {
    assertUnexplained(
        CREATED, call(REPLACE, "a", "b", true, 2, 3), call(FIND, null, "a", true, 4, 5));
  }

  @Test
  void detectsALostUpdate() {
    assertUnexplained(
        CREATED, call(REPLACE, "a", "b", true, 2, 5), call(REPLACE, "a", "c", true, 3, 4));
  }

  @Test
  void detectsALostPut() {
    Call put = call(PUT, null, "b", true, 2, 3);
    assertExplained(put, call(FIND, null, "b", true, 4, 5));
    assertExplained(CREATED, put, call(FIND, null, "b", true, 4, 5));
    assertUnexplained(CREATED, put, call(FIND, null, "a", true, 4, 5));
    assertUnexplained(CREATED, put, call(REPLACE, "a", "c", true, 4, 5));
    assertUnexplained(CREATED, call(PUT, null, "b", false, 2, 3));
  }

  @Test
  void detectsTwoCreations() {
    assertUnexplained(CREATED, call(CREATE, null, "b", true, 0, 1));
  }

  @Test
  void detectsADeletedRecordThatReturns() {
    assertUnexplained(
        CREATED, call(DELETE, "a", null, true, 2, 3), call(FIND, null, "a", true, 4, 5));
  }

  @Test
  void detectsARefusalWithoutAReason() {
    assertUnexplained(CREATED, call(REPLACE, "a", "b", false, 2, 3));
    assertUnexplained(call(CREATE, null, "a", false, 0, 1));
  }

  @Test
  void detectsAStoreThatCachesReads() throws Exception {
    TokenStore correct = TokenStore.inMemory();
    List<TokenStore> stores = List.of(new CachingStore(correct), new CachingStore(correct));
    assertThat(LinearizabilityTest.unexplained(stores, 50)).isPositive();
  }

  @Test
  void detectsAStoreInWhichTheLastWriterWins() throws Exception {
    TokenStore broken = new LastWriterWinsStore(TokenStore.inMemory());
    assertThat(LinearizabilityTest.unexplained(List.of(broken), 50)).isPositive();
  }

  private static void assertExplained(Call... calls) {
    assertThat(Register.explains(List.of(calls))).isTrue();
  }

  private static void assertUnexplained(Call... calls) {
    assertThat(Register.explains(List.of(calls))).isFalse();
  }

  /** Caches every read. */
  private record CachingStore(TokenStore store, Map<Key, Optional<Row>> cache)
      implements TokenStoreWrapper {
    CachingStore(TokenStore store) {
      this(store, new ConcurrentHashMap<>());
    }

    @Override
    public Optional<Row> find(Key key) {
      return cache.computeIfAbsent(key, store::find);
    }

    @Override
    public boolean put(Key key, String epoch, byte[] value) {
      return store.put(key, epoch, value);
    }
  }

  /** Replaces a record whatever its version. */
  private record LastWriterWinsStore(TokenStore store) implements TokenStoreWrapper {
    @Override
    public OptionalLong replace(Key key, long version, byte[] value) {
      Optional<Row> now = store.find(key);
      return now.isPresent()
          ? store.replace(key, now.get().version(), value)
          : OptionalLong.empty();
    }
  }
}

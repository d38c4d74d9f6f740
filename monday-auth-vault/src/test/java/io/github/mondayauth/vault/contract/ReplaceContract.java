package io.github.mondayauth.vault.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Replacing records by compare-and-set, and versions. */
interface ReplaceContract extends Fixture {
  @Test
  default void replacesARecordThatHasNotChanged() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    assertThat(store().replace(key, read(key).version(), OTHER)).isPresent();
    assertThat(read(key).value()).isEqualTo(OTHER);
  }

  @Test
  default void returnsTheVersionThatIsReadNext() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    long version = read(key).version();
    for (int i = 0; i < 5; i++) {
      version = store().replace(key, version, Fixture.bytes("value " + i)).orElseThrow();
      assertThat(read(key).version()).isEqualTo(version);
    }
  }

  @Test
  default void replacesNothingWithAStaleVersion() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    long stale = read(key).version();
    long now = store().replace(key, stale, OTHER).orElseThrow();
    assertThat(store().replace(key, stale, VALUE)).isEmpty();
    assertThat(read(key).value()).isEqualTo(OTHER);
    assertThat(read(key).version()).isEqualTo(now);
  }

  @Test
  default void replacesNothingWithAVersionThatNeverExisted() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    long version = read(key).version();
    for (long other : new long[] {version + 1, version - 1, -version, 0, Long.MAX_VALUE}) {
      if (other != version) {
        assertThat(store().replace(key, other, OTHER)).isEmpty();
      }
    }
    assertThat(read(key).value()).isEqualTo(VALUE);
  }

  @Test
  default void replacesNothingIfTheRecordDoesNotExist() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = Fixture.key(app, "name");
    assertThat(store().replace(key, 1, VALUE)).isEmpty();
    assertThat(store().find(key)).isEmpty();
  }

  @Test
  default void replacesNothingIfTheRecordWasDeleted() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    long version = read(key).version();
    store().delete(key, version);
    assertThat(store().replace(key, version, OTHER)).isEmpty();
    assertThat(store().find(key)).isEmpty();
  }

  @Test
  default void replacingKeepsTheEpoch() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = Fixture.key(app, "name");
    store().create(key, EPOCH, VALUE, null);
    store().replace(key, read(key).version(), OTHER);
    Row row = read(key);
    assertThat(row.epoch()).isIn("", EPOCH);
  }

  @Test
  default void replacesARootAndNotItsRecords() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key record = created(app, "name");
    TokenStore.Key root = TokenStore.Key.root(app, ACCOUNT);
    long stale = read(root).version();
    assertThat(store().replace(root, stale, OTHER)).isPresent();
    assertThat(read(root).value()).isEqualTo(OTHER);
    assertThat(read(root).epoch()).isEqualTo(EPOCH);
    assertThat(read(record).value()).isEqualTo(VALUE);
    assertThat(store().replace(root, stale, VALUE)).isEmpty();
    assertThat(read(root).value()).isEqualTo(OTHER);
  }

  @Test
  default void replacingWithTheSameValueChangesTheVersion() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    long version = read(key).version();
    assertThat(store().replace(key, version, VALUE).orElseThrow()).isNotEqualTo(version);
    assertThat(store().replace(key, version, VALUE)).isEmpty();
  }

  @Test
  default void noVersionReturnsAfterADeletion() {
    String app = Fixture.app();
    open(app);
    Set<Long> versions = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      TokenStore.Key key = created(app, "name");
      long first = read(key).version();
      long second = store().replace(key, first, OTHER).orElseThrow();
      assertThat(versions.add(first)).isTrue();
      assertThat(versions.add(second)).isTrue();
      store().delete(key, second);
    }
  }

  @Test
  default void noVersionReturnsAfterTheAccountWasDeleted() {
    String app = Fixture.app();
    Set<Long> versions = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      open(app);
      TokenStore.Key key = created(app, "name");
      assertThat(versions.add(read(key).version())).isTrue();
      long root = read(TokenStore.Key.root(app, ACCOUNT)).version();
      assertThat(versions.add(-root)).isTrue();
      store().deleteAccount(app, ACCOUNT);
    }
  }

  @Test
  default void replacesOneRecordAndNoOther() {
    String app = Fixture.app();
    open(app);
    open(app, ACCOUNT + 1, EPOCH);
    TokenStore.Key key = created(app, "name");
    TokenStore.Key sibling = created(app, "name2");
    TokenStore.Key elsewhere = new TokenStore.Key(app, ACCOUNT + 1, "name");
    store().create(elsewhere, EPOCH, VALUE, null);
    store().replace(key, read(key).version(), OTHER);
    assertThat(read(sibling).value()).isEqualTo(VALUE);
    assertThat(read(elsewhere).value()).isEqualTo(VALUE);
  }
}

package io.github.mondayauth.vault.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.TokenStore;
import org.junit.jupiter.api.Test;

/** Deleting one record. */
interface DeleteContract extends Fixture {
  @Test
  default void deletesARecordThatHasNotChanged() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    long version = read(key).version();
    assertThat(store().delete(key, version)).isTrue();
    assertThat(store().find(key)).isEmpty();
    assertThat(store().delete(key, version)).isFalse();
  }

  @Test
  default void deletesNothingWithAStaleVersion() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    long stale = read(key).version();
    store().replace(key, stale, OTHER);
    assertThat(store().delete(key, stale)).isFalse();
    assertThat(read(key).value()).isEqualTo(OTHER);
  }

  @Test
  default void deletesNothingIfTheRecordDoesNotExist() {
    String app = Fixture.app();
    open(app);
    assertThat(store().delete(Fixture.key(app, "name"), 1)).isFalse();
  }

  @Test
  default void deletesOneRecordAndNoOther() {
    String app = Fixture.app();
    open(app);
    open(app, ACCOUNT + 1, EPOCH);
    TokenStore.Key key = created(app, "name");
    TokenStore.Key sibling = created(app, "name/2");
    TokenStore.Key elsewhere = new TokenStore.Key(app, ACCOUNT + 1, "name");
    store().create(elsewhere, EPOCH, VALUE, null);
    store().delete(key, read(key).version());
    assertThat(read(sibling).value()).isEqualTo(VALUE);
    assertThat(read(elsewhere).value()).isEqualTo(VALUE);
    assertThat(store().find(TokenStore.Key.root(app, ACCOUNT))).isPresent();
  }
}

package io.github.mondayauth.vault.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Reading records. */
interface FindContract extends Fixture {
  @Test
  default void findsNothingInAnEmptyAccount() {
    String app = Fixture.app();
    assertThat(store().find(TokenStore.Key.root(app, ACCOUNT))).isEmpty();
    assertThat(store().find(Fixture.key(app, "name"))).isEmpty();
  }

  @Test
  default void findsARootAsItWasCreated() {
    String app = Fixture.app();
    TokenStore.Key key = TokenStore.Key.root(app, ACCOUNT);
    store().create(key, EPOCH, VALUE, null);

    Row row = read(key);
    assertThat(row.key()).isEqualTo(key);
    assertThat(row.epoch()).isEqualTo(EPOCH);
    assertThat(row.value()).isEqualTo(VALUE);
  }

  @Test
  default void findsARecordAsItWasCreated() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = Fixture.key(app, "name");
    Instant due = Instant.parse("2099-01-01T00:00:00.123Z");
    store().create(key, EPOCH, OTHER, due);

    Row row = read(key);
    assertThat(row.key()).isEqualTo(key);
    assertThat(row.epoch()).isIn("", EPOCH);
    assertThat(row.value()).isEqualTo(OTHER);
  }

  @Test
  default void tellsARootFromARecord() {
    String app = Fixture.app();
    open(app);
    assertThat(store().find(Fixture.key(app, "name"))).isEmpty();
    TokenStore.Key record = created(app, "name");
    store().replace(record, read(record).version(), OTHER);
    assertThat(read(TokenStore.Key.root(app, ACCOUNT)).value()).isEqualTo(VALUE);
  }

  @Test
  default void findsNothingOfAnotherApp() {
    String app = Fixture.app();
    open(app);
    created(app, "name");
    assertThat(store().find(Fixture.key(Fixture.app(), "name"))).isEmpty();
    assertThat(store().find(TokenStore.Key.root(Fixture.app(), ACCOUNT))).isEmpty();
  }

  @Test
  default void findsNothingOfAnotherAccount() {
    String app = Fixture.app();
    open(app);
    created(app, "name");
    assertThat(store().find(new TokenStore.Key(app, ACCOUNT + 1, "name"))).isEmpty();
    assertThat(store().find(TokenStore.Key.root(app, ACCOUNT + 1))).isEmpty();
  }

  @Test
  default void findsNothingUnderAnotherName() {
    String app = Fixture.app();
    open(app);
    created(app, "name");
    assertThat(store().find(Fixture.key(app, "nam"))).isEmpty();
    assertThat(store().find(Fixture.key(app, "name2"))).isEmpty();
  }

  @Test
  default void returnsArraysThatTheCallerOwns() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    read(key).value()[0] ^= 1;
    store().records(app, ACCOUNT, null, 1).get(0).value()[0] ^= 1;
    store().roots(app, null, 1).get(0).value()[0] ^= 1;
    assertThat(read(key).value()).isEqualTo(VALUE);
    assertThat(read(TokenStore.Key.root(app, ACCOUNT)).value()).isEqualTo(VALUE);
  }

  @Test
  default void keepsNoArrayOfTheCaller() {
    String app = Fixture.app();
    open(app);
    byte[] first = VALUE.clone();
    byte[] second = OTHER.clone();
    TokenStore.Key key = Fixture.key(app, "name");
    store().create(key, EPOCH, first, null);
    first[0] ^= 1;
    assertThat(read(key).value()).isEqualTo(VALUE);
    store().replace(key, read(key).version(), second);
    second[0] ^= 1;
    assertThat(read(key).value()).isEqualTo(OTHER);
  }

  @Test
  default void anInstanceThatHasReadSeesTheLaterWritesOfAnother() {
    String app = Fixture.app();
    // Kept, since a cache of a new instance is empty.
    TokenStore here = store();
    TokenStore there = another();
    TokenStore.Key root = TokenStore.Key.root(app, ACCOUNT);
    TokenStore.Key key = Fixture.key(app, "name");
    assertThat(here.find(root)).isEmpty();
    there.create(root, EPOCH, VALUE, null);
    assertThat(here.find(root).map(Row::value)).contains(VALUE);
    assertThat(here.find(key)).isEmpty();
    there.create(key, EPOCH, VALUE, null);
    assertThat(here.find(key).map(Row::value)).contains(VALUE);
    there.replace(key, there.find(key).orElseThrow().version(), OTHER);
    assertThat(here.find(key).map(Row::value)).contains(OTHER);
    there.delete(key, there.find(key).orElseThrow().version());
    assertThat(here.find(key)).isEmpty();
    there.deleteAccount(app, ACCOUNT);
    assertThat(here.find(root)).isEmpty();
  }

  @Test
  default void anotherInstanceSeesEveryWriteImmediately() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    assertThat(another().find(key).map(Row::value)).contains(VALUE);
    store().replace(key, read(key).version(), OTHER);
    assertThat(another().find(key).map(Row::value)).contains(OTHER);
    assertThat(another().delete(key, read(key).version())).isTrue();
    assertThat(store().find(key)).isEmpty();
    store().deleteAccount(app, ACCOUNT);
    assertThat(another().find(TokenStore.Key.root(app, ACCOUNT))).isEmpty();
  }
}

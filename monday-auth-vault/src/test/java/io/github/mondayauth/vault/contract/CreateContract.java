package io.github.mondayauth.vault.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.Row;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Creating records, and the fence as one thread sees it. */
interface CreateContract extends Fixture {
  @Test
  default void createsARootOnce() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key root = TokenStore.Key.root(app, ACCOUNT);
    assertThat(store().create(root, EPOCH, OTHER, null)).isEqualTo(Created.EXISTS);
    assertThat(read(root).value()).isEqualTo(VALUE);
  }

  @Test
  default void createsNoRootIfThereIsOneOfAnotherEpoch() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key root = TokenStore.Key.root(app, ACCOUNT);
    assertThat(store().create(root, "epoch-two", OTHER, null)).isEqualTo(Created.EXISTS);
    assertThat(read(root).epoch()).isEqualTo(EPOCH);
  }

  @Test
  default void createsARecordOnceAndKeepsTheFirst() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    Row first = read(key);
    assertThat(store().create(key, EPOCH, OTHER, Instant.now())).isEqualTo(Created.EXISTS);
    Row now = read(key);
    assertThat(now.value()).isEqualTo(VALUE);
    assertThat(now.version()).isEqualTo(first.version());
  }

  @Test
  default void createsNoRecordWithoutARoot() {
    String app = Fixture.app();
    TokenStore.Key key = Fixture.key(app, "name");
    assertThat(store().create(key, EPOCH, VALUE, null)).isEqualTo(Created.FENCED);
    assertThat(store().find(key)).isEmpty();
  }

  @Test
  default void createsNoRecordUnderAnotherEpoch() {
    String app = Fixture.app();
    open(app);
    for (String epoch : new String[] {"epoch-two", "EPOCH-ONE", "epoch-on", "epoch-one2", "%"}) {
      TokenStore.Key key = Fixture.key(app, "name");
      assertThat(store().create(key, epoch, VALUE, null)).as(epoch).isEqualTo(Created.FENCED);
      assertThat(store().find(key)).as(epoch).isEmpty();
    }
  }

  @Test
  default void createsNoRecordUnderTheRootOfAnotherAccount() {
    String app = Fixture.app();
    open(app, ACCOUNT + 1, EPOCH);
    assertThat(store().create(Fixture.key(app, "name"), EPOCH, VALUE, null))
        .isEqualTo(Created.FENCED);
  }

  @Test
  default void createsNoRecordUnderTheRootOfAnotherApp() {
    String app = Fixture.app();
    open(app);
    assertThat(store().create(Fixture.key(app + "2", "name"), EPOCH, VALUE, null))
        .isEqualTo(Created.FENCED);
  }

  @Test
  default void anExistingRecordIsFencedToo() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    assertThat(store().create(key, "epoch-two", OTHER, null)).isEqualTo(Created.FENCED);
    assertThat(read(key).value()).isEqualTo(VALUE);
    assertThat(read(key).epoch()).isIn("", EPOCH);
  }

  @Test
  default void twoAccountsHaveRecordsOfTheSameName() {
    String app = Fixture.app();
    open(app);
    open(app, ACCOUNT + 1, "epoch-two");
    TokenStore.Key first = created(app, "name");
    TokenStore.Key second = new TokenStore.Key(app, ACCOUNT + 1, "name");
    assertThat(store().create(second, "epoch-two", OTHER, null)).isEqualTo(Created.CREATED);
    assertThat(read(first).value()).isEqualTo(VALUE);
    assertThat(read(second).value()).isEqualTo(OTHER);
  }

  @Test
  default void theAppItselfHasRecordsInAccountZero() {
    String app = Fixture.app();
    open(app, 0, "app");
    TokenStore.Key key = new TokenStore.Key(app, 0, "name");
    assertThat(store().create(key, "app", VALUE, null)).isEqualTo(Created.CREATED);
    assertThat(read(key).value()).isEqualTo(VALUE);
  }

  @Test
  default void acceptsTheLargestAccountId() {
    String app = Fixture.app();
    open(app, Long.MAX_VALUE, EPOCH);
    TokenStore.Key key = new TokenStore.Key(app, Long.MAX_VALUE, "name");
    assertThat(store().create(key, EPOCH, VALUE, null)).isEqualTo(Created.CREATED);
    assertThat(store().records(app, Long.MAX_VALUE, null, 10)).hasSize(1);
    assertThat(store().deleteAccount(app, Long.MAX_VALUE).records().size()).isEqualTo(1);
    assertThat(store().find(key)).isEmpty();
  }

  @Test
  default void createsADeletedRecordAgain() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    store().delete(key, read(key).version());
    assertThat(store().create(key, EPOCH, OTHER, null)).isEqualTo(Created.CREATED);
    assertThat(read(key).value()).isEqualTo(OTHER);
  }

  @Test
  default void acceptsEpochsOfSixtyFourCharacters() {
    String app = Fixture.app();
    String epoch = "Ee-_".repeat(16);
    open(app, ACCOUNT, epoch);
    TokenStore.Key key = Fixture.key(app, "name");
    assertThat(store().create(key, epoch, VALUE, null)).isEqualTo(Created.CREATED);
    assertThat(read(key).epoch()).isIn("", epoch);
  }
}

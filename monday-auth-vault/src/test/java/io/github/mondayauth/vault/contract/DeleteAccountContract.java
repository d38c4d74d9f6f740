package io.github.mondayauth.vault.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Deleting an account, as one thread sees it. */
interface DeleteAccountContract extends Fixture {
  @Test
  default void deletesTheRootAndAllRecordsAndCountsTheRecords() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key first = created(app, "first");
    TokenStore.Key due = Fixture.key(app, "due");
    store().create(due, EPOCH, VALUE, Instant.parse("2099-01-01T00:00:00Z"));
    assertThat(store().deleteAccount(app, ACCOUNT).records().size()).isEqualTo(2);
    assertThat(store().find(first)).isEmpty();
    assertThat(store().find(due)).isEmpty();
    assertThat(store().find(TokenStore.Key.root(app, ACCOUNT))).isEmpty();
    assertThat(store().records(app, ACCOUNT, null, 10)).isEmpty();
    assertThat(store().roots(app, null, 10)).isEmpty();
  }

  @Test
  default void returnsTheRootAndTheRecordsAsTheyWereStoredLast() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key root = TokenStore.Key.root(app, ACCOUNT);
    store().replace(root, read(root).version(), OTHER);
    TokenStore.Key first = created(app, "first");
    TokenStore.Key second = created(app, "second");
    TokenStore.Key gone = created(app, "gone");
    store().replace(second, read(second).version(), OTHER);
    store().delete(gone, read(gone).version());
    List<Row> last = List.of(read(first), read(second));
    Row lastRoot = read(root);

    TokenStore.DeletedAccount deleted = store().deleteAccount(app, ACCOUNT);

    assertThat(deleted.root()).usingRecursiveComparison().isEqualTo(lastRoot);
    assertThat(deleted.records())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("epoch")
        .containsExactlyInAnyOrderElementsOf(last);
    assertThat(deleted.records()).allMatch(row -> row.epoch().equals(EPOCH));
    assertThat(store().deleteAccount(app, ACCOUNT).root()).isNull();
  }

  @Test
  default void returnsWhatWasWrittenInARaceWithTheDeletion() throws Exception {
    for (int round = 0; round < Scale.of(20, 100); round++) {
      String app = Fixture.app();
      open(app);
      TokenStore.Key key = created(app, "name");
      long version = read(key).version();
      List<Object> outcomes =
          Fixture.race(
              2,
              thread ->
                  () ->
                      thread == 0
                          ? another().replace(key, version, OTHER)
                          : (Object) store().deleteAccount(app, ACCOUNT));
      boolean replaced = ((OptionalLong) outcomes.get(0)).isPresent();
      TokenStore.DeletedAccount deleted = (TokenStore.DeletedAccount) outcomes.get(1);
      assertThat(deleted.records()).hasSize(1);
      assertThat(deleted.records().get(0).value()).isEqualTo(replaced ? OTHER : VALUE);
    }
  }

  @Test
  default void deletesNothingIfTheAccountNeverExisted() {
    assertThat(store().deleteAccount(Fixture.app(), ACCOUNT).records().size()).isZero();
  }

  @Test
  default void deletesAnAccountWithoutRecords() {
    String app = Fixture.app();
    open(app);
    assertThat(store().deleteAccount(app, ACCOUNT).records().size()).isZero();
    assertThat(store().find(TokenStore.Key.root(app, ACCOUNT))).isEmpty();
  }

  @Test
  default void canBeRepeated() {
    String app = Fixture.app();
    open(app);
    created(app, "name");
    assertThat(store().deleteAccount(app, ACCOUNT).records().size()).isEqualTo(1);
    assertThat(store().deleteAccount(app, ACCOUNT).records().size()).isZero();
  }

  @Test
  default void keepsAccountsWhoseIdsHaveTheSameBeginning() {
    String app = Fixture.app();
    long[] others = {1, 12, 1234, 23, 0, 2, 3, 122, 124, 312};
    open(app, 123, EPOCH);
    for (long other : others) {
      open(app, other, EPOCH);
      store().create(new TokenStore.Key(app, other, "name"), EPOCH, VALUE, null);
    }
    assertThat(store().deleteAccount(app, 123).records().size()).isZero();
    for (long other : others) {
      assertThat(store().find(TokenStore.Key.root(app, other))).as("root of %d", other).isPresent();
      assertThat(store().find(new TokenStore.Key(app, other, "name"))).as("%d", other).isPresent();
    }
  }

  @Test
  default void keepsAppsWithSimilarIds() {
    String app = Fixture.app();
    String[] others = {app + "2", app + "%", app + "_", app.toUpperCase(java.util.Locale.ROOT)};
    open(app);
    for (String other : others) {
      open(other);
      created(other, "name");
    }
    assertThat(store().deleteAccount(app, ACCOUNT).records().size()).isZero();
    assertThat(store().deleteAccount(app.replace('c', '%'), ACCOUNT).records().size()).isZero();
    for (String other : others) {
      assertThat(store().find(TokenStore.Key.root(other, ACCOUNT))).as(other).isPresent();
      assertThat(store().find(Fixture.key(other, "name"))).as(other).isPresent();
    }
  }

  @Test
  default void deletesThousandsOfRecords() throws Exception {
    String app = Fixture.app();
    open(app);
    int each = Math.min(300, manyRecords() / 8);
    Fixture.race(
        8,
        thread ->
            () -> {
              for (int i = 0; i < each; i++) {
                created(app, thread + "/" + i);
              }
              return null;
            });
    assertThat(store().deleteAccount(app, ACCOUNT).records().size()).isEqualTo(8 * each);
    assertThat(store().records(app, ACCOUNT, null, 10)).isEmpty();
  }

  @Test
  default void anAccountCanBeOpenedAgain() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    store().deleteAccount(app, ACCOUNT);
    open(app, ACCOUNT, "epoch-two");
    assertThat(store().find(key)).isEmpty();
    assertThat(store().create(key, "epoch-two", OTHER, null)).isEqualTo(Created.CREATED);
    assertThat(read(key).value()).isEqualTo(OTHER);
  }

  @Test
  default void theEarlierEpochIsFencedForever() {
    String app = Fixture.app();
    open(app);
    store().deleteAccount(app, ACCOUNT);
    TokenStore.Key key = Fixture.key(app, "name");
    assertThat(store().create(key, EPOCH, VALUE, null)).isEqualTo(Created.FENCED);
    open(app, ACCOUNT, "epoch-two");
    assertThat(store().create(key, EPOCH, VALUE, null)).isEqualTo(Created.FENCED);
    assertThat(store().find(key)).isEmpty();
  }

  @Test
  default void recordsReadBeforeCanBeNeitherReplacedNorDeleted() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key key = created(app, "name");
    TokenStore.Key root = TokenStore.Key.root(app, ACCOUNT);
    long version = read(key).version();
    long rootVersion = read(root).version();
    store().deleteAccount(app, ACCOUNT);
    assertThat(store().replace(key, version, OTHER)).isEmpty();
    assertThat(store().replace(root, rootVersion, OTHER)).isEmpty();
    assertThat(store().delete(key, version)).isFalse();
    assertThat(store().find(key)).isEmpty();
    assertThat(store().find(root)).isEmpty();
  }

  @Test
  default void keepsTheRecordsOfTheAppItself() {
    String app = Fixture.app();
    open(app, 0, "app");
    store().create(new TokenStore.Key(app, 0, "name"), "app", VALUE, null);
    open(app);
    store().deleteAccount(app, ACCOUNT);
    assertThat(store().find(new TokenStore.Key(app, 0, "name"))).isPresent();
  }

  @Test
  default void anInterruptedDeletionFencesAndCanBeFinished() {
    Optional<TokenStore> stopping = stoppingHalfWay();
    assumeTrue(stopping.isPresent(), "deleteAccount is atomic");
    String app = Fixture.app();
    open(app);
    for (int i = 0; i < 50; i++) {
      created(app, "name " + i);
    }
    assertThatThrownBy(() -> stopping.get().deleteAccount(app, ACCOUNT)).isNotNull();

    assertThat(store().find(TokenStore.Key.root(app, ACCOUNT))).isEmpty();
    assertThat(store().create(Fixture.key(app, "late"), EPOCH, VALUE, null))
        .isEqualTo(Created.FENCED);
    store().deleteAccount(app, ACCOUNT);
    assertThat(store().records(app, ACCOUNT, null, 10)).isEmpty();
  }

  @Test
  default void leftoversOfAnInterruptedDeletionDoNotBlockTheNextInstallation() {
    Optional<TokenStore> stopping = stoppingHalfWay();
    assumeTrue(stopping.isPresent(), "deleteAccount is atomic");
    String app = Fixture.app();
    open(app);
    for (int i = 0; i < 50; i++) {
      created(app, "name " + i);
    }
    assertThatThrownBy(() -> stopping.get().deleteAccount(app, ACCOUNT)).isNotNull();
    open(app, ACCOUNT, "epoch-two");
    List<Row> leftovers = Fixture.all(store(), app, ACCOUNT, 100, 50);
    assertThat(leftovers).isNotEmpty().allMatch(row -> row.epoch().equals(EPOCH));
    assertThat(read(leftovers.get(0).key()).epoch()).isEqualTo(EPOCH);
    for (int i = 0; i < 50; i++) {
      TokenStore.Key key = Fixture.key(app, "name " + i);
      boolean put = i % 2 == 0;
      if (put) {
        assertThat(store().put(key, "epoch-two", OTHER)).isTrue();
      } else {
        assertThat(store().create(key, "epoch-two", OTHER, null)).isEqualTo(Created.CREATED);
      }
      assertThat(read(key).value()).isEqualTo(OTHER);
      assertThat(read(key).epoch()).isEqualTo("epoch-two");
    }
  }
}

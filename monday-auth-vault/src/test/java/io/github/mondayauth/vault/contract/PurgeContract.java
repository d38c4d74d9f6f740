package io.github.mondayauth.vault.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.TokenStore;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Purging. Its times are in 1970, so that records of other tests do not count. */
interface PurgeContract extends Fixture {
  /** The purge time of most records in these tests. */
  Instant DUE = Instant.ofEpochMilli(86_400_000);

  /** Purges at most 100 times. If overdue records are left after that, tests below fail. */
  @BeforeEach
  default void purgeEarlierRecords() {
    int purged = 1_000;
    for (int i = 0; purged > 0 && i < 100; i++) {
      purged = store().purge(DUE.plusMillis(1_000), 1_000);
    }
  }

  @Test
  default void purgesOverdueRecordsOnly() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key stays = created(app, "stays");
    TokenStore.Key due = due(app, "due", DUE);
    TokenStore.Key later = due(app, "later", DUE.plusMillis(10));
    assertThat(store().purge(DUE.plusMillis(1), 100)).isEqualTo(1);
    assertThat(store().find(due)).isEmpty();
    assertThat(store().find(later)).isPresent();
    assertThat(store().find(stays)).isPresent();
    assertThat(store().find(TokenStore.Key.root(app, ACCOUNT))).isPresent();
  }

  @Test
  default void aRecordIsNotOverdueAtItsPurgeTime() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key due = due(app, "due", DUE);
    assertThat(store().purge(DUE, 100)).isZero();
    assertThat(store().find(due)).isPresent();
  }

  @Test
  default void keepsPurgeTimesToTheMillisecond() {
    String app = Fixture.app();
    open(app);
    for (long millis : new long[] {1, 999, 1_000, 1_001}) {
      TokenStore.Key key = due(app, "due " + millis, Instant.ofEpochMilli(millis));
      assertThat(store().purge(Instant.ofEpochMilli(millis), 100)).isZero();
      assertThat(store().purge(Instant.ofEpochMilli(millis + 1), 100)).isEqualTo(1);
      assertThat(store().find(key)).isEmpty();
    }
  }

  @Test
  default void anExistingRecordKeepsItsPurgeTime() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key stays = created(app, "stays");
    store().create(stays, EPOCH, OTHER, DUE);
    assertThat(store().purge(DUE.plusMillis(1), 100)).isZero();
    assertThat(store().find(stays)).isPresent();
  }

  @Test
  default void purgesAtMostTheLimit() {
    String app = Fixture.app();
    open(app);
    for (int i = 0; i < 25; i++) {
      due(app, "due " + i, DUE);
    }
    assertThat(store().purge(DUE.plusMillis(1), 10)).isEqualTo(10);
    assertThat(store().records(app, ACCOUNT, null, 100)).hasSize(15);
    assertThat(store().purge(DUE.plusMillis(1), 10)).isEqualTo(10);
    assertThat(store().purge(DUE.plusMillis(1), 10)).isEqualTo(5);
    assertThat(store().purge(DUE.plusMillis(1), 10)).isZero();
  }

  @Test
  default void purgesAllAppsAndAccounts() {
    String app = Fixture.app();
    String second = Fixture.app();
    open(app);
    open(second);
    open(app, 0, EPOCH);
    due(app, "due", DUE);
    due(second, "due", DUE);
    store().create(new TokenStore.Key(app, 0, "due"), EPOCH, VALUE, DUE);
    assertThat(store().purge(DUE.plusMillis(1), 100)).isEqualTo(3);
  }

  @Test
  default void replacingKeepsThePurgeTime() {
    String app = Fixture.app();
    open(app);
    TokenStore.Key due = due(app, "due", DUE);
    store().replace(due, read(due).version(), OTHER);
    assertThat(store().purge(DUE.plusMillis(1), 100)).isEqualTo(1);
  }

  @Test
  default void concurrentPurgesDeleteEachRecordOnce() throws Exception {
    String app = Fixture.app();
    open(app);
    for (int i = 0; i < 200; i++) {
      due(app, "due " + i, DUE);
    }
    int purged =
        Fixture.race(8, thread -> () -> store().purge(DUE.plusMillis(1), 50)).stream()
            .mapToInt(Integer::intValue)
            .sum();
    int left = store().records(app, ACCOUNT, null, 1000).size();
    assertThat(purged + left).isEqualTo(200);
  }

  private TokenStore.Key due(String app, String name, Instant time) {
    TokenStore.Key key = Fixture.key(app, name);
    store().create(key, EPOCH, VALUE, time);
    return key;
  }
}

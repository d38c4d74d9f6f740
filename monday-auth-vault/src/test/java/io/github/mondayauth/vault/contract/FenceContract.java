package io.github.mondayauth.vault.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The fence, against deletions at the same moment. */
interface FenceContract extends Fixture {
  /** What the threads of a round tell each other. */
  final class Progress {
    final AtomicInteger created = new AtomicInteger();
    volatile boolean deleted;
  }

  @Test
  default void nothingIsLeftOfAnAccountThatWasDeletedWhileRecordsWereCreated() throws Exception {
    int creators = 4;
    int stored = 0;
    for (int round = 0; round < rounds(); round++) {
      String app = Fixture.app();
      begin(app);
      Progress progress = new Progress();
      List<Integer> counts =
          Fixture.race(
              creators + 1,
              thread ->
                  () ->
                      thread == creators
                          ? deleteInBetween(app, progress)
                          : createUntilFenced(app, thread, progress));
      assertThat(store().records(app, ACCOUNT, null, 10)).as("round %d", round).isEmpty();
      assertThat(store().find(TokenStore.Key.root(app, ACCOUNT))).isEmpty();
      assertThat(counts.get(creators)).as("records deleted").isEqualTo(progress.created.get());
      stored += progress.created.get();
    }
    assertThat(stored).as("records that were stored before they were deleted").isPositive();
  }

  @Test
  default void aReinstallationKeepsItsRecordsWhileTheEarlierOnesAreFenced() throws Exception {
    for (int round = 0; round < rounds() / 4; round++) {
      String app = Fixture.app();
      begin(app);
      Progress progress = new Progress();
      Fixture.race(
          3,
          thread ->
              () ->
                  thread == 2
                      ? reinstall(app, progress)
                      : createUntilFenced(app, thread, progress));
      List<TokenStore.Key> left =
          Fixture.all(store(), app, ACCOUNT, 100).stream().map(TokenStore.Row::key).toList();
      assertThat(left).as("round %d", round).containsExactly(Fixture.key(app, "anew"));
    }
  }

  @Test
  default void oneRecordIsEitherFencedOrDeleted() throws Exception {
    for (int round = 0; round < rounds(); round++) {
      String app = Fixture.app();
      begin(app);
      TokenStore.Key key = Fixture.key(app, "name");
      List<Object> outcomes =
          Fixture.race(
              2,
              thread ->
                  () ->
                      thread == 0
                          ? another().create(key, EPOCH, VALUE, null)
                          : (Object) store().deleteAccount(app, ACCOUNT));
      int deleted = (Integer) outcomes.get(1);
      assertThat(outcomes.get(0)).isEqualTo(deleted == 1 ? Created.CREATED : Created.FENCED);
      assertThat(store().find(key)).isEmpty();
    }
  }

  @Test
  default void twoDeletionsShareTheRecordsBetweenThem() throws Exception {
    for (int round = 0; round < rounds() / 10; round++) {
      String app = Fixture.app();
      begin(app);
      for (int i = 0; i < 20; i++) {
        created(app, "name " + i);
      }
      int total =
          Fixture.race(2, thread -> () -> store().deleteAccount(app, ACCOUNT)).stream()
              .mapToInt(Integer::intValue)
              .sum();
      assertThat(total).isEqualTo(20);
    }
  }

  private int createUntilFenced(String app, int thread, Progress progress) {
    TokenStore store = thread % 2 == 0 ? store() : another();
    for (int i = 0; ; i++) {
      boolean late = progress.deleted;
      TokenStore.Key key = Fixture.key(app, thread + "/" + i);
      if (store.create(key, EPOCH, VALUE, null) == Created.FENCED) {
        return i;
      }
      assertThat(late).as("created after the account was deleted").isFalse();
      progress.created.incrementAndGet();
    }
  }

  /** Deletes once something is there, so that the two really meet. */
  private int deleteInBetween(String app, Progress progress) throws InterruptedException {
    while (progress.created.get() < 4) {
      if (Thread.interrupted()) {
        throw new InterruptedException("nothing is created");
      }
      Thread.onSpinWait();
    }
    int records = store().deleteAccount(app, ACCOUNT);
    progress.deleted = true;
    return records;
  }

  private int reinstall(String app, Progress progress) throws InterruptedException {
    int deleted = deleteInBetween(app, progress);
    begin(app, ACCOUNT, "epoch-two");
    store().create(Fixture.key(app, "anew"), "epoch-two", VALUE, null);
    return deleted;
  }
}

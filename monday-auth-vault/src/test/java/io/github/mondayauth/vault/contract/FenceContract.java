package io.github.mondayauth.vault.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The fence, while an account is deleted at the same moment. */
interface FenceContract extends Fixture {
  /**
   * How many records each thread creates at most, since the store keeps them until the deletion.
   */
  int RECORDS = 1_000;

  /** The state that the threads of a round share. */
  final class Progress {
    final AtomicInteger created = new AtomicInteger();
    final CountDownLatch firstFour = new CountDownLatch(4);
    volatile boolean deleting;
    volatile boolean deleted;
  }

  @Test
  default void deletingAnAccountLeavesNoRecordThatWasBeingCreated() throws Exception {
    int creators = 4;
    int stored = 0;
    for (int round = 0; round < rounds(); round++) {
      String app = Fixture.app();
      open(app);
      Progress progress = new Progress();
      List<Integer> counts =
          Fixture.race(
              creators + 1,
              thread ->
                  () ->
                      thread == creators
                          ? deleteDuringCreations(app, progress)
                          : createUntilFenced(app, thread, progress));
      assertThat(store().records(app, ACCOUNT, null, 10)).as("round %d", round).isEmpty();
      assertThat(store().find(TokenStore.Key.root(app, ACCOUNT))).isEmpty();
      assertThat(counts.get(creators)).as("deleted records").isEqualTo(progress.created.get());
      stored += progress.created.get();
    }
    assertThat(stored).as("records stored before the deletions").isPositive();
  }

  @Test
  default void aReinstallationKeepsItsRecordsWhileEarlierOnesAreFenced() throws Exception {
    for (int round = 0; round < rounds() / 4; round++) {
      String app = Fixture.app();
      open(app);
      Progress progress = new Progress();
      Fixture.race(
          3,
          thread ->
              () ->
                  thread == 2
                      ? reinstall(app, progress)
                      : createUntilFenced(app, thread, progress));
      List<TokenStore.Key> left =
          Fixture.all(store(), app, ACCOUNT, 100, 2 * RECORDS + 1).stream()
              .map(TokenStore.Row::key)
              .toList();
      assertThat(left).as("round %d", round).containsExactly(Fixture.key(app, "reinstalled"));
    }
  }

  @Test
  default void aRecordIsEitherFencedOrDeleted() throws Exception {
    for (int round = 0; round < rounds(); round++) {
      String app = Fixture.app();
      open(app);
      TokenStore.Key key = Fixture.key(app, "name");
      List<Object> outcomes =
          Fixture.race(
              2,
              thread ->
                  () ->
                      thread == 0
                          ? another().create(key, EPOCH, VALUE, null)
                          : (Object) store().deleteAccount(app, ACCOUNT).records().size());
      int deleted = (Integer) outcomes.get(1);
      assertThat(outcomes.get(0)).isEqualTo(deleted == 1 ? Created.CREATED : Created.FENCED);
      assertThat(store().find(key)).isEmpty();
    }
  }

  @Test
  default void twoDeletionsTogetherCountEveryRecordOnce() throws Exception {
    for (int round = 0; round < rounds() / 10; round++) {
      String app = Fixture.app();
      open(app);
      for (int i = 0; i < 20; i++) {
        created(app, "name " + i);
      }
      int total =
          Fixture.race(2, thread -> () -> store().deleteAccount(app, ACCOUNT).records().size())
              .stream()
              .mapToInt(Integer::intValue)
              .sum();
      assertThat(total).isEqualTo(20);
    }
  }

  /**
   * Creates records until one is fenced. After {@link #RECORDS}, tries to create the same ones
   * again: they exist until the fence refuses them, since a deletion begins with the root. Ends
   * with the race at the latest.
   */
  private int createUntilFenced(String app, int thread, Progress progress)
      throws InterruptedException {
    TokenStore store = thread % 2 == 0 ? store() : another();
    for (int i = 0; !Thread.interrupted(); i++) {
      boolean late = progress.deleted;
      TokenStore.Key key = Fixture.key(app, thread + "/" + i % RECORDS);
      Created outcome = store.create(key, EPOCH, VALUE, null);
      if (outcome == Created.FENCED) {
        assertThat(progress.deleting).as("the deletion began before a record was fenced").isTrue();
        return i;
      }
      assertThat(late).as("created after the account was deleted").isFalse();
      assertThat(outcome)
          .as("attempt %d to create one of %d records", i, RECORDS)
          .isEqualTo(i < RECORDS ? Created.CREATED : Created.EXISTS);
      if (outcome == Created.CREATED) {
        progress.created.incrementAndGet();
        progress.firstFour.countDown();
      }
    }
    throw new InterruptedException("the race has ended");
  }

  /** Deletes after the first records were created, so that both run at the same time. */
  private int deleteDuringCreations(String app, Progress progress) throws InterruptedException {
    progress.firstFour.await();
    progress.deleting = true;
    int records = store().deleteAccount(app, ACCOUNT).records().size();
    progress.deleted = true;
    return records;
  }

  private int reinstall(String app, Progress progress) throws InterruptedException {
    int deleted = deleteDuringCreations(app, progress);
    open(app, ACCOUNT, "epoch-two");
    store().create(Fixture.key(app, "reinstalled"), "epoch-two", VALUE, null);
    return deleted;
  }
}

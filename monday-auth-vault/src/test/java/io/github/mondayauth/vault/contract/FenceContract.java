package io.github.mondayauth.vault.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The fence, while an account is deleted at the same moment. */
interface FenceContract extends Fixture {
  /** The state that the threads of a round share. */
  final class Progress {
    final AtomicInteger created = new AtomicInteger();
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
          Fixture.all(store(), app, ACCOUNT, 100).stream().map(TokenStore.Row::key).toList();
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

  /** Deletes after the first records were created, so that both run at the same time. */
  private int deleteDuringCreations(String app, Progress progress) throws InterruptedException {
    while (progress.created.get() < 4) {
      if (Thread.interrupted()) {
        throw new InterruptedException("no record was created");
      }
      Thread.onSpinWait();
    }
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

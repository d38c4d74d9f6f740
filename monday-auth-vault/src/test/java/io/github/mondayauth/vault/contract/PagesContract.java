package io.github.mondayauth.vault.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Reading pages, alone and during writes. */
interface PagesContract extends Fixture {
  @Test
  default void pagesContainEveryRecordOnce() {
    String app = Fixture.app();
    open(app);
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < 25; i++) {
      names.add(created(app, "name " + i).name());
    }
    for (int limit : new int[] {1, 7, 24, 25, 26, 1000}) {
      List<String> found =
          Fixture.all(store(), app, ACCOUNT, limit, 25).stream()
              .map(row -> row.key().name())
              .toList();
      assertThat(found).as("limit %d", limit).containsExactlyInAnyOrderElementsOf(names);
    }
  }

  @Test
  default void pagesContainWholeRecordsAndNoRoot() {
    String app = Fixture.app();
    open(app);
    Instant due = Instant.parse("2099-01-01T00:00:00Z");
    TokenStore.Key key = Fixture.key(app, "name");
    store().create(key, EPOCH, OTHER, due);
    List<Row> page = store().records(app, ACCOUNT, null, 10);
    assertThat(page).hasSize(1);
    Row row = page.get(0);
    assertThat(row.key()).isEqualTo(key);
    assertThat(row.version()).isEqualTo(read(key).version());
    assertThat(row.epoch()).isEqualTo(EPOCH);
    assertThat(row.value()).isEqualTo(OTHER);
  }

  @Test
  default void anAccountWithoutRecordsHasAnEmptyPage() {
    String app = Fixture.app();
    assertThat(store().records(app, ACCOUNT, null, 10)).isEmpty();
    open(app);
    assertThat(store().records(app, ACCOUNT, null, 10)).isEmpty();
  }

  @Test
  default void pagesContainNoOtherAccountOrApp() {
    String app = Fixture.app();
    for (long account : new long[] {ACCOUNT - 1, ACCOUNT, ACCOUNT + 1, ACCOUNT * 10}) {
      open(app, account, EPOCH);
      store().create(new TokenStore.Key(app, account, "name " + account), EPOCH, VALUE, null);
    }
    open(app + "2");
    created(app + "2", "of another app");
    assertThat(Fixture.all(store(), app, ACCOUNT, 1, 1))
        .extracting(row -> row.key().name())
        .containsExactly("name " + ACCOUNT);
  }

  @Test
  default void aPageContinuesAfterADeletedKey() {
    String app = Fixture.app();
    open(app);
    for (int i = 0; i < 10; i++) {
      created(app, "name " + i);
    }
    Set<String> seen = new TreeSet<>();
    List<Row> page = store().records(app, ACCOUNT, null, 3);
    for (int pages = 0; !page.isEmpty(); pages++) {
      assertThat(pages).as("pages of 10 records").isLessThan(10);
      page.forEach(row -> assertThat(seen.add(row.key().name())).isTrue());
      page.forEach(row -> store().delete(row.key(), row.version()));
      page = store().records(app, ACCOUNT, page.get(page.size() - 1).key(), 3);
    }
    assertThat(seen).hasSize(10);
  }

  @Test
  default void everyPageContainsTheWritesOfAnotherInstanceThatReturnedBefore() {
    String app = Fixture.app();
    TokenStore here = store();
    TokenStore there = another();
    TokenStore.Key root = TokenStore.Key.root(app, ACCOUNT);
    TokenStore.Key key = Fixture.key(app, "name");
    assertThat(here.roots(app, null, 10)).isEmpty();
    assertThat(here.records(app, ACCOUNT, null, 10)).isEmpty();

    there.create(root, EPOCH, VALUE, null);
    assertThat(here.roots(app, null, 10)).extracting(Row::key).containsExactly(root);
    there.create(key, EPOCH, VALUE, null);
    assertThat(here.records(app, ACCOUNT, null, 10)).extracting(Row::key).containsExactly(key);

    there.replace(key, there.find(key).orElseThrow().version(), OTHER);
    there.replace(root, there.find(root).orElseThrow().version(), OTHER);
    assertThat(here.records(app, ACCOUNT, null, 10)).extracting(Row::value).containsExactly(OTHER);
    assertThat(here.roots(app, null, 10)).extracting(Row::value).containsExactly(OTHER);

    there.deleteAccount(app, ACCOUNT);
    assertThat(here.records(app, ACCOUNT, null, 10)).isEmpty();
    assertThat(here.roots(app, null, 10)).isEmpty();
  }

  @Test
  default void pagesOfRootsContainNoRecordsAndNoOtherApp() {
    String app = Fixture.app();
    Set<Long> accounts = new TreeSet<>();
    for (long account = 0; account < 25; account++) {
      long id = account * 1_000_003;
      accounts.add(id);
      open(app, id, "epoch-" + id);
      store().create(new TokenStore.Key(app, id, "name"), "epoch-" + id, VALUE, null);
    }
    open(app + "2");
    for (int limit : new int[] {1, 7, 25, 1000}) {
      List<Row> roots = roots(app, limit);
      assertThat(roots).allMatch(row -> row.key().isRoot() && row.key().app().equals(app));
      assertThat(roots).allMatch(row -> row.epoch().equals("epoch-" + row.key().account()));
      assertThat(roots)
          .extracting(row -> row.key().account())
          .containsExactlyInAnyOrderElementsOf(accounts);
    }
  }

  private List<Row> roots(String app, int limit) {
    return Fixture.pages(last -> store().roots(app, last, limit), limit, 25);
  }

  @Test
  default void aLongScanDuringWritesReturnsLastingRecordsExactlyOnce() throws Exception {
    String app = Fixture.app();
    open(app);
    int each = manyRecords() / 8;
    Fixture.race(
        8,
        thread ->
            () -> {
              for (int i = 0; i < each; i++) {
                created(app, "stays/" + i + "/" + thread);
              }
              return null;
            });
    AtomicBoolean scanning = new AtomicBoolean(true);
    List<List<String>> results =
        Fixture.race(
            3,
            thread ->
                () ->
                    thread == 0
                        ? scan(app, scanning, each * 8 + 2 * manyRecords())
                        : writeDuringTheScan(app, thread, scanning));
    List<String> found = results.get(0);
    assertThat(new TreeSet<>(found)).hasSameSizeAs(found);
    assertThat(found.stream().filter(name -> name.startsWith("stays/"))).hasSize(each * 8);
  }

  private List<String> scan(String app, AtomicBoolean scanning, int most) {
    try {
      return Fixture.all(store(), app, ACCOUNT, 100, most).stream()
          .map(row -> row.key().name())
          .toList();
    } finally {
      scanning.set(false);
    }
  }

  /**
   * Creates and deletes at most {@link #manyRecords()} records among the lasting ones, and replaces
   * some of the latter.
   */
  private List<String> writeDuringTheScan(String app, int thread, AtomicBoolean scanning) {
    for (int i = 0; i < manyRecords() && scanning.get(); i++) {
      TokenStore.Key passing = created(app, "stays" + (i % 2 == 0 ? "." : "0") + thread + "/" + i);
      TokenStore.Key staying = Fixture.key(app, "stays/" + i % (manyRecords() / 8) + "/" + thread);
      store().replace(staying, read(staying).version(), OTHER);
      store().delete(passing, read(passing).version());
    }
    return List.of();
  }
}

package io.github.mondayauth.vault;

import static io.github.mondayauth.vault.Vaults.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.Rotation.Report;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RotationTest {
  private static final String OLD = key("old", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA");
  private static final String NEW = key("new", "oaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2-v8A");
  private static final int EACH = 3;

  private final Vaults.Clock clock = new Vaults.Clock();

  private static String key(String id, String bytes) {
    return "{\"kty\":\"oct\",\"kid\":\"" + id + "\",\"k\":\"" + bytes + "\"}";
  }

  private static KeyRing ring(String... keys) {
    return KeyRing.of(Secret.of("{\"keys\":[" + String.join(",", keys) + "]}"));
  }

  private TokenVault vault(TokenStore store, String... keys) {
    return Vaults.vault(store, ring(keys), clock);
  }

  /** Accounts 1 to {@code accounts}, each with three secrets, under the old key. */
  private TokenStore filled(TokenStore store, int accounts) {
    TokenVault before = vault(store, OLD);
    for (int account = 1; account <= accounts; account++) {
      before.openAccount(new MondayAccount(account), NOW);
      for (int name = 0; name < EACH; name++) {
        before.put(new MondayAccount(account), "s" + name, secret(account, name));
      }
    }
    return store;
  }

  private static Secret secret(int account, int name) {
    return Secret.of("secret " + account + "/" + name);
  }

  private static void assertAllOpen(TokenVault vault, int accounts) {
    for (int account = 1; account <= accounts; account++) {
      for (int name = 0; name < EACH; name++) {
        assertThat(vault.find(new MondayAccount(account), "s" + name))
            .contains(secret(account, name));
      }
    }
  }

  @Test
  void wrapsEveryDataKeyByThePrimaryKeySoThatTheOldOneCanGo() {
    TokenStore store = filled(TokenStore.inMemory(), 7);
    Report dry = vault(store, NEW, OLD).rotation().dryRun().run();
    assertThat(dry.rewrapped()).isEqualTo(7);
    assertThat(dry.remaining()).isEqualTo(7);
    assertThat(dry.isComplete()).isFalse();

    Report report = vault(store, NEW, OLD).rotation().run();
    assertThat(report).isEqualTo(new Report(7, 7, 0, 0, 0, List.of(), null));
    assertThat(report.isComplete()).isTrue();
    assertAllOpen(vault(store, NEW), 7);
    assertThat(vault(store, NEW).rotation().run().rewrapped()).isZero();
  }

  @Test
  void encryptsEveryRecordAnewAndRemovesTheOldDataKeysOnceNobodyUsesThem() {
    TokenStore store = filled(TokenStore.inMemory(), 5);
    List<Row> before = rows(store, 5);
    Rotation rotation = vault(store, OLD).rotation().reencrypt();
    assertThat(rotation.dryRun().run().reencrypted()).isEqualTo(15);
    assertThat(rows(store, 5)).usingRecursiveComparison().isEqualTo(before);

    Report first = rotation.run();
    assertThat(first.reencrypted()).isEqualTo(15);
    assertThat(first.finishAt()).isEqualTo(NOW.plus(RotationRun.GRACE));
    assertThat(first.isComplete()).isFalse();
    assertAllOpen(vault(store, OLD), 5);

    clock.advance(RotationRun.GRACE.minusMillis(1));
    assertThat(rotation.run().removed()).isZero();
    clock.advance(Duration.ofMillis(1));
    Report second = rotation.run();
    assertThat(second).isEqualTo(new Report(5, 0, 0, 5, 0, List.of(), null));
    assertThat(rotation.state()).isEmpty();
    assertAllOpen(vault(store, OLD), 5);
    assertThat(oldKeys(store, before)).isZero();
  }

  @Test
  void aProcessThatStillHasTheOldDataKeyLosesNothing() {
    TokenStore store = filled(TokenStore.inMemory(), 1);
    TokenVault node = vault(store, OLD);
    assertAllOpen(node, 1); // has the old data key in memory now
    Rotation rotation = vault(store, OLD).rotation().reencrypt();
    rotation.run();
    node.put(new MondayAccount(1), "late", Secret.of("sealed with the old data key"));
    assertThat(rotation.run().remaining()).isEqualTo(1);

    clock.advance(RotationRun.GRACE);
    Report report = rotation.run();
    assertThat(report.reencrypted()).isEqualTo(1);
    assertThat(report.isComplete()).isTrue();
    assertThat(vault(store, OLD).find(new MondayAccount(1), "late")).isPresent();
    assertAllOpen(node, 1);
  }

  @Test
  void aRowThatDoesNotOpenIsListedAndLeftAsItWas() {
    TokenStore store = filled(TokenStore.inMemory(), 3);
    TokenStore.Key key = new TokenStore.Key("client-id", 2, "secret/account/s1/");
    Row row = store.find(key).orElseThrow();
    row.value()[20] ^= 1;
    store.replace(key, row.version(), row.value());

    Rotation rotation = vault(store, OLD).rotation().reencrypt();
    rotation.run();
    clock.advance(RotationRun.GRACE);
    Report report = rotation.run();

    assertThat(report.failures())
        .containsExactly(new Rotation.Failure(2, key.name(), Reason.RECORD_REJECTED));
    assertThat(report.remaining()).isEqualTo(1);
    assertThat(report.removed()).isEqualTo(2);
    assertThat(store.find(key).orElseThrow().value()).isEqualTo(row.value());
    assertThat(report.toString()).doesNotContain("secret 2/1");
  }

  @Test
  void wrongAndMissingKeysFailClosed() {
    TokenStore store = filled(TokenStore.inMemory(), 3);
    List<Row> before = rows(store, 3);
    // Without the key that wrapped, a vault does not open; an own ring is found out while it runs.
    KeyRing forgetful = new FaultyKeyRing(ring(NEW));
    Rotation rotation = Vaults.vault(store, forgetful, clock).rotation();
    assertThatThrownBy(rotation::run)
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(Reason.KEY_UNKNOWN));
    Report dry = rotation.dryRun().run();
    assertThat(dry.failures()).hasSize(3).allMatch(f -> f.reason() == Reason.KEY_UNKNOWN);

    FaultyKeyRing failing = new FaultyKeyRing(ring(NEW, OLD));
    Rotation second = Vaults.vault(store, failing, clock).rotation();
    failing.fail();
    assertThatThrownBy(second::run)
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(Reason.KEY_UNAVAILABLE));
    assertThat(rows(store, 3)).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void anInterruptedThreadEndsTheRun() {
    Rotation rotation = vault(filled(TokenStore.inMemory(), 3), NEW, OLD).rotation();
    Thread.currentThread().interrupt();
    assertThatThrownBy(rotation.perSecond(1)::run).isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(rotation.run().isComplete()).isTrue();
  }

  @Test
  void whoeverWasTakenOverStops() {
    TokenStore store = filled(TokenStore.inMemory(), 3);
    Rotation other = vault(store, OLD).rotation().reencrypt();
    AtomicBoolean once = new AtomicBoolean();
    Rotation rotation =
        vault(store, OLD)
            .rotation()
            .reencrypt()
            .onProgress(
                p -> {
                  if (p.reencrypted() > 0 && once.compareAndSet(false, true)) {
                    other.run();
                  }
                });
    assertThatThrownBy(rotation::run)
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONTENDED));
    clock.advance(RotationRun.GRACE);
    assertThat(other.run().isComplete()).isTrue();
    assertAllOpen(vault(store, OLD), 3);
  }

  @Test
  void anAccountThatIsInstalledAnewMeanwhileIsNoFailure() throws Exception {
    try (HikariDataSource source = Databases.sqlite(Databases.newSqliteFile())) {
      TokenStore.createTables(source);
      TokenStore store = filled(TokenStore.jdbc(source), 2);
      MondayAccount account = new MondayAccount(2);
      AtomicBoolean reinstalled = new AtomicBoolean();
      TokenStoreWrapper busy =
          new TokenStoreWrapper() {
            @Override
            public TokenStore store() {
              return store;
            }

            @Override
            public List<Row> records(
                String app, long id, TokenStore.@Nullable Key after, int limit) {
              List<Row> page = TokenStoreWrapper.super.records(app, id, after, limit);
              if (id == account.id() && reinstalled.compareAndSet(false, true)) {
                TokenVault other = vault(store, OLD);
                other.forget(account);
                other.openAccount(account, NOW);
                other.put(account, "s0", Secret.of("anew"));
              }
              return page;
            }
          };
      Report report = vault(busy, OLD).rotation().reencrypt().run();
      assertThat(reinstalled).isTrue();
      assertThat(report.failures()).isEmpty();
      assertThat(vault(store, OLD).find(account, "s0")).contains(Secret.of("anew"));
    }
  }

  @Test
  void losesNothingOnSqliteWhileThreeNodesWriteAndTheJobIsKilled() throws Exception {
    try (HikariDataSource source = Databases.sqlite(Databases.newSqliteFile())) {
      losesNothing(source, Scale.of(100, 3_334));
    }
  }

  @Tag("long")
  @Test
  void losesNothingOnPostgresWhileThreeNodesWriteAndTheJobIsKilled() throws Exception {
    try (HikariDataSource source = Databases.postgres("rotation")) {
      losesNothing(source, Scale.of(100, 3_334));
    }
  }

  private void losesNothing(HikariDataSource source, int accounts) throws Exception {
    TokenStore.createTables(source);
    TokenStore store = filled(TokenStore.jdbc(source), accounts);
    List<Row> before = rows(store, accounts);
    List<TokenVault> nodes = new ArrayList<>();
    for (int node = 0; node < 3; node++) {
      nodes.add(vault(TokenStore.jdbc(source), NEW, OLD));
    }
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<Integer>> writers = new ArrayList<>();
    for (int node = 0; node < 3; node++) {
      int number = node;
      writers.add(threads.submit(() -> write(nodes.get(number), number, accounts, stop)));
    }
    // A new vault for each attempt, as a new process has it.
    int kills = 20;
    for (int kill = 1; kill <= kills; kill++) {
      TokenVault next = vault(TokenStore.jdbc(source), NEW, OLD);
      killed(next, kill == 10 ? RotationRun.PAGE + 2 : accounts / 25);
    }
    Rotation last = vault(TokenStore.jdbc(source), NEW, OLD).rotation().reencrypt();
    assertThat(last.run().failures()).isEmpty();
    stop.set(true);
    int written = 0;
    for (Future<Integer> writer : writers) {
      written += writer.get();
    }
    threads.shutdown();
    clock.advance(RotationRun.GRACE);
    Report report = last.run();

    assertThat(written).isPositive();
    assertThat(report.isComplete()).isTrue();
    assertThat(report.accounts()).isEqualTo(accounts);
    assertThat(oldKeys(store, before)).isZero();
    TokenVault after = vault(store, NEW);
    assertAllOpen(after, accounts);
    int found = 0;
    for (int account = 1; account <= accounts; account++) {
      for (TokenVault.Entry entry : after.list(new MondayAccount(account))) {
        assertThat(after.find(entry.owner(), entry.name())).isPresent();
        found += entry.name().startsWith("live") ? 1 : 0;
      }
    }
    assertThat(found).isEqualTo(written);
  }

  /**
   * Creates, overwrites, changes and reads; returns how many secrets it created. What it changes
   * stays under the key it was read with, so that the job alone encrypts that anew.
   */
  private static int write(TokenVault node, int number, int accounts, AtomicBoolean stop) {
    int created = 0;
    for (int round = 0; !stop.get() || round < 10; round++) {
      int id = 1 + (round * 7 + number) % accounts;
      MondayAccount account = new MondayAccount(id);
      created += node.putIfAbsent(account, "live-" + number, secret(id, 9)) ? 1 : 0;
      node.put(account, "live-" + number, secret(id, 9));
      node.update(account, "s" + number, present -> secret(id, number));
      assertThat(node.find(account, "s" + number)).contains(secret(id, number));
    }
    return created;
  }

  private static void killed(TokenVault vault, long accounts) {
    IllegalStateException kill = new IllegalStateException("killed");
    Rotation rotation =
        vault
            .rotation()
            .reencrypt()
            .onProgress(
                p -> {
                  if (p.reencrypted() > 0 && p.accounts() >= accounts) {
                    throw kill;
                  }
                });
    assertThatThrownBy(rotation::run).isSameAs(kill);
  }

  private static List<Row> rows(TokenStore store, int accounts) {
    List<Row> rows = new ArrayList<>(store.roots("client-id", null, accounts + 1));
    rows.removeIf(root -> root.key().account() == 0);
    for (int account = 1; account <= accounts; account++) {
      rows.addAll(store.records("client-id", account, null, 10_000));
    }
    return rows;
  }

  /** How many records and data keys are as they were, by the ids of their data keys. */
  private static long oldKeys(TokenStore store, List<Row> before) {
    List<Long> old =
        before.stream()
            .filter(row -> row.key().isRoot())
            .map(row -> RootValue.parse(row.value()).keys().get(0).id())
            .toList();
    Set<Long> ids = new HashSet<>(old);
    int accounts = old.size();
    return rows(store, accounts).stream()
        .filter(
            row ->
                row.key().isRoot()
                    ? RootValue.parse(row.value()).keys().stream()
                        .anyMatch(k -> ids.contains(k.id()))
                    : ids.contains(RecordFormat.keyId(row.value())))
        .count();
  }
}

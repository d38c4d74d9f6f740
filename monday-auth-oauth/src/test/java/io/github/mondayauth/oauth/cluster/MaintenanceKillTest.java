package io.github.mondayauth.oauth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.MaintenanceReport;
import io.github.mondayauth.oauth.MaintenanceReport.End;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.FakeUser.Role;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.contract.Scale;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An instance is killed while it maintains accounts: before it sends a request, or after it has
 * changed something that its report would have counted. Another instance resumes. What its report
 * counts, and what the killed instance had done, add up to what the store and the services show.
 */
final class MaintenanceKillTest {
  private static final int ACCOUNTS = 6;

  /** After which of its effects of one kind an instance is killed. */
  private static final int FIRST_KILL = Scale.of(2, 1);

  private static final int LAST_KILL = Scale.of(2, ACCOUNTS);

  /** The most overdue records that one deletion deletes. */
  private static final int PURGED_AT_ONCE = 1_000;

  private static final int OVERDUE = 1_200;
  private static final Duration LEASE_OVER = Duration.ofMinutes(3);
  private static final long LONG = Duration.ofMinutes(10).toMillis();

  /** Too short for all accounts, since a pause of 100 ms precedes the request of each. */
  private static final long SHORT = 250;

  private Cluster cluster;
  private TokenStore store;
  private final List<FakeUser> users = new ArrayList<>();

  @Test
  void anotherInstanceResumesAfterSigkill() throws Exception {
    run(Database.SQLITE, Scale.of(1, 10));
  }

  @Test
  @Tag("long")
  void anotherInstanceResumesAfterSigkillOnPostgres() throws Exception {
    run(Database.POSTGRESQL, Scale.of(1, 10));
  }

  private void run(Database database, int rounds) throws Exception {
    try (Cluster started = new Cluster(database, Map.of("acme", FakeOAuthServer.builder()))) {
      cluster = started;
      store = cluster.store();
      InstanceProcess survivor = cluster.start(1).get(0);
      for (int i = 0; i < ACCOUNTS; i++) {
        FakeUser user = cluster.user("account-" + i);
        cluster.connect(user);
        users.add(user);
      }
      for (int round = 0; round < rounds; round++) {
        cluster.advance(Duration.ofMinutes(5));
        for (FakeUser user : users) {
          FakeUser guest = cluster.monday().addGuest("Guest " + round, user.accountSlug());
          assertThat(cluster.deliver(guest.event("uninstall")).isClaimed()).isTrue();
        }
        killAndResume(survivor);
      }
    }
  }

  private void killAndResume(InstanceProcess survivor) {
    Report first = Report.of(survivor.call("maintain", SHORT));
    assertThat(first.end).isEqualTo("INCOMPLETE");
    assertThat(first.accounts).isLessThan(ACCOUNTS);
    assertThat(claims()).isEqualTo(ACCOUNTS - first.disproved);

    InstanceProcess victim = cluster.start(1).get(0);
    victim.arm(Pauses.Point.SENDING);
    CompletableFuture<Outcome> lost = victim.send("maintain", LONG);
    victim.awaitEvent("SENDING");
    assertThat(Report.of(survivor.call("maintain", LONG)).end).isEqualTo("BUSY");
    cluster.kill(victim);
    assertThat(lost).failsWithin(Duration.ofSeconds(InstanceProcess.SECONDS));
    assertThat(Report.of(survivor.call("maintain", LONG)).end).isEqualTo("BUSY");
    assertThat(claims())
        .as("the killed instance had not finished an account")
        .isEqualTo(ACCOUNTS - first.disproved);

    cluster.advance(LEASE_OVER);
    Report rest = Report.of(survivor.call("maintain", LONG));
    assertThat(rest.end).isEqualTo("COMPLETE");
    assertThat(first.accounts + rest.accounts).isEqualTo(ACCOUNTS);
    assertThat(first.disproved + rest.disproved).isEqualTo(ACCOUNTS);
    assertThat(claims()).isZero();
    assertThat(first.credentials + rest.credentials).isEqualTo(rows("credential/"));
  }

  @Test
  void killedAfterAnEraseLeavesTheRestToAnotherInstance() throws Exception {
    for (int kill = FIRST_KILL; kill <= LAST_KILL; kill++) {
      killAfterErase(Database.SQLITE, kill);
    }
  }

  @Test
  @Tag("long")
  void killedAfterAnEraseLeavesTheRestToAnotherInstanceOnPostgres() throws Exception {
    for (int kill = FIRST_KILL; kill <= LAST_KILL; kill++) {
      killAfterErase(Database.POSTGRESQL, kill);
    }
  }

  /** Only the credentials of the account that was deleted last were not revoked. */
  private void killAfterErase(Database database, int erased) throws Exception {
    try (Cluster started = new Cluster(database, Map.of("acme", FakeOAuthServer.builder()))) {
      InstanceProcess victim = connectAccounts(started);
      for (FakeUser user : users) {
        String name = "Member of " + user.accountSlug();
        FakeUser member = cluster.monday().addUser(name, user.accountSlug(), Role.MEMBER);
        assertThat(cluster.deliver(member.uninstall()).isClaimed()).isTrue();
      }
      cluster.advance(InstanceSettings.CLAIM_OBEYED);

      killMaintaining(victim, Pauses.Point.DELETED, erased);
      assertThat(openAccounts()).isEqualTo(ACCOUNTS - erased);
      FakeOAuthServer acme = cluster.service("acme");
      assertThat(acme.liveGrants()).isEqualTo(ACCOUNTS - (erased - 1));

      MaintenanceReport rest = resume();
      assertThat(rest.erasedAccounts()).isEqualTo(ACCOUNTS - erased);
      assertThat(rest.erased().unrevoked()).isZero();
      assertThat(rest.claimCount()).isZero();
      assertThat(openAccounts()).isZero();
      assertThat(rows("")).isZero();
      assertThat(acme.liveGrants()).as("of the account that was deleted last").isEqualTo(1);
    }
  }

  @Test
  void killedAfterStoringARefreshIsResumedWithoutASecondRefresh() throws Exception {
    for (int kill = FIRST_KILL; kill <= LAST_KILL; kill++) {
      killAfterRefresh(Database.SQLITE, kill);
    }
  }

  @Test
  @Tag("long")
  void killedAfterStoringARefreshIsResumedWithoutASecondRefreshOnPostgres() throws Exception {
    for (int kill = FIRST_KILL; kill <= LAST_KILL; kill++) {
      killAfterRefresh(Database.POSTGRESQL, kill);
    }
  }

  private void killAfterRefresh(Database database, int refreshed) throws Exception {
    FakeOAuthServer.Builder service = FakeOAuthServer.builder().reuseRevokesFamily();
    try (Cluster started = new Cluster(database, Map.of("acme", service))) {
      InstanceProcess victim = connectAccounts(started);
      cluster.advance(InstanceSettings.UNUSED);

      killMaintaining(victim, Pauses.Point.REFRESHED, refreshed);
      assertThat(cluster.refreshes("acme")).hasSize(refreshed);

      MaintenanceReport rest = resume();
      assertThat(rest.refreshed()).isEqualTo(ACCOUNTS - refreshed);
      assertThat(rest.failedRefreshes()).isZero();
      assertThat(rest.reconnectCount()).isZero();
      assertThat(rest.credentials()).isEqualTo(rows("credential/"));
      for (FakeUser user : users) {
        MondayUser owner = new MondayAccount(user.accountId()).user(user.id());
        String token = cluster.local().credential(owner, "acme").secret().reveal();
        assertThat(cluster.isLive("acme", token)).isTrue();
      }
      assertThat(cluster.refreshes("acme")).hasSize(ACCOUNTS).doesNotHaveDuplicates();
      assertThat(cluster.service("acme").liveGrants()).isEqualTo(ACCOUNTS);
    }
  }

  @Test
  void killedDuringAPurgeLeavesTheRestToAnotherInstance() throws Exception {
    killDuringPurge(Database.SQLITE);
  }

  @Test
  @Tag("long")
  void killedDuringAPurgeLeavesTheRestToAnotherInstanceOnPostgres() throws Exception {
    killDuringPurge(Database.POSTGRESQL);
  }

  private void killDuringPurge(Database database) throws Exception {
    try (Cluster started = new Cluster(database, Map.of("acme", FakeOAuthServer.builder()))) {
      InstanceProcess victim = connectAccounts(started);
      long account = users.get(0).accountId();
      String epoch = store.find(TokenStore.Key.root(cluster.app(), account)).orElseThrow().epoch();
      Instant overdue = cluster.instant();
      for (int i = 0; i < OVERDUE; i++) {
        TokenStore.Key key = new TokenStore.Key(cluster.app(), account, "flow/" + i);
        store.create(key, epoch, new byte[1], overdue);
      }
      cluster.advance(Duration.ofDays(1));
      int all = rows("flow/");
      assertThat(all).isBetween(OVERDUE, 2 * PURGED_AT_ONCE - 1);

      killMaintaining(victim, Pauses.Point.PURGED, 1);
      assertThat(rows("flow/")).isEqualTo(all - PURGED_AT_ONCE);

      MaintenanceReport rest = resume();
      assertThat(rest.purged()).isEqualTo(all - PURGED_AT_ONCE);
      assertThat(rest.accounts()).isEqualTo(ACCOUNTS);
      assertThat(rest.credentials()).isEqualTo(rows("credential/"));
      assertThat(rows("flow/")).isZero();
    }
  }

  /** Connects a user of each account, at an instance that can be killed later. */
  private InstanceProcess connectAccounts(Cluster started) {
    cluster = started;
    store = cluster.store();
    users.clear();
    InstanceProcess instance = cluster.start(1).get(0);
    for (int i = 0; i < ACCOUNTS; i++) {
      FakeUser user = cluster.user("account-" + i);
      cluster.connect(user);
      users.add(user);
    }
    return instance;
  }

  private void killMaintaining(InstanceProcess victim, Pauses.Point point, int occurrence) {
    victim.arm(point, occurrence);
    CompletableFuture<Outcome> lost = victim.send("maintain", LONG);
    victim.awaitEvent(point.name());
    cluster.kill(victim);
    assertThat(lost).failsWithin(Duration.ofSeconds(InstanceProcess.SECONDS));
  }

  /** Maintains on another instance, as soon as the lease of the killed one is over. */
  private MaintenanceReport resume() {
    assertThat(cluster.local().admin().maintain().end()).isEqualTo(End.BUSY);
    cluster.advance(LEASE_OVER);
    MaintenanceReport report = cluster.local().admin().maintain();
    assertThat(report.end()).isEqualTo(End.COMPLETE);
    assertThat(report.failures()).isEmpty();
    return report;
  }

  private long openAccounts() {
    return users.stream()
        .filter(
            user -> store.find(TokenStore.Key.root(cluster.app(), user.accountId())).isPresent())
        .count();
  }

  private int claims() {
    return rows("claim/");
  }

  private int rows(String prefix) {
    return users.stream()
        .mapToInt(
            user ->
                (int)
                    store.records(cluster.app(), user.accountId(), null, 10_000).stream()
                        .filter(row -> row.key().name().startsWith(prefix))
                        .count())
        .sum();
  }

  /** The numbers of a report. */
  private record Report(String end, int accounts, int credentials, int disproved) {
    static Report of(Outcome outcome) {
      assertThat(outcome.kind()).as("%s", outcome).isEqualTo("ok");
      List<String> words = outcome.words();
      return new Report(
          words.get(0),
          Integer.parseInt(words.get(1)),
          Integer.parseInt(words.get(2)),
          Integer.parseInt(words.get(3)));
    }
  }
}

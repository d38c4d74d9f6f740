package io.github.mondayauth.oauth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.contract.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An instance is killed while it maintains accounts, each of which has a claimed uninstall that
 * monday.com disproves. Another instance resumes, and what both report adds up to what the store
 * shows.
 */
final class MaintenanceKillTest {
  private static final int ACCOUNTS = 6;
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

  private int claims() {
    return rows("claim/");
  }

  private int rows(String prefix) {
    return users.stream()
        .mapToInt(
            user ->
                (int)
                    store.records(cluster.app(), user.accountId(), null, 100).stream()
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

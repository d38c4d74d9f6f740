package io.github.mondayauth.oauth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.vault.contract.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many threads of many instances request the same credential when it is due for a refresh. The
 * provider rotates refresh tokens, and revokes the grant if one is used twice.
 */
final class RefreshStormTest {
  private static final int PROCESSES = Scale.of(2, 4);
  private static final int THREADS = Scale.of(8, 32);
  private static final int ROUNDS = Scale.of(2, 50);

  /** When a token that is valid for an hour is due for a refresh, but has not expired. */
  private static final Duration DUE = Duration.ofMinutes(57);

  private static final Duration EXPIRED = Duration.ofHours(2);

  @Test
  void refreshesOncePerExpiryAndReturnsValidTokenToEveryCaller() throws Exception {
    refreshOncePerExpiry(Database.POSTGRESQL);
  }

  @Test
  @Tag("long")
  void refreshesOncePerExpiryAndReturnsValidTokenToEveryCallerOnSqlite() throws Exception {
    refreshOncePerExpiry(Database.SQLITE);
  }

  private void refreshOncePerExpiry(Database database) throws Exception {
    try (Cluster cluster =
        new Cluster(database, Map.of("acme", FakeOAuthServer.builder().reuseRevokesFamily()))) {
      cluster.setPatient();
      List<InstanceProcess> instances = cluster.start(PROCESSES);
      FakeUser user = cluster.user("lovelace");
      cluster.connect(user);

      for (int round = 1; round <= ROUNDS; round++) {
        cluster.advance(round % 2 == 0 ? DUE : EXPIRED);
        for (Map<String, Integer> outcomes : storm(cluster, instances, user)) {
          assertThat(outcomes.values().stream().mapToInt(i -> i).sum()).isEqualTo(THREADS);
          assertThat(outcomes.keySet())
              .as("round %d", round)
              .allMatch(o -> o.startsWith("ok ") && cluster.isLive("acme", o.substring(3)));
        }
        assertThat(cluster.refreshes("acme")).hasSize(round).doesNotHaveDuplicates();
      }
    }
  }

  /** Holds the first request at the provider until every thread of every instance has called. */
  private static List<Map<String, Integer>> storm(
      Cluster cluster, List<InstanceProcess> instances, FakeUser user) throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    cluster.service("acme").tokenEndpoint(Fault.held(arrived, release));
    List<CompletableFuture<Outcome>> sent = new ArrayList<>();
    for (InstanceProcess instance : instances) {
      sent.add(instance.send("credentials", user.accountId(), user.id(), "acme", THREADS));
    }
    instances.forEach(instance -> instance.awaitEvent("CALLING"));
    assertThat(arrived.await(InstanceProcess.SECONDS, TimeUnit.SECONDS)).isTrue();
    release.countDown();
    return sent.stream().map(InstanceProcess::await).map(Outcome::counts).toList();
  }
}

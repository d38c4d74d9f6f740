package io.github.mondayauth.oauth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.ReceivedRequest;
import io.github.mondayauth.vault.contract.Scale;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A hundred threads of started instances receive the same callback at the same time. */
final class UsedOnceTest {
  private static final int ROUNDS = Scale.of(1, 50);
  private static final int THREADS = 50;

  private Cluster cluster;
  private List<InstanceProcess> instances;

  @Test
  void exchangesTheCodeOnceHoweverOftenTheCallbackArrives() throws Exception {
    deliverOften(Database.SQLITE);
  }

  @Test
  @Tag("long")
  void exchangesTheCodeOnceHoweverOftenTheCallbackArrivesOnPostgres() throws Exception {
    deliverOften(Database.POSTGRESQL);
  }

  private void deliverOften(Database database) throws Exception {
    try (Cluster started = new Cluster(database, Map.of("acme", FakeOAuthServer.builder()))) {
      cluster = started;
      instances = cluster.start(2);
      FakeOAuthServer acme = cluster.service("acme");
      for (int round = 0; round < ROUNDS; round++) {
        FakeUser user = cluster.user("lovelace");
        ClusterBrowser browser = new ClusterBrowser();
        URI monday = browser.consent(browser.begin(instances.get(0), cluster.recipe(user)));
        Map<String, Integer> first = deliver(browser, monday, cluster.monday()::tokenEndpoint);
        assertExchangedOnce(
            cluster.monday().tokenRequests(), monday, first, "Ask acme", "Ask monday");

        // This state has no monday.com leg, so the confirmation page comes first.
        URI page = browser.consent(browser.begin(instances.get(1), cluster.recipe(user)));
        URI link = browser.consent(browser.resume(instances.get(0), page));
        URI callback = browser.consent(browser.resume(instances.get(1), link));
        Map<String, Integer> second = deliver(browser, callback, acme::tokenEndpoint);
        assertExchangedOnce(acme.tokenRequests(), callback, second, "Done ", "Done ");
        String token =
            instances.get(0).call("credential", user.accountId(), user.id(), "acme").token();
        assertThat(cluster.isLive("acme", token)).isTrue();
      }
    }
  }

  /** Holds the code exchange at the provider until all threads of both instances have called. */
  private Map<String, Integer> deliver(
      ClusterBrowser browser, URI callback, Consumer<Fault> provider) throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    provider.accept(Fault.held(arrived, release));
    List<CompletableFuture<Outcome>> delivered =
        instances.stream()
            .map(
                instance ->
                    instance.send(
                        "resumes",
                        callback.getPath(),
                        callback.getRawQuery(),
                        browser.cookieHeader(),
                        THREADS))
            .toList();
    instances.forEach(instance -> instance.awaitEvent("CALLING"));
    assertThat(arrived.await(InstanceProcess.SECONDS, TimeUnit.SECONDS)).isTrue();
    release.countDown();
    Map<String, Integer> all = new HashMap<>();
    delivered.forEach(
        each ->
            InstanceProcess.await(each)
                .counts()
                .forEach((outcome, count) -> all.merge(outcome, count, Integer::sum)));
    provider.accept(Fault.none());
    return all;
  }

  /**
   * One thread exchanges the code and goes on. A thread that calls before that is refused. One that
   * calls after it goes on too, but has not shown whose browser it is.
   */
  private static void assertExchangedOnce(
      List<ReceivedRequest> requests,
      URI callback,
      Map<String, Integer> outcomes,
      String goesOn,
      String goesOnLate) {
    assertThat(requests.stream().filter(r -> callback.getRawQuery().contains(code(r))).count())
        .isEqualTo(1);
    assertThat(outcomes).containsKey(goesOn);
    assertThat(outcomes.keySet()).isSubsetOf(goesOn, goesOnLate, "Refused USED");
    assertThat(outcomes.values().stream().mapToInt(i -> i).sum()).isEqualTo(2 * THREADS);
  }

  private static String code(ReceivedRequest request) {
    return "code=" + request.parameters().get("code");
  }
}

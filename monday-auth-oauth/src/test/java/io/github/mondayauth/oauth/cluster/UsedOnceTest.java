package io.github.mondayauth.oauth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.ReceivedRequest;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hundred threads of two processes deliver the same callback at the same time. */
final class UsedOnceTest {
  private static final int ROUNDS = Scale.of(3, 50);
  private static final int THREADS = 50;

  private Cluster cluster;
  private List<NodeProcess> nodes;

  @ParameterizedTest
  @EnumSource
  void aCallbackIsExchangedOnceHoweverOftenItComes(Database database) throws Exception {
    try (Cluster two = new Cluster(database, Map.of("acme", FakeOAuthServer.builder()))) {
      cluster = two;
      nodes = cluster.start(2);
      FakeOAuthServer acme = cluster.service("acme");
      for (int round = 0; round < ROUNDS; round++) {
        FakeUser user = cluster.user("lovelace");
        Visitor visitor = new Visitor();
        URI monday = visitor.consent(visitor.begin(nodes.get(0), cluster.recipe(user)));
        Map<String, Integer> first = deliver(visitor, monday, cluster.monday()::tokenEndpoint);
        assertExchangedOnce(cluster.monday().tokenRequests(), monday, first, "Ask acme");

        // The confirm page and its link, since another flow's monday leg vouches for nobody.
        URI page = visitor.consent(visitor.begin(nodes.get(1), cluster.recipe(user)));
        URI link = visitor.consent(visitor.resume(nodes.get(0), page));
        URI callback = visitor.consent(visitor.resume(nodes.get(1), link));
        Map<String, Integer> second = deliver(visitor, callback, acme::tokenEndpoint);
        assertExchangedOnce(acme.tokenRequests(), callback, second, "Done ");
        String token = nodes.get(0).call("credential", user.accountId(), user.id(), "acme").token();
        assertThat(cluster.isLive("acme", token)).isTrue();
      }
    }
  }

  /** The exchange is held back at the provider until all threads of both nodes have come. */
  private Map<String, Integer> deliver(Visitor visitor, URI callback, Consumer<Fault> provider)
      throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    provider.accept(Fault.held(arrived, release));
    List<CompletableFuture<Outcome>> delivered =
        nodes.stream()
            .map(
                node ->
                    node.ask(
                        "resumes",
                        callback.getPath(),
                        callback.getRawQuery(),
                        visitor.cookieHeader(),
                        THREADS))
            .toList();
    nodes.forEach(node -> node.awaitEvent("ENTERED"));
    assertThat(arrived.await(NodeProcess.SECONDS, TimeUnit.SECONDS)).isTrue();
    release.countDown();
    Map<String, Integer> all = new HashMap<>();
    delivered.forEach(
        each ->
            NodeProcess.await(each)
                .counts()
                .forEach((outcome, count) -> all.merge(outcome, count, Integer::sum)));
    provider.accept(Fault.none());
    return all;
  }

  /** One goes on; the others too, if they came after it was done, else they are told to wait. */
  private static void assertExchangedOnce(
      List<ReceivedRequest> requests, URI callback, Map<String, Integer> outcomes, String goesOn) {
    assertThat(requests.stream().filter(r -> callback.getRawQuery().contains(code(r))).count())
        .isEqualTo(1);
    assertThat(outcomes).containsKey(goesOn);
    assertThat(outcomes.keySet()).isSubsetOf(goesOn, "Refused USED");
    assertThat(outcomes.values().stream().mapToInt(i -> i).sum()).isEqualTo(2 * THREADS);
  }

  private static String code(ReceivedRequest request) {
    return "code=" + request.parameters().get("code");
  }
}

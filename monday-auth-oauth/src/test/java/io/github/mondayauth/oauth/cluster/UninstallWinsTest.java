package io.github.mondayauth.oauth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.vault.TokenStore;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One node forgets an account while another, with warm key caches, refreshes its credentials and
 * receives a callback of a colleague; then the app is installed again.
 */
final class UninstallWinsTest {
  private static final int ROUNDS = Scale.of(30, 1_000);

  /** Longer than a token lives, and shortly before that. */
  private static final Duration EXPIRED = Duration.ofHours(2);

  private static final Duration DUE = Duration.ofMinutes(57);

  /** How far the other node's work has got when the account is forgotten. */
  private enum Meeting {
    /** At the service, with the refresh token. */
    REFRESHING,
    /** At monday.com, with the colleague's code. */
    EXCHANGING,
    /** Holding the lease. */
    LEASED,
    /** Wherever it is; the tokens have expired. */
    EXPIRED,
    /** Wherever it is; the tokens are due, and still valid. */
    DUE,
    /** Wherever it is; no token is due, only the callback writes. */
    FRESH;

    Duration after() {
      return switch (this) {
        case FRESH -> Duration.ZERO;
        case DUE -> UninstallWinsTest.DUE;
        default -> UninstallWinsTest.EXPIRED;
      };
    }
  }

  private Cluster cluster;
  private NodeProcess forgetting;
  private NodeProcess working;
  private FakeUser user;
  private FakeUser colleague;
  private long[] neighbours;

  @ParameterizedTest
  @EnumSource
  void noCallThatStartsAfterForgetReturnedYieldsAToken(Database database) throws Exception {
    try (Cluster two = new Cluster(database, Map.of("acme", FakeOAuthServer.builder()))) {
      cluster = two;
      List<NodeProcess> nodes = cluster.start(2);
      forgetting = nodes.get(0);
      working = nodes.get(1);
      user = cluster.user("lovelace");
      colleague = cluster.user("lovelace");
      // As 1 and 123 are to 12.
      neighbours = new long[] {user.accountId() / 10, user.accountId() * 10 + 3};
      for (long neighbour : neighbours) {
        working.call("put", neighbour, user.id(), "acme", "of " + neighbour);
      }
      TokenStore store = cluster.store();
      for (int round = 0; round < ROUNDS; round++) {
        Meeting meeting = Meeting.values()[round % Meeting.values().length];
        install();
        uninstall(meeting);
        assertThat(store.find(TokenStore.Key.root(cluster.app(), user.accountId()))).isEmpty();
        assertThat(store.records(cluster.app(), user.accountId(), null, 10))
            .as("%s", meeting)
            .isEmpty();
      }
    }
  }

  /** A reinstallation works at once, on every node. */
  private void install() {
    cluster.connect(user);
    for (NodeProcess node : List.of(working, forgetting)) {
      assertThat(cluster.isLive("acme", credential(node, user, "acme").token())).isTrue();
      credential(node, user, "monday").token();
    }
  }

  private static Outcome credential(NodeProcess node, FakeUser user, String connection) {
    return node.call("credential", user.accountId(), user.id(), connection);
  }

  private void uninstall(Meeting meeting) throws Exception {
    cluster.advance(meeting.after());
    Visitor visitor = new Visitor();
    URI callback = visitor.consent(visitor.begin(working, cluster.recipe(colleague)));
    for (NodeProcess node : List.of(working, forgetting)) {
      assertThat(node.call("connected", user.accountId(), user.id()).words())
          .as("read with a key that is cached from now on")
          .containsExactly("monday", "acme");
    }

    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Fault held = Fault.held(arrived, release);
    cluster.service("acme").tokenEndpoint(meeting == Meeting.REFRESHING ? held : Fault.none());
    cluster.monday().tokenEndpoint(meeting == Meeting.EXCHANGING ? held : Fault.none());
    if (meeting == Meeting.LEASED) {
      working.arm(Pauses.Place.LEASED);
    }

    List<CompletableFuture<Outcome>> work = new ArrayList<>();
    work.add(working.ask("credentials", user.accountId(), user.id(), "acme", 4));
    work.add(working.ask("credentials", user.accountId(), user.id(), "monday", 2));
    work.add(
        working.ask(
            "resumes", callback.getPath(), callback.getRawQuery(), visitor.cookieHeader(), 2));
    work.forEach(each -> working.awaitEvent("ENTERED"));
    if (meeting == Meeting.LEASED) {
      working.awaitEvent("LEASED");
    } else if (meeting == Meeting.REFRESHING || meeting == Meeting.EXCHANGING) {
      assertThat(arrived.await(NodeProcess.SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(forgetting.call("forget", user.accountId()).kind()).isEqualTo("ok");
    assertNothingIsLeft();

    release.countDown();
    working.call("pass");
    for (CompletableFuture<Outcome> each : work) {
      assertThat(NodeProcess.await(each).kind()).isEqualTo("ok");
    }
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() {
    for (NodeProcess node : List.of(working, forgetting)) {
      for (FakeUser each : List.of(user, colleague)) {
        for (String connection : List.of("acme", "monday")) {
          Outcome outcome = credential(node, each, connection);
          assertThat(outcome.is("NotConnected", "NEVER_CONNECTED"))
              .as("%s %s: %s", node, connection, outcome)
              .isTrue();
        }
      }
      for (long neighbour : neighbours) {
        assertThat(node.call("credential", neighbour, user.id(), "acme").token())
            .isEqualTo("of " + neighbour);
      }
    }
  }
}

package io.github.mondayauth.oauth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.contract.Scale;
import java.net.URI;
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
 * One instance forgets an account while another, whose key cache is warm, refreshes the account's
 * credentials and receives the callback of a second user. Then the app is installed again.
 */
final class UninstallWinsTest {
  private static final int ROUNDS = Scale.of(Moment.values().length, 1_000);

  /** A token that is valid for an hour has expired. */
  private static final Duration EXPIRED = Duration.ofHours(2);

  /** It is due for a refresh, but has not expired. */
  private static final Duration DUE = Duration.ofMinutes(57);

  /** What the working instance does at the moment when the account is forgotten. */
  private enum Moment {
    /** It waits for the service's response to the refresh request. */
    REFRESHING,
    /** It waits for monday.com's response to the second user's code. */
    EXCHANGING,
    /** It has taken the lease and not yet sent the request. */
    LEASED,
    /** Anything; the tokens have expired. */
    EXPIRED,
    /** Anything; the tokens are due for a refresh, but valid. */
    DUE,
    /** Anything; no token is due, so only the callback writes. */
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
  private InstanceProcess forgetting;
  private InstanceProcess working;
  private FakeUser user;
  private FakeUser secondUser;
  private long[] neighbors;

  @Test
  void returnsNoTokenInAnyCallThatStartsAfterForgetReturned() throws Exception {
    forgetWhileWorking(Database.POSTGRESQL);
  }

  @Test
  @Tag("long")
  void returnsNoTokenInAnyCallThatStartsAfterForgetReturnedOnSqlite() throws Exception {
    forgetWhileWorking(Database.SQLITE);
  }

  private void forgetWhileWorking(Database database) throws Exception {
    try (Cluster started = new Cluster(database, Map.of("acme", FakeOAuthServer.builder()))) {
      cluster = started;
      List<InstanceProcess> instances = cluster.start(2);
      forgetting = instances.get(0);
      working = instances.get(1);
      user = cluster.user("lovelace");
      secondUser = cluster.user("lovelace");
      // Accounts whose ids share digits with this one, as 1 and 123 do with 12.
      neighbors = new long[] {user.accountId() / 10, user.accountId() * 10 + 3};
      for (long neighbor : neighbors) {
        working.call("put", neighbor, user.id(), "acme", "of " + neighbor);
      }
      TokenStore store = cluster.store();
      for (int round = 0; round < ROUNDS; round++) {
        Moment moment = Moment.values()[round % Moment.values().length];
        install();
        uninstall(moment);
        assertThat(store.find(TokenStore.Key.root(cluster.app(), user.accountId()))).isEmpty();
        assertThat(store.records(cluster.app(), user.accountId(), null, 10))
            .as("%s", moment)
            .isEmpty();
      }
    }
  }

  /** A new installation works immediately, on every instance. */
  private void install() {
    // A flow that begins in the second of an uninstall counts as older.
    cluster.advance(Duration.ofSeconds(1));
    cluster.connect(user);
    for (InstanceProcess instance : List.of(working, forgetting)) {
      assertThat(cluster.isLive("acme", credential(instance, user, "acme").token())).isTrue();
      credential(instance, user, "monday").token();
    }
  }

  private static Outcome credential(InstanceProcess instance, FakeUser user, String connection) {
    return instance.call("credential", user.accountId(), user.id(), connection);
  }

  private void uninstall(Moment moment) throws Exception {
    cluster.advance(moment.after());
    ClusterBrowser browser = new ClusterBrowser();
    URI callback = browser.consent(browser.begin(working, cluster.recipe(secondUser)));
    for (InstanceProcess instance : List.of(working, forgetting)) {
      assertThat(instance.call("connected", user.accountId(), user.id()).words())
          .as("this read caches the key")
          .containsExactly("monday", "acme");
    }

    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Fault held = Fault.held(arrived, release);
    cluster.service("acme").tokenEndpoint(moment == Moment.REFRESHING ? held : Fault.none());
    cluster.monday().tokenEndpoint(moment == Moment.EXCHANGING ? held : Fault.none());
    if (moment == Moment.LEASED) {
      working.arm(Pauses.Point.LEASED);
    }

    List<CompletableFuture<Outcome>> work = new ArrayList<>();
    work.add(working.send("credentials", user.accountId(), user.id(), "acme", 4));
    work.add(working.send("credentials", user.accountId(), user.id(), "monday", 2));
    work.add(
        working.send(
            "resumes", callback.getPath(), callback.getRawQuery(), browser.cookieHeader(), 2));
    work.forEach(each -> working.awaitEvent("CALLING"));
    if (moment == Moment.LEASED) {
      working.awaitEvent("LEASED");
    } else if (moment == Moment.REFRESHING || moment == Moment.EXCHANGING) {
      assertThat(arrived.await(InstanceProcess.SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(forgetting.call("forget", user.accountId()).kind()).isEqualTo("ok");
    assertNothingRemains();

    release.countDown();
    working.call("release");
    for (CompletableFuture<Outcome> each : work) {
      assertThat(InstanceProcess.await(each).kind()).isEqualTo("ok");
    }
    assertNothingRemains();
  }

  private void assertNothingRemains() {
    for (InstanceProcess instance : List.of(working, forgetting)) {
      for (FakeUser each : List.of(user, secondUser)) {
        for (String connection : List.of("acme", "monday")) {
          Outcome outcome = credential(instance, each, connection);
          assertThat(outcome.is("NotConnected", "NEVER_CONNECTED"))
              .as("%s %s: %s", instance, connection, outcome)
              .isTrue();
        }
      }
      for (long neighbor : neighbors) {
        assertThat(instance.call("credential", neighbor, user.id(), "acme").token())
            .isEqualTo("of " + neighbor);
      }
    }
  }
}

package io.github.mondayauth.oauth;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.contract.Scale;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An account is forgotten while its users' refreshes and callbacks are in flight. Afterwards no row
 * is left, and no grant that works, unless the provider did not confirm its revocation: then the
 * result or an event counts it.
 */
final class UninstallRaceTest {
  private static final int ROUNDS = Scale.of(Moment.values().length, 100);
  private static final int USERS = 4;
  private static final Duration EXPIRED = Duration.ofHours(2);

  /** How a provider revokes, and what the application has declared about that. */
  private enum Provider {
    GRANT,
    ONE_TOKEN,
    ONE_TOKEN_DECLARED;

    FakeOAuthServer.Builder server() {
      FakeOAuthServer.Builder server = FakeOAuthServer.builder();
      return this == GRANT ? server : server.revocationEndsOneToken();
    }

    OAuthConnector connector(OAuthConnector connector) {
      return this == ONE_TOKEN_DECLARED ? connector.revocationEndsOneToken() : connector;
    }
  }

  /** When the account is forgotten. */
  private enum Moment {
    /** At any time. */
    ANY,
    /** Before the provider processes any request. */
    ALL_SENT,
    /** After the provider has processed every request, and before the first response. */
    ALL_PROCESSED,
    /** While the provider takes a moment for each response. */
    SLOW_PROVIDER
  }

  /** The owners of credentials that may still be valid and that no result counts. */
  private final List<Owner> events = new CopyOnWriteArrayList<>();

  /** The users whose credentials were stored when their account was forgotten. */
  private final Set<Owner> refreshing = new HashSet<>();

  private OAuthFixture fixture;
  private Connections connections;

  @AfterEach
  void close() {
    fixture.close();
  }

  private void start(Provider provider) {
    fixture = new OAuthFixture(TokenStore.inMemory(), provider.server());
    fixture.listener =
        new AuthListener() {
          @Override
          public void unrevoked(Owner owner, String connection) {
            events.add(owner);
          }
        };
    connections =
        fixture.add(
            Connections.builder(
                    fixture.mondayApp(),
                    fixture.vault(),
                    provider.connector(fixture.acmeConnector()))
                .insecureWithoutConfirmation()
                // Also for a machine that is busy with other tests: what is not revoked is counted.
                .revocationTimeout(Duration.ofMinutes(2)));
  }

  @ParameterizedTest
  @EnumSource
  void leavesNoRowAndNoLiveGrant(Provider provider) throws Exception {
    start(provider);
    for (int round = 0; round < ROUNDS; round++) {
      Moment moment = Moment.values()[round % Moment.values().length];
      race(round, moment);
      assertThat(fixture.acme.liveGrants()).as("%s, round %s", moment, round).isZero();
    }
    assertThat(events).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void countsEveryLiveGrantIfTheProviderConfirmsNoRevocation(Provider provider) throws Exception {
    start(provider);
    fixture.acme.revocationEndpoint(Fault.html(503));
    for (int round = 0; round < ROUNDS; round++) {
      Moment moment = Moment.values()[round % Moment.values().length];
      long liveBefore = fixture.acme.liveGrants();
      events.clear();
      ForgetResult result = race(round, moment);
      long live = fixture.acme.liveGrants() - liveBefore;
      // The result counts the grant of a refresh that was in flight, and its event repeats it.
      long ofNewcomers = events.stream().filter(not(refreshing::contains)).count();
      assertThat(live).as("%s, round %s", moment, round).isPositive();
      assertThat(events).as("%s, round %s", moment, round).doesNotHaveDuplicates();
      assertThat(result.unrevoked() + ofNewcomers)
          .as("%s, round %s: events %s", moment, round, events)
          .isEqualTo(live);
    }
  }

  /** One account, half of whose users have expired credentials and half are about to connect. */
  private ForgetResult race(int round, Moment moment) throws Exception {
    String slug = "account-" + round;
    List<Callable<Object>> work = new ArrayList<>();
    List<MondayUser> expired = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      FakeUser user = fixture.monday.addUser("Refreshing " + round + " " + i, slug);
      DirectBrowser browser = new DirectBrowser();
      Step begun = browser.open(connections, fixture.recipe(user));
      assertThat(browser.open(connections, browser.consent(begun))).isInstanceOf(Step.Done.class);
      expired.add(OAuthFixture.user(user));
    }
    fixture.clock.advance(EXPIRED);
    refreshing.addAll(expired);
    expired.forEach(user -> work.add(() -> connections.credential(user, "acme")));
    for (int i = 0; i < USERS; i++) {
      FakeUser user = fixture.monday.addUser("Connecting " + round + " " + i, slug);
      DirectBrowser browser = new DirectBrowser();
      URI callback = browser.consent(browser.open(connections, fixture.recipe(user)));
      work.add(() -> browser.open(connections, callback));
    }

    CountDownLatch arrived = new CountDownLatch(work.size());
    CountDownLatch release = new CountDownLatch(1);
    fixture.acme.tokenEndpoint(
        switch (moment) {
          case ANY -> Fault.none();
          case ALL_SENT -> Fault.held(arrived, release);
          case ALL_PROCESSED -> Fault.held(arrived, release).afterProcessing();
          case SLOW_PROVIDER -> Fault.delay(Duration.ofMillis(20));
        });
    MondayUser anyone = expired.get(0);
    ExecutorService pool = Executors.newFixedThreadPool(work.size());
    try {
      List<Future<Object>> running = work.stream().map(pool::submit).toList();
      if (moment == Moment.ALL_SENT || moment == Moment.ALL_PROCESSED) {
        arrived.await();
      }
      ForgetResult result = connections.admin().forget(anyone.account());
      release.countDown();
      for (Future<Object> each : running) {
        assertEndedWell(each);
      }
      assertNoRows(anyone);
      return result;
    } finally {
      release.countDown();
      pool.shutdownNow();
    }
  }

  /** A result, a page, or an exception of the library. */
  private static void assertEndedWell(Future<Object> work) throws Exception {
    try {
      assertThat(work.get()).isNotNull();
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(MondayAuthException.class);
    }
  }

  private void assertNoRows(MondayUser user) {
    String app = fixture.app.clientId();
    long account = user.account().id();
    assertThat(fixture.store.find(TokenStore.Key.root(app, account))).isEmpty();
    assertThat(fixture.store.records(app, account, null, 10)).isEmpty();
  }
}

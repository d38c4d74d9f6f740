package io.github.mondayauth.examples.endtoend;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.Owner;
import io.github.mondayauth.oauth.ForgetResult;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.vault.contract.Scale;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * monday.com delivers an uninstall while users of the account come back from the service, and while
 * others run actions whose access tokens have expired. Afterwards nothing is stored, and the
 * service accepts no token that it issued to the account. If it revokes none, the grants that it
 * still accepts are exactly those that the result and the events count.
 */
final class UninstallDuringRequestsTest {
  private static final int USERS = 2;
  private static final int ROUNDS = Scale.of(Moment.values().length, 50);
  private static final int SECONDS = 300;

  private static AuthorizationServer server;
  private EndToEndFixture fixture;

  /** The users whose credentials were stored when the uninstall arrived. */
  private final Set<Owner> acting = new HashSet<>();

  /** When the uninstall arrives. */
  private enum Moment {
    /** At any time. */
    ANY,
    /** Every token request has arrived, and the service has handled none. */
    REQUESTS_SENT,
    /** The service has issued all tokens, and no response has left it. */
    TOKENS_ISSUED
  }

  @BeforeAll
  static void startServer() throws Exception {
    server = new AuthorizationServer();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @AfterEach
  void close() {
    holdAt(Moment.ANY, Barrier.OPEN);
    server.revocations.fail(false);
    fixture.close();
  }

  @Test
  void leavesNothingStoredAndNothingValid() throws Exception {
    uninstallDuringRequests(SharedDatabase.POSTGRESQL);
  }

  @Test
  @Tag("long")
  void leavesNothingStoredAndNothingValidOnSqlite() throws Exception {
    uninstallDuringRequests(SharedDatabase.SQLITE);
  }

  private void uninstallDuringRequests(SharedDatabase database) throws Exception {
    fixture = new EndToEndFixture(server, database);
    for (int round = 0; round < ROUNDS; round++) {
      Moment moment = moment(round);
      int before = fixture.issued().size();
      FakeUser admin = race(round, moment);

      assertThat(fixture.rows(admin)).as("%s", moment).isEmpty();
      assertThat(server.accepted(fixture.clientId, before)).as("%s", moment).isZero();
      assertThat(fixture.unrevoked).as("%s", moment).isEmpty();
    }
    assertThat(fixture.app.forgotten()).hasSize(ROUNDS).noneMatch(ForgetResult::isClaimed);
    assertThat(fixture.app.forgotten())
        .as("counts no more than the refreshes that were in flight")
        .allMatch(result -> result.unrevoked() <= USERS);
  }

  @Test
  void countsExactlyTheGrantsThatStayValidIfTheServiceRevokesNone() throws Exception {
    uninstallWhileRevocationFails(SharedDatabase.POSTGRESQL);
  }

  @Test
  @Tag("long")
  void countsExactlyTheGrantsThatStayValidIfTheServiceRevokesNoneOnSqlite() throws Exception {
    uninstallWhileRevocationFails(SharedDatabase.SQLITE);
  }

  private void uninstallWhileRevocationFails(SharedDatabase database) throws Exception {
    fixture = new EndToEndFixture(server, database);
    server.revocations.fail(true);
    for (int round = 0; round < ROUNDS; round++) {
      Moment moment = moment(round);
      int before = fixture.issued().size();
      fixture.unrevoked.clear();
      FakeUser admin = race(round, moment);

      assertThat(fixture.rows(admin)).as("%s", moment).isEmpty();
      assertThat(fixture.app.forgotten()).hasSize(round + 1);
      int counted = fixture.app.forgotten().get(round).unrevoked();
      // The result counts the grant of a refresh that was in flight, and its event repeats it.
      long ofNewcomers = fixture.unrevoked.stream().filter(not(acting::contains)).count();
      assertThat(fixture.unrevoked).as("%s", moment).doesNotHaveDuplicates();
      assertThat(counted).as("%s", moment).isGreaterThanOrEqualTo(USERS);
      assertThat(counted + ofNewcomers)
          .as("%s, round %s: events %s", moment, round, fixture.unrevoked)
          .isEqualTo(server.accepted(fixture.clientId, before));
    }
  }

  private static Moment moment(int round) {
    return Moment.values()[round % Moment.values().length];
  }

  private FakeUser race(int round, Moment moment) throws Exception {
    String slug = "account-" + round;
    List<FakeUser> connected = new ArrayList<>();
    List<TestBrowser.Page> logins = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      connected.add(fixture.monday.addUser("Acting " + round + " " + i, slug));
      fixture.connect(connected.get(i));
      acting.add(EndToEndFixture.user(connected.get(i)));
      FakeUser newcomer = fixture.monday.addUser("Connecting " + round + " " + i, slug);
      logins.add(fixture.openLoginPage(new TestBrowser(), newcomer));
    }
    fixture.expire();

    Barrier barrier = new Barrier(moment == Moment.ANY ? 0 : 2 * USERS);
    holdAt(moment, barrier);
    ExecutorService threads = Executors.newFixedThreadPool(2 * USERS);
    try {
      List<Future<Integer>> work = new ArrayList<>();
      for (int i = 0; i < USERS; i++) {
        FakeUser acting = connected.get(i);
        TestBrowser.Page login = logins.get(i);
        work.add(threads.submit(() -> fixture.run(acting).status()));
        work.add(threads.submit(() -> fixture.logIn(login).reply().status()));
      }
      assertThat(barrier.awaitArrivals(SECONDS)).as("arrivals").isTrue();
      FakeUser admin = connected.get(0);
      assertThat(admin.uninstall(fixture.lifecycle()).status()).isEqualTo(200);
      barrier.open();
      for (Future<Integer> each : work) {
        assertThat(each.get(SECONDS, TimeUnit.SECONDS)).isNotEqualTo(500);
      }
      return admin;
    } finally {
      barrier.open();
      threads.shutdownNow();
    }
  }

  private static void holdAt(Moment moment, Barrier barrier) {
    server.tokenRequests.before(moment == Moment.REQUESTS_SENT ? barrier : Barrier.OPEN);
    server.authorizations.afterIssue(moment == Moment.TOKENS_ISSUED ? barrier : Barrier.OPEN);
  }
}

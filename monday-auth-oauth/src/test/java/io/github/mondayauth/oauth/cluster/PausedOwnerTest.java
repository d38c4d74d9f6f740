package io.github.mondayauth.oauth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.cluster.Pauses.Place;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process is stopped, or killed, in the middle of a refresh, and another takes over when the
 * lease has ended. Three services differ in what they make of a refresh token that comes again:
 * {@code revoking} ends the whole grant, {@code refusing} refuses it and no more, {@code keeping}
 * never rotates and accepts it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PausedOwnerTest {
  private static final Duration EXPIRED = Duration.ofHours(2);

  /** Within the margin of a token that lives an hour. */
  private static final Duration DUE = Duration.ofMinutes(57);

  /** Longer than any lease, shorter than a token's life. */
  private static final Duration LEASE_OVER = Duration.ofMinutes(5);

  private final Database database;
  private Cluster cluster;
  private NodeProcess owner;
  private NodeProcess other;

  PausedOwnerTest(Database database) {
    this.database = database;
  }

  @BeforeAll
  void start() {
    Map<String, FakeOAuthServer.Builder> services = new LinkedHashMap<>();
    services.put("revoking", FakeOAuthServer.builder().reuseRevokesFamily());
    services.put("refusing", FakeOAuthServer.builder());
    services.put("keeping", FakeOAuthServer.builder().withoutRotation());
    cluster = new Cluster(database, services);
    List<NodeProcess> nodes = cluster.start(2);
    owner = nodes.get(0);
    other = nodes.get(1);
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  /** A test that failed half-way leaves nobody stopped for the next one. */
  @AfterEach
  void wake() {
    owner.goOn();
    owner.call("pass");
  }

  /** A credential of a new user, and what has happened to it. */
  private final class Held {
    private final FakeUser user = cluster.user("lovelace");
    private final String service;
    private final int before;

    Held(String service) {
      this.service = service;
      cluster.connect(user);
      before = cluster.refreshes(service).size();
    }

    CompletableFuture<Outcome> askAt(NodeProcess node) {
      return node.ask("credential", user.accountId(), user.id(), service);
    }

    Outcome at(NodeProcess node) {
      return NodeProcess.await(askAt(node));
    }

    /** The service refused with 401 what the node handed out last. */
    Outcome renewAt(NodeProcess node) {
      return node.call("renew", user.accountId(), user.id(), service);
    }

    int refreshes() {
      return cluster.refreshes(service).size() - before;
    }

    boolean isLive(String token) {
      return cluster.isLive(service, token);
    }

    /** The next expiry goes by as if nothing had happened. */
    void assertGrantLives() {
      int so = refreshes();
      cluster.advance(EXPIRED);
      String next = at(other).token();
      assertThat(isLive(next)).isTrue();
      assertThat(at(owner).token()).isEqualTo(next);
      assertThat(refreshes()).isEqualTo(so + 1);
    }

    void assertInterrupted(Outcome outcome) {
      assertThat(outcome.is("NotConnected", "INTERRUPTED_REFRESH")).as("%s", outcome).isTrue();
    }
  }

  /** SIGSTOP when the refresh that this starts comes to the place. */
  private CompletableFuture<Outcome> stopAt(Place place, Held held) {
    owner.arm(place);
    CompletableFuture<Outcome> late = held.askAt(owner);
    owner.awaitEvent(place.name());
    owner.stop();
    return late;
  }

  /** SIGCONT: the owner learns what time it is and goes on where it was. */
  private Outcome goOn(CompletableFuture<Outcome> late) {
    owner.goOn();
    owner.call("pass");
    return NodeProcess.await(late);
  }

  @ParameterizedTest
  @ValueSource(strings = {"revoking", "refusing"})
  void stoppedBeforeTheCheckItSendsNothingAndTheGrantLives(String service) {
    Held held = new Held(service);
    cluster.advance(EXPIRED);
    CompletableFuture<Outcome> late = stopAt(Place.LEASED, held);
    cluster.advance(LEASE_OVER);
    String taken = held.at(other).token();

    assertThat(goOn(late).token()).isEqualTo(taken);
    assertThat(held.refreshes()).isEqualTo(1);
    assertThat(held.isLive(taken)).isTrue();
    held.assertGrantLives();
  }

  @Test
  void stoppedBeforeTheCheckItStartsAnewWhereNobodyTookOver() {
    Held held = new Held("revoking");
    cluster.advance(EXPIRED);
    CompletableFuture<Outcome> late = stopAt(Place.LEASED, held);
    cluster.advance(LEASE_OVER);

    assertThat(held.isLive(goOn(late).token())).isTrue();
    assertThat(held.refreshes()).isEqualTo(1);
    held.assertGrantLives();
  }

  @ParameterizedTest
  @ValueSource(strings = {"LEASED", "SENDING", "ANSWERED"})
  void aTokenThatIsStillValidIsHandedOutWhileTheOwnerIsStopped(Place place) {
    Held held = new Held("revoking");
    String first = held.at(other).token();
    cluster.advance(DUE);
    CompletableFuture<Outcome> late = stopAt(place, held);

    assertThat(held.at(other).token()).isEqualTo(first);
    assertThat(held.isLive(first)).isTrue();
    assertThat(held.isLive(goOn(late).token())).isTrue();
    assertThat(held.refreshes()).isEqualTo(1);
    held.assertGrantLives();
  }

  @ParameterizedTest
  @ValueSource(strings = {"refusing", "keeping"})
  void stoppedBeforeSendingItWritesNothingOverTheNewerGrantWhichLives(String service) {
    Held held = new Held(service);
    cluster.advance(EXPIRED);
    CompletableFuture<Outcome> late = stopAt(Place.SENDING, held);
    cluster.advance(LEASE_OVER);
    String taken = held.at(other).token();

    assertThat(goOn(late).token()).isEqualTo(taken);
    assertThat(held.at(other).token()).isEqualTo(taken);
    assertThat(held.isLive(taken)).isTrue();
    held.assertGrantLives();
  }

  @Test
  void stoppedBeforeSendingItWritesNothingOverTheNewerGrantAndItsEndIsAnInterruptedRefresh() {
    Held held = new Held("revoking");
    cluster.advance(EXPIRED);
    CompletableFuture<Outcome> late = stopAt(Place.SENDING, held);
    cluster.advance(LEASE_OVER);
    String taken = held.at(other).token();
    assertThat(held.isLive(taken)).isTrue();

    assertThat(goOn(late).token()).isEqualTo(taken);
    assertThat(held.at(other).token()).isEqualTo(taken);
    assertThat(held.isLive(taken)).as("what nobody can prevent").isFalse();
    held.assertInterrupted(held.renewAt(other));
    held.assertInterrupted(held.at(owner));
  }

  @Test
  void stoppedAfterTheAnswerItStoresItOverTheMarkAndTheGrantLives() {
    Held held = new Held("refusing");
    cluster.advance(EXPIRED);
    CompletableFuture<Outcome> late = stopAt(Place.ANSWERED, held);
    cluster.advance(LEASE_OVER);
    held.assertInterrupted(held.at(other));

    String token = goOn(late).token();
    assertThat(held.isLive(token)).isTrue();
    assertThat(held.at(other).token()).isEqualTo(token);
    held.assertGrantLives();
  }

  @Test
  void stoppedAfterTheAnswerItWritesNothingOverTheNewerGrant() {
    Held held = new Held("keeping");
    cluster.advance(EXPIRED);
    CompletableFuture<Outcome> late = stopAt(Place.ANSWERED, held);
    cluster.advance(LEASE_OVER);
    String taken = held.at(other).token();

    assertThat(goOn(late).token()).isEqualTo(taken);
    assertThat(held.at(other).token()).isEqualTo(taken);
    held.assertGrantLives();
  }

  @Test
  void stoppedAfterTheAnswerTheEndOfTheGrantIsAnInterruptedRefreshBeforeAndAfterItGoesOn() {
    Held held = new Held("revoking");
    cluster.advance(EXPIRED);
    CompletableFuture<Outcome> late = stopAt(Place.ANSWERED, held);
    cluster.advance(LEASE_OVER);
    held.assertInterrupted(held.at(other));

    assertThat(held.isLive(goOn(late).token())).as("what nobody can prevent").isFalse();
    held.assertInterrupted(held.renewAt(owner));
    held.assertInterrupted(held.at(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LEASED", "SENDING"})
  void killedBeforeSendingTheGrantLives(Place place) {
    NodeProcess victim = cluster.start(1).get(0);
    Held held = new Held("revoking");
    cluster.advance(EXPIRED);
    kill(victim, place, held);
    cluster.advance(LEASE_OVER);

    assertThat(held.isLive(held.at(other).token())).isTrue();
    assertThat(held.refreshes()).isEqualTo(1);
    held.assertGrantLives();
  }

  @ParameterizedTest
  @ValueSource(strings = {"revoking", "refusing"})
  void killedBetweenRotationAndCommitIsReportedAsItIsAndConnectingAnewWorks(String service) {
    NodeProcess victim = cluster.start(1).get(0);
    Held held = new Held(service);
    cluster.advance(EXPIRED);
    kill(victim, Place.ANSWERED, held);
    cluster.advance(LEASE_OVER);
    held.assertInterrupted(held.at(other));
    held.assertInterrupted(held.at(owner));

    cluster.connect(held.user);
    assertThat(held.isLive(held.at(other).token())).isTrue();
    held.assertGrantLives();
  }

  /** SIGKILL when the refresh that this starts comes to the place. */
  private void kill(NodeProcess victim, Place place, Held held) {
    victim.arm(place);
    CompletableFuture<Outcome> unanswered = held.askAt(victim);
    victim.awaitEvent(place.name());
    cluster.kill(victim);
    Throwable ended = NodeProcess.await(unanswered.handle((outcome, failure) -> failure));
    assertThat(ended).hasMessageContaining("ended");
  }
}

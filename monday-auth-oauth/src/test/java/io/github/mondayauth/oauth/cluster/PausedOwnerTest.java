package io.github.mondayauth.oauth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.cluster.Pauses.Point;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The owner of a lease is stopped or killed during a refresh, and another instance takes over when
 * the lease has expired. Three services differ in how they handle a refresh token that arrives
 * twice: {@code revoking} revokes the grant, {@code refusing} only refuses the token, and {@code
 * keeping} never rotates refresh tokens and accepts it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PausedOwnerTest {
  private static final Duration EXPIRED = Duration.ofHours(2);

  /** A token that is valid for an hour is due for a refresh, but has not expired. */
  private static final Duration DUE = Duration.ofMinutes(57);

  /** Longer than any lease, shorter than the life of a token. */
  private static final Duration LEASE_OVER = Duration.ofMinutes(5);

  /** The age from which a token that the service refused is renewed. */
  private static final Duration RENEWABLE = Duration.ofSeconds(20);

  private final Database database;
  private Cluster cluster;
  private InstanceProcess owner;
  private InstanceProcess other;

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
    List<InstanceProcess> instances = cluster.start(2);
    owner = instances.get(0);
    other = instances.get(1);
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  /** Continues the owner, so that a test that failed leaves it running for the next one. */
  @AfterEach
  void resumeOwner() {
    owner.resume();
    owner.call("release");
  }

  /** A new user's connection to a service. */
  private final class Connection {
    private final FakeUser user = cluster.user("lovelace");
    private final String service;
    private final int before;

    Connection(String service) {
      this.service = service;
      cluster.connect(user);
      before = cluster.refreshes(service).size();
    }

    CompletableFuture<Outcome> requestAt(InstanceProcess instance) {
      return instance.send("credential", user.accountId(), user.id(), service);
    }

    Outcome credentialAt(InstanceProcess instance) {
      return InstanceProcess.await(requestAt(instance));
    }

    /** Reports that the service refused what the instance returned last. */
    Outcome renewAt(InstanceProcess instance) {
      return instance.call("renew", user.accountId(), user.id(), service);
    }

    int refreshes() {
      return cluster.refreshes(service).size() - before;
    }

    boolean isLive(String token) {
      return cluster.isLive(service, token);
    }

    /** The next refresh succeeds, and all instances return its token. */
    void assertStillRefreshes() {
      int soFar = refreshes();
      cluster.advance(EXPIRED);
      String next = credentialAt(other).token();
      assertThat(isLive(next)).isTrue();
      assertThat(credentialAt(owner).token()).isEqualTo(next);
      assertThat(refreshes()).isEqualTo(soFar + 1);
    }

    void assertInterrupted(Outcome outcome) {
      assertThat(outcome.is("NotConnected", "INTERRUPTED_REFRESH")).as("%s", outcome).isTrue();
    }
  }

  /** Starts a refresh at the owner and sends SIGSTOP when it reaches the point. */
  private CompletableFuture<Outcome> stopAt(Point point, Connection connection) {
    owner.arm(point);
    CompletableFuture<Outcome> late = connection.requestAt(owner);
    owner.awaitEvent(point.name());
    owner.stop();
    return late;
  }

  /** Sends SIGCONT: the owner sets its clock and continues where it was. */
  private Outcome resume(CompletableFuture<Outcome> late) {
    owner.resume();
    owner.call("release");
    return InstanceProcess.await(late);
  }

  @ParameterizedTest
  @ValueSource(strings = {"revoking", "refusing"})
  void ownerStoppedAfterTakingTheLeaseSendsNothing(String service) {
    Connection connection = new Connection(service);
    cluster.advance(EXPIRED);
    CompletableFuture<Outcome> late = stopAt(Point.LEASED, connection);
    cluster.advance(LEASE_OVER);
    String newer = connection.credentialAt(other).token();

    assertThat(resume(late).token()).isEqualTo(newer);
    assertThat(connection.refreshes()).isEqualTo(1);
    assertThat(connection.isLive(newer)).isTrue();
    connection.assertStillRefreshes();
  }

  @Test
  void ownerStoppedAfterTakingTheLeaseStartsOverIfNoInstanceTookOver() {
    Connection connection = new Connection("revoking");
    cluster.advance(EXPIRED);
    CompletableFuture<Outcome> late = stopAt(Point.LEASED, connection);
    cluster.advance(LEASE_OVER);

    assertThat(connection.isLive(resume(late).token())).isTrue();
    assertThat(connection.refreshes()).isEqualTo(1);
    connection.assertStillRefreshes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"LEASED", "SENDING", "RESPONDED"})
  void otherInstanceReturnsValidTokenWhileOwnerIsStopped(Point point) {
    Connection connection = new Connection("revoking");
    String first = connection.credentialAt(other).token();
    cluster.advance(DUE);
    CompletableFuture<Outcome> late = stopAt(point, connection);

    assertThat(connection.credentialAt(other).token()).isEqualTo(first);
    assertThat(connection.isLive(first)).isTrue();
    assertThat(connection.isLive(resume(late).token())).isTrue();
    assertThat(connection.refreshes()).isEqualTo(1);
    connection.assertStillRefreshes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"refusing", "keeping"})
  void ownerStoppedBeforeSendingDoesNotOverwriteNewerGrant(String service) {
    Connection connection = new Connection(service);
    cluster.advance(EXPIRED);
    CompletableFuture<Outcome> late = stopAt(Point.SENDING, connection);
    cluster.advance(LEASE_OVER);
    String newer = connection.credentialAt(other).token();

    assertThat(resume(late).token()).isEqualTo(newer);
    assertThat(connection.credentialAt(other).token()).isEqualTo(newer);
    assertThat(connection.isLive(newer)).isTrue();
    connection.assertStillRefreshes();
  }

  @Test
  void revocationByLateRequestIsReportedAsInterruptedRefresh() {
    Connection connection = new Connection("revoking");
    cluster.advance(EXPIRED);
    CompletableFuture<Outcome> late = stopAt(Point.SENDING, connection);
    cluster.advance(LEASE_OVER);
    String newer = connection.credentialAt(other).token();
    assertThat(connection.isLive(newer)).isTrue();

    assertThat(resume(late).token()).isEqualTo(newer);
    assertThat(connection.credentialAt(other).token()).isEqualTo(newer);
    assertThat(connection.isLive(newer)).as("a late request that cannot be prevented").isFalse();
    cluster.advance(RENEWABLE);
    connection.assertInterrupted(connection.renewAt(other));
    connection.assertInterrupted(connection.credentialAt(owner));
  }

  @Test
  void ownerStoppedAfterTheResponseOverwritesTheRecordedEnd() {
    Connection connection = new Connection("refusing");
    cluster.advance(EXPIRED);
    CompletableFuture<Outcome> late = stopAt(Point.RESPONDED, connection);
    cluster.advance(LEASE_OVER);
    connection.assertInterrupted(connection.credentialAt(other));

    String token = resume(late).token();
    assertThat(connection.isLive(token)).isTrue();
    assertThat(connection.credentialAt(other).token()).isEqualTo(token);
    connection.assertStillRefreshes();
  }

  @Test
  void ownerStoppedAfterTheResponseDoesNotOverwriteNewerGrant() {
    Connection connection = new Connection("keeping");
    cluster.advance(EXPIRED);
    CompletableFuture<Outcome> late = stopAt(Point.RESPONDED, connection);
    cluster.advance(LEASE_OVER);
    String newer = connection.credentialAt(other).token();

    assertThat(resume(late).token()).isEqualTo(newer);
    assertThat(connection.credentialAt(other).token()).isEqualTo(newer);
    connection.assertStillRefreshes();
  }

  @Test
  void revocationWhileOwnerIsStoppedIsReportedAsInterruptedRefresh() {
    Connection connection = new Connection("revoking");
    cluster.advance(EXPIRED);
    CompletableFuture<Outcome> late = stopAt(Point.RESPONDED, connection);
    cluster.advance(LEASE_OVER);
    connection.assertInterrupted(connection.credentialAt(other));

    assertThat(connection.isLive(resume(late).token()))
        .as("a late request that cannot be prevented")
        .isFalse();
    cluster.advance(RENEWABLE);
    connection.assertInterrupted(connection.renewAt(owner));
    connection.assertInterrupted(connection.credentialAt(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LEASED", "SENDING"})
  void ownerKilledBeforeSendingLeavesTheGrantUsable(Point point) {
    InstanceProcess victim = cluster.start(1).get(0);
    Connection connection = new Connection("revoking");
    cluster.advance(EXPIRED);
    kill(victim, point, connection);
    cluster.advance(LEASE_OVER);

    assertThat(connection.isLive(connection.credentialAt(other).token())).isTrue();
    assertThat(connection.refreshes()).isEqualTo(1);
    connection.assertStillRefreshes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"revoking", "refusing"})
  void ownerKilledAfterTheResponseCausesInterruptedRefreshAndTheUserCanReconnect(String service) {
    InstanceProcess victim = cluster.start(1).get(0);
    Connection connection = new Connection(service);
    cluster.advance(EXPIRED);
    kill(victim, Point.RESPONDED, connection);
    cluster.advance(LEASE_OVER);
    connection.assertInterrupted(connection.credentialAt(other));
    connection.assertInterrupted(connection.credentialAt(owner));

    cluster.connect(connection.user);
    assertThat(connection.isLive(connection.credentialAt(other).token())).isTrue();
    connection.assertStillRefreshes();
  }

  @Test
  @Tag("long") // waits half a minute, for a lease to expire by the monotonic clock
  void ownerKilledDelaysAProcessThatSeesTheLeaseByOneLeaseAndBlocksNoCallForLong() {
    InstanceProcess victim = cluster.start(1).get(0);
    Connection connection = new Connection("revoking");
    cluster.advance(EXPIRED);
    kill(victim, Point.SENDING, connection);

    // No wall clock advances. Each call blocks for at most ten seconds, so a lease of 30 seconds
    // expires during the fourth call at the latest.
    Outcome outcome = connection.credentialAt(other);
    for (int call = 2; call <= 4 && outcome.is("OAuth", "UNAVAILABLE"); call++) {
      outcome = connection.credentialAt(other);
    }
    assertThat(connection.isLive(outcome.token())).isTrue();
    assertThat(connection.refreshes()).isEqualTo(1);
    connection.assertStillRefreshes();
  }

  /** Starts a refresh at an instance and sends SIGKILL when it reaches the point. */
  private void kill(InstanceProcess victim, Point point, Connection connection) {
    victim.arm(point);
    CompletableFuture<Outcome> lost = connection.requestAt(victim);
    victim.awaitEvent(point.name());
    cluster.kill(victim);
    Throwable ended = InstanceProcess.await(lost.handle((outcome, failure) -> failure));
    assertThat(ended).hasMessageContaining("ended");
  }
}

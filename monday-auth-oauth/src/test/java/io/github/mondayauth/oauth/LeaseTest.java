package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.NotConnectedException.Reason;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.VaultException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Owners of a refresh that die, freeze or come late. */
final class LeaseTest {
  private static final Duration LEASE_AND_MORE = Duration.ofSeconds(62);

  private World world = new World();
  private final ExecutorService pool = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    pool.shutdownNow();
    world.close();
  }

  /** What kill -9 is to the refreshing thread: no cleaning up. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** A transport around the standard one. */
  private interface Interposed {
    HttpTransport.Response send(HttpTransport.Request request, HttpTransport next)
        throws IOException;
  }

  private Connections node(TokenStore store, Interposed interposed) {
    HttpTransport standard = HttpTransport.standard();
    return Connections.builder(
            world.mondayApp(),
            io.github.mondayauth.vault.TokenVault.open(
                world.mondayApp(), store, io.github.mondayauth.vault.KeyRing.of(world.keys)),
            world.mondayConnector(),
            world.acmeConnector())
        .httpTransport(request -> interposed.send(request, standard))
        .build();
  }

  private Connections node(Interposed interposed) {
    return node(world.store, interposed);
  }

  private MondayUser ada() {
    return world.adaUser();
  }

  private void connectAndExpire() {
    world.node(world.mondayConnector(), world.acmeConnector());
    world.addRecipe();
    world.clock.advance(Duration.ofHours(2));
  }

  private static HttpTransport.Response pass(HttpTransport.Request request, HttpTransport next)
      throws IOException {
    return next.send(request);
  }

  private int calls() {
    return world.acme.tokenRequests().size() - 1;
  }

  @Test
  void anOwnerKilledBeforeTheCallCostsAWaitAndNotTheGrant() {
    connectAndExpire();
    Connections dying =
        node(
            (request, next) -> {
              throw new Killed();
            });
    assertThatThrownBy(() -> dying.credential(ada(), "acme")).isInstanceOf(Killed.class);
    world.clock.advance(LEASE_AND_MORE);

    assertThat(node(LeaseTest::pass).credential(ada(), "acme")).isNotNull();
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void anOwnerKilledAfterTheAnswerIsReportedAsAnInterruptedRefresh() {
    connectAndExpire();
    Connections dying =
        node(
            (request, next) -> {
              next.send(request);
              throw new Killed();
            });
    assertThatThrownBy(() -> dying.credential(ada(), "acme")).isInstanceOf(Killed.class);
    world.clock.advance(LEASE_AND_MORE);

    assertThatThrownBy(() -> node(LeaseTest::pass).credential(ada(), "acme"))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED_REFRESH);
              assertThat(e.wasConnected()).isTrue();
            });
    assertThat(calls()).isEqualTo(2);
  }

  @Test
  void anAnswerThatGotLostIsReportedAsAnInterruptedRefresh() {
    connectAndExpire();
    world.acme.tokenEndpoint(Fault.cutOff().afterProcessing().times(1));
    Connections node = node(LeaseTest::pass);
    assertThatThrownBy(() -> node.credential(ada(), "acme")).isInstanceOf(OAuthException.class);
    world.clock.advance(Exchange.COOLING);

    assertThatThrownBy(() -> node.credential(ada(), "acme"))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED_REFRESH));
  }

  @Test
  void aProviderThatOnlyRefusesReuseIsReportedTruthfullyToo() {
    world.close();
    world = new World(TokenStore.inMemory(), FakeOAuthServer.builder());
    anOwnerKilledAfterTheAnswerIsReportedAsAnInterruptedRefresh();
  }

  @Test
  void nobodyElseCallsWhileTheLeaseLasts() {
    connectAndExpire();
    Connections dying =
        node(
            (request, next) -> {
              throw new Killed();
            });
    assertThatThrownBy(() -> dying.credential(ada(), "acme")).isInstanceOf(Killed.class);
    HttpTransport quick = HttpTransport.builder().callTimeout(Duration.ofMillis(1)).build();
    Connections waiting =
        Connections.builder(
                world.mondayApp(), world.vault(), world.mondayConnector(), world.acmeConnector())
            .httpTransport(quick)
            .build();

    // The lease is 60 s by the clock that stands still; waiting ends by the real one.
    assertThatThrownBy(() -> waiting.credential(ada(), "acme"))
        .isInstanceOfSatisfying(
            OAuthException.class,
            e -> assertThat(e.reason()).isEqualTo(OAuthException.Reason.UNAVAILABLE));
    assertThat(calls()).isZero();
  }

  @Test
  void aFrozenOwnerThatWakesBeforeTheCallGivesUp() {
    connectAndExpire();
    Connections other = node(LeaseTest::pass);
    AtomicReference<io.github.mondayauth.Secret> others = new AtomicReference<>();
    AtomicInteger writes = new AtomicInteger();
    TokenStore freezing =
        HookedStore.of(
            world.store,
            (method, arguments, call) -> {
              Object result = call.call();
              if (method.equals("replace") && writes.incrementAndGet() == 1) {
                // The lease is taken; hours pass, and another machine refreshes.
                world.clock.advance(LEASE_AND_MORE);
                others.set(other.credential(ada(), "acme").secret());
              }
              return result;
            });
    Connections frozen = node(freezing, LeaseTest::pass);

    assertThat(frozen.credential(ada(), "acme").secret()).isEqualTo(others.get());
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void aLateOwnerNeverWritesOverANewerGeneration() throws Exception {
    world.close();
    world = new World(TokenStore.inMemory(), FakeOAuthServer.builder().withoutRotation());
    connectAndExpire();
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Connections late =
        node(
            (request, next) -> {
              HttpTransport.Response response = next.send(request);
              answered.countDown();
              await(release);
              return response;
            });
    Future<Credential> lates = pool.submit(() -> late.credential(ada(), "acme"));
    answered.await();
    world.clock.advance(LEASE_AND_MORE);
    Connections other = node(LeaseTest::pass);
    Credential newer = other.credential(ada(), "acme");
    release.countDown();

    assertThat(lates.get().secret()).isEqualTo(newer.secret());
    assertThat(other.credential(ada(), "acme").secret()).isEqualTo(newer.secret());
    assertThat(calls()).isEqualTo(2);
  }

  @Test
  void aLateOwnerCommitsOverTheMarkThatItsOwnCallCaused() throws Exception {
    world.close();
    // A provider that refuses reuse and leaves the family alone.
    world = new World(TokenStore.inMemory(), FakeOAuthServer.builder());
    connectAndExpire();
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Connections late =
        node(
            (request, next) -> {
              HttpTransport.Response response = next.send(request);
              answered.countDown();
              await(release);
              return response;
            });
    Future<Credential> lates = pool.submit(() -> late.credential(ada(), "acme"));
    answered.await();
    world.clock.advance(LEASE_AND_MORE);
    Connections other = node(LeaseTest::pass);
    assertThatThrownBy(() -> other.credential(ada(), "acme"))
        .isInstanceOf(NotConnectedException.class);
    release.countDown();

    Credential saved = lates.get();
    assertThat(other.credential(ada(), "acme").secret()).isEqualTo(saved.secret());
    assertThat(world.acme.liveTokens()).isPositive();
  }

  @Test
  void keyFailedNeverSpendsAGrant() {
    connectAndExpire();
    io.github.mondayauth.vault.KeyRing other =
        io.github.mondayauth.vault.KeyRing.of(io.github.mondayauth.vault.KeyRing.generate());
    assertThatThrownBy(
            () ->
                Connections.create(
                        world.mondayApp(),
                        io.github.mondayauth.vault.TokenVault.open(
                            world.mondayApp(), world.store, other),
                        world.mondayConnector(),
                        world.acmeConnector())
                    .credential(ada(), "acme"))
        .isInstanceOf(VaultException.class);
    assertThat(calls()).isZero();
  }

  @Test
  void aStoreThatFailsAfterTheAnswerIsTriedAgainWhileTheAnswerIsInHand() {
    connectAndExpire();
    AtomicInteger writes = new AtomicInteger();
    TokenStore failing =
        HookedStore.of(
            world.store,
            (method, arguments, call) -> {
              int write = method.equals("replace") ? writes.incrementAndGet() : 0;
              if (write == 2 || write == 3) {
                throw new IllegalStateException("as the test asked for");
              }
              return call.call();
            });
    Connections node = node(failing, LeaseTest::pass);

    assertThat(node.credential(ada(), "acme")).isNotNull();
    assertThat(writes.get()).isEqualTo(4);
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void aWriteThatSucceededAndSaidItFailedIsFoundOut() {
    connectAndExpire();
    AtomicInteger writes = new AtomicInteger();
    TokenStore lying =
        HookedStore.of(
            world.store,
            (method, arguments, call) -> {
              Object result = call.call();
              if (method.equals("replace") && writes.incrementAndGet() == 2) {
                throw new IllegalStateException("as the test asked for");
              }
              return result;
            });
    Connections node = node(lying, LeaseTest::pass);

    Credential credential = node.credential(ada(), "acme");
    assertThat(node.credential(ada(), "acme").secret()).isEqualTo(credential.secret());
    assertThat(calls()).isEqualTo(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

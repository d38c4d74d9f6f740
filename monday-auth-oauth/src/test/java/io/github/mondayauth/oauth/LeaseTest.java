package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.NotConnectedException.Reason;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Instances that are killed, frozen or slow while they hold the lease of a refresh. */
final class LeaseTest {
  /** Longer than a lease (30 seconds with the default timeout of a call) and the clock skew. */
  private static final Duration PAST_LEASE = Duration.ofSeconds(62);

  private static final Duration COOL_DOWN = Duration.ofSeconds(30);

  private OAuthFixture fixture = new OAuthFixture();
  private final ExecutorService pool = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    pool.shutdownNow();
    fixture.close();
  }

  /** Has the effect of kill -9 on the refreshing thread: nothing is cleaned up. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Sends a request with the standard transport, and does something before or after. */
  private interface Interceptor {
    HttpTransport.Response send(HttpTransport.Request request, HttpTransport next)
        throws IOException;
  }

  private Connections instance(TokenStore store, Interceptor interceptor) {
    HttpTransport standard = HttpTransport.standard();
    return Connections.builder(
            fixture.mondayApp(),
            TokenVault.open(fixture.mondayApp(), store, KeyRing.of(fixture.keys)),
            fixture.mondayConnector(),
            fixture.acmeConnector())
        .httpTransport(request -> interceptor.send(request, standard))
        .build();
  }

  private Connections instance(Interceptor interceptor) {
    return instance(fixture.store, interceptor);
  }

  private MondayUser ada() {
    return fixture.adaUser();
  }

  private void connectAndExpire() {
    fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
    fixture.addRecipe();
    fixture.clock.advance(Duration.ofHours(2));
  }

  private static HttpTransport.Response pass(HttpTransport.Request request, HttpTransport next)
      throws IOException {
    return next.send(request);
  }

  private int calls() {
    return fixture.acme.tokenRequests().size() - 1;
  }

  private void takeTheLeaseAndDie() {
    Connections dying =
        instance(
            (request, next) -> {
              throw new Killed();
            });
    assertThatThrownBy(() -> dying.credential(ada(), "acme")).isInstanceOf(Killed.class);
  }

  @Test
  void keepsGrantIfOwnerIsKilledBeforeTheCall() {
    connectAndExpire();
    takeTheLeaseAndDie();
    fixture.clock.advance(PAST_LEASE);

    assertThat(instance(LeaseTest::pass).credential(ada(), "acme")).isNotNull();
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void reportsInterruptedRefreshIfOwnerIsKilledAfterTheResponse() {
    connectAndExpire();
    Connections dying =
        instance(
            (request, next) -> {
              next.send(request);
              throw new Killed();
            });
    assertThatThrownBy(() -> dying.credential(ada(), "acme")).isInstanceOf(Killed.class);
    fixture.clock.advance(PAST_LEASE);

    assertThatThrownBy(() -> instance(LeaseTest::pass).credential(ada(), "acme"))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED_REFRESH);
              assertThat(e.wasConnected()).isTrue();
            });
    assertThat(calls()).isEqualTo(2);
  }

  @Test
  void reportsInterruptedRefreshIfTheResponseIsLost() {
    connectAndExpire();
    fixture.acme.tokenEndpoint(Fault.cutOff().afterProcessing().times(1));
    Connections instance = instance(LeaseTest::pass);
    assertThatThrownBy(() -> instance.credential(ada(), "acme")).isInstanceOf(OAuthException.class);
    fixture.clock.advance(COOL_DOWN);

    assertThatThrownBy(() -> instance.credential(ada(), "acme"))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED_REFRESH));
  }

  @Test
  void reportsInterruptedRefreshIfProviderOnlyRefusesReuse() {
    fixture.close();
    fixture = new OAuthFixture(TokenStore.inMemory(), FakeOAuthServer.builder());
    reportsInterruptedRefreshIfOwnerIsKilledAfterTheResponse();
  }

  @Test
  void sendsNothingUntilTheLeaseOfAnotherInstanceExpires() {
    connectAndExpire();
    takeTheLeaseAndDie();
    AtomicInteger reads = new AtomicInteger();
    TokenStore watched =
        HookedStore.of(
            fixture.store,
            (method, arguments, call) -> {
              if (method.equals("find") && reads.incrementAndGet() == 5) {
                assertThat(calls()).isZero();
                fixture.clock.advance(PAST_LEASE);
              }
              return call.call();
            });

    assertThat(instance(watched, LeaseTest::pass).credential(ada(), "acme")).isNotNull();
    assertThat(reads.get()).isGreaterThanOrEqualTo(5);
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void givesUpIfAnotherInstanceKeepsTheLease() {
    connectAndExpire();
    takeTheLeaseAndDie();
    Connections waiting =
        Connections.builder(
                fixture.mondayApp(),
                fixture.vault(),
                fixture.mondayConnector(),
                fixture.acmeConnector())
            .waitForRefresh(Duration.ofMillis(1))
            .build();

    // The fixture's clock stands still, so the wait ends by the monotonic clock.
    assertThatThrownBy(() -> waiting.credential(ada(), "acme"))
        .isInstanceOfSatisfying(
            OAuthException.class,
            e -> assertThat(e.reason()).isEqualTo(OAuthException.Reason.UNAVAILABLE));
    assertThat(calls()).isZero();
  }

  @Test
  void frozenOwnerDoesNotCallAfterItsLeaseExpired() {
    connectAndExpire();
    Connections other = instance(LeaseTest::pass);
    AtomicReference<Secret> othersToken = new AtomicReference<>();
    AtomicInteger writes = new AtomicInteger();
    TokenStore freezing =
        HookedStore.of(
            fixture.store,
            (method, arguments, call) -> {
              Object result = call.call();
              if (method.equals("replace") && writes.incrementAndGet() == 1) {
                // The lease is taken, then expires, and another instance refreshes.
                fixture.clock.advance(PAST_LEASE);
                othersToken.set(other.credential(ada(), "acme").secret());
              }
              return result;
            });
    Connections frozen = instance(freezing, LeaseTest::pass);

    assertThat(frozen.credential(ada(), "acme").secret()).isEqualTo(othersToken.get());
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void lateOwnerDoesNotOverwriteNewerGrant() throws Exception {
    fixture.close();
    fixture = new OAuthFixture(TokenStore.inMemory(), FakeOAuthServer.builder().withoutRotation());
    connectAndExpire();
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Connections late =
        instance(
            (request, next) -> {
              HttpTransport.Response response = next.send(request);
              answered.countDown();
              await(release);
              return response;
            });
    Future<Credential> lateResult = pool.submit(() -> late.credential(ada(), "acme"));
    answered.await();
    fixture.clock.advance(PAST_LEASE);
    Connections other = instance(LeaseTest::pass);
    Credential newer = other.credential(ada(), "acme");
    release.countDown();

    assertThat(lateResult.get().secret()).isEqualTo(newer.secret());
    assertThat(other.credential(ada(), "acme").secret()).isEqualTo(newer.secret());
    assertThat(calls()).isEqualTo(2);
  }

  @Test
  void lateOwnerOverwritesTheEndThatItsOwnCallCaused() throws Exception {
    fixture.close();
    // A provider that refuses a used refresh token but does not revoke the grant.
    fixture = new OAuthFixture(TokenStore.inMemory(), FakeOAuthServer.builder());
    connectAndExpire();
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Connections late =
        instance(
            (request, next) -> {
              HttpTransport.Response response = next.send(request);
              answered.countDown();
              await(release);
              return response;
            });
    Future<Credential> lateResult = pool.submit(() -> late.credential(ada(), "acme"));
    answered.await();
    fixture.clock.advance(PAST_LEASE);
    Connections other = instance(LeaseTest::pass);
    assertThatThrownBy(() -> other.credential(ada(), "acme"))
        .isInstanceOf(NotConnectedException.class);
    release.countDown();

    Credential saved = lateResult.get();
    assertThat(other.credential(ada(), "acme").secret()).isEqualTo(saved.secret());
    assertThat(fixture.acme.liveTokens()).isPositive();

    fixture.acme.revokeGrants();
    fixture.clock.advance(Duration.ofHours(2));
    assertThatThrownBy(() -> other.credential(ada(), "acme"))
        .as("the late use of the earlier refresh token may be why")
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED_REFRESH));
  }

  @Test
  void sendsNothingIfTheKeyRingFails() {
    connectAndExpire();
    KeyRing other = KeyRing.of(KeyRing.generate());
    assertThatThrownBy(
            () ->
                Connections.create(
                        fixture.mondayApp(),
                        TokenVault.open(fixture.mondayApp(), fixture.store, other),
                        fixture.mondayConnector(),
                        fixture.acmeConnector())
                    .credential(ada(), "acme"))
        .isInstanceOf(VaultException.class);
    assertThat(calls()).isZero();
  }

  @Test
  void retriesTheWriteIfTheStoreFailsAfterTheResponse() {
    connectAndExpire();
    AtomicInteger writes = new AtomicInteger();
    TokenStore failing =
        HookedStore.of(
            fixture.store,
            (method, arguments, call) -> {
              int write = method.equals("replace") ? writes.incrementAndGet() : 0;
              if (write == 2 || write == 3) {
                throw new IllegalStateException("store failure injected by the test");
              }
              return call.call();
            });
    Connections instance = instance(failing, LeaseTest::pass);

    assertThat(instance.credential(ada(), "acme")).isNotNull();
    assertThat(writes.get()).isEqualTo(4);
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void findsOutThatAFailedWriteSucceeded() {
    connectAndExpire();
    List<String> events = new ArrayList<>();
    fixture.listener =
        new AuthListener() {
          @Override
          public void refreshed(Owner owner, String connection) {
            events.add("refreshed");
          }

          @Override
          public void unrevoked(Owner owner, String connection) {
            events.add("unrevoked");
          }
        };
    AtomicInteger writes = new AtomicInteger();
    TokenStore lying =
        HookedStore.of(
            fixture.store,
            (method, arguments, call) -> {
              Object result = call.call();
              if (method.equals("replace") && writes.incrementAndGet() == 2) {
                throw new IllegalStateException("store failure injected by the test");
              }
              return result;
            });
    Connections instance = instance(lying, LeaseTest::pass);

    Credential credential = instance.credential(ada(), "acme");
    assertThat(instance.credential(ada(), "acme").secret()).isEqualTo(credential.secret());
    assertThat(calls()).isEqualTo(1);
    assertThat(events).as("no grant is lost").containsExactly("refreshed");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

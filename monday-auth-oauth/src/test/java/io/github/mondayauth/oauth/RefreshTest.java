package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.vault.TokenStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a token is refreshed, how often, and what a failed refresh leads to. */
final class RefreshTest {
  private static final Duration COOL_DOWN = Duration.ofSeconds(30);

  /** The age from which a token that the service refused is renewed. */
  private static final Duration MIN_AGE = Duration.ofSeconds(20);

  private final OAuthFixture fixture = new OAuthFixture();
  private final Connections connections =
      fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
  private final Connections otherInstance =
      fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
  private final MondayUser ada = fixture.adaUser();

  @BeforeEach
  void connect() {
    fixture.addRecipe();
    assertThat(calls()).isEqualTo(1);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /** The number of token requests so far, including the code exchange. */
  private int calls() {
    return fixture.acme.tokenRequests().size();
  }

  private Secret token() {
    return connections.credential(ada, "acme").secret();
  }

  private static void assertReason(ThrowingCallable call, Reason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static void assertNotConnected(
      ThrowingCallable call, NotConnectedException.Reason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            NotConnectedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void returnsFreshTokenWithoutCallingTheProvider() {
    Secret token = token();
    fixture.clock.advance(Duration.ofMinutes(54).minusSeconds(1));

    assertThat(token()).isEqualTo(token);
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void refreshesTokenFiveMinutesBeforeItExpires() {
    Secret token = token();
    fixture.clock.advance(Duration.ofMinutes(55));

    assertThat(token()).isNotEqualTo(token);
    assertThat(calls()).isEqualTo(2);
    assertThat(token()).isNotEqualTo(token);
    assertThat(calls()).isEqualTo(2);
  }

  @Test
  void takesExpiryOfMondayTokenFromItsExpClaim() {
    Credential first = connections.credential(ada, "monday");
    assertThat(first.expiresAt()).isEqualTo(OAuthFixture.NOW.plus(Duration.ofHours(1)));
    fixture.clock.advance(Duration.ofHours(1));

    assertThat(connections.credential(ada, "monday").secret()).isNotEqualTo(first.secret());
    assertThat(fixture.monday.tokenRequests()).hasSize(2);
  }

  @Test
  void doesNotRefreshTokenYoungerThanThirtySeconds() {
    connections
        .admin()
        .put(
            ada,
            "acme",
            Credential.of(Secret.of("short"))
                .withRefreshToken(Secret.of("rt"))
                .withExpiresAt(OAuthFixture.NOW.plusSeconds(10)));
    fixture.clock.advance(Duration.ofSeconds(29));
    assertThat(token()).isEqualTo(Secret.of("short"));
    assertThat(calls()).isEqualTo(1);

    fixture.clock.advance(Duration.ofSeconds(1));
    assertNotConnected(this::token, NotConnectedException.Reason.GRANT_ENDED);
    assertThat(calls()).isEqualTo(2);
  }

  @Test
  void neverRefreshesTokenOfUnknownExpiry() {
    connections
        .admin()
        .put(ada, "acme", Credential.of(Secret.of("long")).withRefreshToken(Secret.of("rt")));
    fixture.clock.advance(Duration.ofDays(3_650));

    Credential credential = connections.credential(ada, "acme");
    assertThat(credential.secret()).isEqualTo(Secret.of("long"));
    assertThat(credential.expiresAt()).isNull();
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void returnsValidTokenWhileProviderIsDown() {
    Secret token = token();
    fixture.clock.advance(Duration.ofMinutes(55));
    fixture.acme.tokenEndpoint(Fault.html(504));

    assertThat(token()).isEqualTo(token);
    assertThat(token()).isEqualTo(token);
    // The second call was within the cool-down.
    assertThat(calls()).isEqualTo(2);
  }

  @Test
  void reportsExpiredTokenAsUnavailableWhileProviderIsDown() {
    fixture.clock.advance(Duration.ofHours(2));
    fixture.acme.tokenEndpoint(Fault.html(504));
    assertReason(this::token, Reason.UNAVAILABLE);
    assertThatThrownBy(this::token)
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reply().status()).isEqualTo(503));
    assertThat(calls()).isEqualTo(2);

    fixture.acme.tokenEndpoint(Fault.none());
    fixture.clock.advance(COOL_DOWN.minusSeconds(1));
    assertReason(() -> otherInstance.credential(ada, "acme"), Reason.UNAVAILABLE);
    assertThat(calls()).isEqualTo(2);
    fixture.clock.advance(Duration.ofSeconds(1));
    assertThat(otherInstance.credential(ada, "acme")).isNotNull();
    assertThat(calls()).isEqualTo(3);
  }

  @Test
  void reportsRefusedClientSecretAsClientErrorAndKeepsTheConnection() {
    fixture.clock.advance(Duration.ofHours(2));
    fixture.acme.tokenEndpoint(Fault.error(401, "invalid_client"));
    assertReason(this::token, Reason.CLIENT);

    fixture.acme.tokenEndpoint(Fault.none());
    fixture.clock.advance(COOL_DOWN);
    assertThat(token()).isNotNull();
  }

  /** Otherwise it would not be tried again, although the provider may have been wrong. */
  @Test
  void aGrantThatEndsAfterARefreshOrARefusedClientWasNotInterrupted() {
    fixture.clock.advance(Duration.ofHours(2));
    assertThat(token()).isNotNull();
    fixture.clock.advance(Duration.ofHours(2));
    fixture.acme.tokenEndpoint(Fault.error(401, "invalid_client"));
    assertReason(this::token, Reason.CLIENT);
    fixture.acme.tokenEndpoint(Fault.none());
    fixture.acme.revokeGrants();
    fixture.clock.advance(COOL_DOWN);

    assertNotConnected(this::token, NotConnectedException.Reason.GRANT_ENDED);
  }

  @Test
  void recordsRevokedGrantOnceAndBeginOffersToReconnect() {
    fixture.acme.revokeGrants();
    fixture.clock.advance(Duration.ofHours(2));

    assertNotConnected(this::token, NotConnectedException.Reason.GRANT_ENDED);
    assertNotConnected(this::token, NotConnectedException.Reason.GRANT_ENDED);
    assertThat(calls()).isEqualTo(2);
    assertThat(connections.find(ada, "acme")).isEmpty();
    assertThat(connections.connected(ada)).containsExactly("monday");

    OAuthFixture.click(fixture.browser, fixture.addRecipe(), "Continue");
    assertThat(token()).isNotNull();
    assertThat(connections.connected(ada)).containsExactly("monday", "acme");
  }

  @Test
  void requiresReconnectWhenTokenWithoutRefreshTokenExpires() {
    connections
        .admin()
        .put(
            ada,
            "acme",
            Credential.of(Secret.of("x"))
                .withExpiresAt(OAuthFixture.NOW.plus(Duration.ofHours(1))));
    fixture.clock.advance(Duration.ofHours(1).minusSeconds(1));
    assertThat(token()).isEqualTo(Secret.of("x"));
    fixture.clock.advance(Duration.ofSeconds(1));

    assertNotConnected(this::token, NotConnectedException.Reason.GRANT_ENDED);
    assertThat(connections.connected(ada)).containsExactly("monday");
  }

  @Test
  void refreshesOnceForThirtyTwoThreadsOnTwoInstances() throws Exception {
    fixture.clock.advance(Duration.ofHours(2));
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(32);
    try {
      List<Future<Secret>> tokens =
          IntStream.range(0, 32)
              .mapToObj(
                  i ->
                      pool.submit(
                          () -> {
                            start.await();
                            Connections instance = i % 2 == 0 ? connections : otherInstance;
                            return instance.credential(ada, "acme").secret();
                          }))
              .toList();
      start.countDown();
      Secret first = tokens.get(0).get();
      for (Future<Secret> token : tokens) {
        assertThat(token.get()).isEqualTo(first);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(calls()).isEqualTo(2);
  }

  @Test
  void returnsValidTokenAtOnceWhileAnotherThreadRefreshes() throws Exception {
    Secret token = token();
    fixture.clock.advance(Duration.ofMinutes(55));
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    fixture.acme.tokenEndpoint(Fault.held(arrived, release));
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<Secret> winner = pool.submit(this::token);
      arrived.await();
      assertThat(token()).isEqualTo(token);
      assertThat(otherInstance.credential(ada, "acme").secret()).isEqualTo(token);
      release.countDown();
      assertThat(winner.get()).isNotEqualTo(token);
    } finally {
      pool.shutdownNow();
    }
    assertThat(calls()).isEqualTo(2);
  }

  @Test
  void renewsTokenOnceAfterServiceRefusedItBeforeItsExpiry() {
    fixture.clock.advance(MIN_AGE);
    Credential rejected = connections.credential(ada, "acme");
    fixture.acme.refuseAccessTokens();

    Credential renewed = connections.renew(rejected);
    assertThat(renewed.secret()).isNotEqualTo(rejected.secret());
    assertThat(calls()).isEqualTo(2);
    // A slower caller reports the same token, which is no longer the current one.
    assertThat(connections.renew(rejected).secret()).isEqualTo(renewed.secret());
    assertThat(otherInstance.renew(rejected).secret()).isEqualTo(renewed.secret());
    assertThat(calls()).isEqualTo(2);
  }

  @Test
  void renewsOnceForThirtyTwoThreadsThatReportTheRefusedToken() throws Exception {
    fixture.clock.advance(MIN_AGE);
    Credential rejected = connections.credential(ada, "acme");
    ExecutorService pool = Executors.newFixedThreadPool(32);
    try {
      List<Future<Secret>> renewed =
          IntStream.range(0, 32)
              .mapToObj(
                  i ->
                      pool.submit(
                          () ->
                              (i % 2 == 0 ? connections : otherInstance).renew(rejected).secret()))
              .toList();
      for (Future<Secret> each : renewed) {
        assertThat(each.get()).isEqualTo(renewed.get(0).get()).isNotEqualTo(rejected.secret());
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(calls()).isEqualTo(2);
  }

  @Test
  void requiresReconnectWhenRefusedCredentialCannotBeRefreshed() {
    connections.admin().put(ada, "acme", Credential.of(Secret.of("imported")));
    Credential rejected = connections.credential(ada, "acme");

    assertNotConnected(() -> connections.renew(rejected), NotConnectedException.Reason.REJECTED);
    assertNotConnected(this::token, NotConnectedException.Reason.REJECTED);
    assertThat(connections.connected(ada)).containsExactly("monday");
    assertThatThrownBy(() -> connections.renew(Credential.of(Secret.of("mine"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsRefreshTokenIfResponseContainsNone() {
    try (OAuthFixture withoutRotation =
        new OAuthFixture(TokenStore.inMemory(), FakeOAuthServer.builder().withoutRotation())) {
      Connections instance =
          withoutRotation.instance(
              withoutRotation.mondayConnector(), withoutRotation.acmeConnector());
      withoutRotation.addRecipe();
      for (int i = 0; i < 3; i++) {
        withoutRotation.clock.advance(Duration.ofHours(2));
        assertThat(instance.credential(withoutRotation.adaUser(), "acme").scopes())
            .containsExactly("default");
      }
      assertThat(withoutRotation.acme.tokenRequests()).hasSize(4);
    }
  }

  @Test
  void discardsRefreshedTokenIfAccountUninstallsDuringTheCall() throws Exception {
    fixture.clock.advance(Duration.ofHours(2));
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    fixture.acme.tokenEndpoint(Fault.held(arrived, release));
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<Secret> refreshing = pool.submit(this::token);
      arrived.await();
      otherInstance.admin().forget(ada.account());
      release.countDown();
      assertThatThrownBy(refreshing::get).hasCauseInstanceOf(NotConnectedException.class);
    } finally {
      pool.shutdownNow();
    }
    assertNotConnected(this::token, NotConnectedException.Reason.NEVER_CONNECTED);
  }

  @Test
  void keepsConnectionMadeDuringTheCall() throws Exception {
    fixture.clock.advance(Duration.ofHours(2));
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    fixture.acme.tokenEndpoint(Fault.held(arrived, release));
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<Secret> refreshing = pool.submit(this::token);
      arrived.await();
      otherInstance.admin().disconnect(ada, "acme");
      otherInstance.admin().put(ada, "acme", Credential.of(Secret.of("another grant")));
      release.countDown();
      assertThat(refreshing.get()).isEqualTo(Secret.of("another grant"));
    } finally {
      pool.shutdownNow();
    }
    assertThat(token()).isEqualTo(Secret.of("another grant"));
  }
}

package io.github.mondayauth.examples.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.mondayauth.oauth.ConnectionStatus;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Credential;
import io.github.mondayauth.oauth.ForgetResult;
import io.github.mondayauth.oauth.NotConnectedException;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
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
 * The whole application against an authorization server that is not ours, with a login, a consent
 * page, signed access tokens of more than 3 KB, rotating refresh tokens and reuse detection.
 */
final class SpringAuthorizationServerTest {
  private static final int THREE_KILOBYTES = 3 * 1024;
  private static final int CALLERS = 32;
  private static final int SECONDS = 120;

  private static AuthorizationServer server;
  private EndToEndFixture fixture;

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
    server.issuer.send(server.origin().toString());
    if (fixture != null) {
      fixture.close();
    }
  }

  private EndToEndFixture start(SharedDatabase database) throws Exception {
    fixture = new EndToEndFixture(server, database);
    return fixture;
  }

  private Credential credential(int instance) {
    return fixture
        .instances
        .get(instance)
        .credential(EndToEndFixture.user(fixture.ada), EndToEndFixture.SERVICE);
  }

  /** The user is offered to reconnect everywhere, no token of the grant works, and it succeeds. */
  private void assertReconnects(NotConnectedException.Reason reason) {
    for (Connections instance : fixture.instances) {
      assertThatThrownBy(
              () -> instance.credential(EndToEndFixture.user(fixture.ada), EndToEndFixture.SERVICE))
          .isInstanceOfSatisfying(
              NotConnectedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
      assertThat(instance.admin().list(EndToEndFixture.user(fixture.ada).account()))
          .filteredOn(status -> status.connection().equals(EndToEndFixture.SERVICE))
          .singleElement()
          .matches(ConnectionStatus::needsReconnect);
    }
    assertThat(fixture.run(fixture.ada).body()).contains("Reconnect Spring");
    assertThat(server.accepted(fixture.clientId)).as("tokens of the ended grant").isZero();

    TestBrowser.Page back = fixture.connect(fixture.ada);
    assertThat(back.visited()).anyMatch(uri -> uri.getPath().equals("/oauth2/authorize"));
    assertEndsAtMonday(back);
    assertConnected();
  }

  private void assertConnected() {
    assertThat(fixture.run(fixture.ada).status()).isEqualTo(200);
    assertThat(fixture.run(fixture.ada).status()).as("on the other instance").isEqualTo(200);
  }

  private static void assertEndsAtMonday(TestBrowser.Page page) {
    assertThat(page.uri().getPath()).as("%s", page).startsWith("/boards/1111");
  }

  @Test
  void connectsThroughLoginAndConsentAndKeepsTheConnectionThroughRotations() throws Exception {
    connectAndRotate(SharedDatabase.SQLITE);
  }

  @Test
  @Tag("long")
  void connectsThroughLoginAndConsentAndKeepsTheConnectionThroughRotationsOnPostgres()
      throws Exception {
    connectAndRotate(SharedDatabase.POSTGRESQL);
  }

  private void connectAndRotate(SharedDatabase database) throws Exception {
    start(database);
    TestBrowser browser = new TestBrowser();
    TestBrowser.Page consent = fixture.openConsentPage(browser, fixture.ada);
    assertThat(consent.reply().body()).contains("Consent required");
    assertEndsAtMonday(consent.submit(Map.of("scope", "read")));
    assertConnected();
    assertThat(server.tokenRequests.grantTypes()).endsWith("authorization_code");

    Set<String> refreshTokens = new HashSet<>();
    for (int rotation = 1; rotation <= 3; rotation++) {
      refreshTokens.add(fixture.latest().refreshToken());
      fixture.expire();
      assertConnected();
      assertThat(fixture.issued()).hasSize(1 + rotation);
      assertThat(refreshTokens).doesNotContain(fixture.latest().refreshToken());
    }
    assertThat(server.authorizations.reused()).doesNotContainAnyElementsOf(refreshTokens);
    TestBrowser.Page again = fixture.openConsentPage(new TestBrowser(), fixture.ada);
    assertEndsAtMonday(again);
    assertThat(fixture.issued()).as("no new grant for a connected user").hasSize(4);
  }

  @Test
  void storesSignedAccessTokensOfThreeKilobytesUnchanged() throws Exception {
    start(SharedDatabase.POSTGRESQL);
    fixture.connect(fixture.ada);
    String accessToken = credential(1).secret().reveal();

    assertThat(accessToken).hasSizeGreaterThanOrEqualTo(THREE_KILOBYTES);
    assertThat(accessToken).isEqualTo(fixture.latest().accessToken());
    JWKSet keys = JWKSet.parse(server.get("/oauth2/jwks"));
    RSASSAVerifier signature = new RSASSAVerifier(keys.getKeys().get(0).toRSAKey());
    assertThat(SignedJWT.parse(accessToken).verify(signature)).isTrue();
  }

  @Test
  void authenticatesWithTheSecretInTheBodyToo() throws Exception {
    fixture = new EndToEndFixture(server, SharedDatabase.SQLITE, server -> server);
    assertEndsAtMonday(fixture.connect(fixture.ada));
    fixture.expire();
    assertConnected();
    fixture
        .connections()
        .admin()
        .disconnect(EndToEndFixture.user(fixture.ada), EndToEndFixture.SERVICE);
    assertThat(server.accepted(fixture.clientId)).isZero();
  }

  @Test
  void disconnectRevokesRefreshTokenAndAccessToken() throws Exception {
    start(SharedDatabase.SQLITE);
    fixture.connect(fixture.ada);
    fixture.expire();
    assertConnected();
    assertThat(server.accepted(fixture.clientId)).isOne();

    assertThat(
            fixture
                .connections()
                .admin()
                .disconnect(EndToEndFixture.user(fixture.ada), EndToEndFixture.SERVICE)
                .unrevoked())
        .isZero();
    assertThat(server.accepted(fixture.clientId)).isZero();
  }

  @Test
  void thirtyTwoCallersOnTwoInstancesRotateOnceAndReuseNothing() throws Exception {
    rotateWithManyCallers(SharedDatabase.POSTGRESQL);
  }

  @Test
  @Tag("long")
  void thirtyTwoCallersOnTwoInstancesRotateOnceAndReuseNothingOnSqlite() throws Exception {
    rotateWithManyCallers(SharedDatabase.SQLITE);
  }

  private void rotateWithManyCallers(SharedDatabase database) throws Exception {
    start(database);
    fixture.connect(fixture.ada);
    fixture.expire();
    int before = server.tokenRequests.refreshes();
    int reused = server.authorizations.reused().size();

    Set<String> accessTokens =
        new HashSet<>(concurrently(i -> credential(i % 2).secret().reveal()));

    assertThat(accessTokens).containsExactly(fixture.latest().accessToken());
    assertThat(server.tokenRequests.refreshes() - before).isOne();
    assertThat(server.authorizations.reused()).hasSize(reused);
    assertConnected();
  }

  @Test
  void aStolenRefreshTokenThatTheThiefUsesFirstEndsTheGrantAndLeadsToReconnect() throws Exception {
    start(SharedDatabase.SQLITE);
    fixture.connect(fixture.ada);
    String stolen = fixture.latest().refreshToken();
    assertThat(server.refresh(fixture.clientId, stolen)).contains("access_token");
    fixture.expire();

    assertReconnects(NotConnectedException.Reason.GRANT_ENDED);
    assertThat(server.authorizations.reused()).contains(stolen);
  }

  @Test
  void aStolenRefreshTokenThatTheThiefUsesSecondEndsTheGrantAndLeadsToReconnect() throws Exception {
    start(SharedDatabase.POSTGRESQL);
    fixture.connect(fixture.ada);
    String stolen = fixture.latest().refreshToken();
    fixture.expire();
    assertConnected();
    assertThat(server.refresh(fixture.clientId, stolen)).contains("invalid_grant");
    fixture.expire();

    assertReconnects(NotConnectedException.Reason.GRANT_ENDED);
  }

  @Test
  void aGrantThatTheUserEndsAtTheServiceLeadsToReconnect() throws Exception {
    start(SharedDatabase.POSTGRESQL);
    fixture.connect(fixture.ada);
    server.authorizations.endGrants(fixture.clientId);
    fixture.expire();

    assertReconnects(NotConnectedException.Reason.GRANT_ENDED);
  }

  @Test
  void aRefreshWhoseResponseIsLostLeadsToReconnectAndLeavesNothingValid() throws Exception {
    start(SharedDatabase.SQLITE);
    fixture.connect(fixture.ada);
    fixture.expire();
    server.tokenRequests.loseNextResponse();
    assertThat(fixture.run(fixture.ada).status()).isEqualTo(503);
    fixture.expire();

    assertReconnects(NotConnectedException.Reason.INTERRUPTED_REFRESH);
  }

  @Test
  void refusesACodeWithTheIssuerOfAnotherServerAndNeverSendsIt() throws Exception {
    start(SharedDatabase.SQLITE);
    int before = server.tokenRequests.grantTypes().size();
    for (String issuer : new String[] {"https://attacker.example", server.origin() + "/"}) {
      server.issuer.send(issuer);
      assertRefused(fixture.connect(fixture.ada), OAuthException.Reason.ISSUER);
    }
    assertThat(server.tokenRequests.grantTypes()).hasSize(before);
    assertThat(fixture.connections().connected(EndToEndFixture.user(fixture.ada)))
        .containsExactly("monday");
  }

  @Test
  void refusesACodeWithoutAnIssuerIfTheServerAlwaysSendsOne() throws Exception {
    start(SharedDatabase.SQLITE);
    int before = server.tokenRequests.grantTypes().size();
    server.issuer.send(null);

    assertRefused(fixture.connect(fixture.ada), OAuthException.Reason.ISSUER);
    assertThat(server.tokenRequests.grantTypes()).hasSize(before);
  }

  @Test
  void refusesAnErrorResponseWithTheIssuerOfAnotherServer() throws Exception {
    start(SharedDatabase.SQLITE);
    server.issuer.send("https://attacker.example");
    TestBrowser.Page consent = fixture.openConsentPage(new TestBrowser(), fixture.ada);

    assertRefused(consent.submit(Map.of()), OAuthException.Reason.ISSUER);
  }

  private static void assertRefused(TestBrowser.Page page, OAuthException.Reason reason) {
    assertThat(page.uri().getPath()).isEqualTo("/callback/" + EndToEndFixture.SERVICE);
    assertThat(page.reply().status()).isBetween(400, 499);
    assertThat(page.reply().body()).containsIgnoringCase(reason.name());
  }

  @Test
  void aUserWhoDeniesConsentCanStartAgain() throws Exception {
    start(SharedDatabase.SQLITE);
    TestBrowser browser = new TestBrowser();
    TestBrowser.Page consent = fixture.openConsentPage(browser, fixture.ada);
    assertRefused(consent.submit(Map.of()), OAuthException.Reason.DENIED);

    TestBrowser.Page second = fixture.openConsentPage(browser, fixture.ada);
    assertEndsAtMonday(second.submit(Map.of("scope", "read")));
    assertConnected();
  }

  @Test
  void reloadingTheCallbackExchangesNoCodeTwice() throws Exception {
    start(SharedDatabase.SQLITE);
    TestBrowser browser = new TestBrowser();
    TestBrowser.Page back =
        fixture.openConsentPage(browser, fixture.ada).submit(Map.of("scope", "read"));
    URI callback =
        back.visited().stream()
            .filter(uri -> uri.getPath().equals("/callback/" + EndToEndFixture.SERVICE))
            .findFirst()
            .orElseThrow();
    int before = server.tokenRequests.grantTypes().size();

    browser.open(callback);
    browser.open(callback);
    assertThat(server.tokenRequests.grantTypes())
        .as("the server would end the grant of a code that is used twice")
        .hasSize(before);
    assertConnected();
  }

  @Test
  void anUninstallRevokesTheGrantsOfAllUsersOfTheAccount() throws Exception {
    start(SharedDatabase.POSTGRESQL);
    var grace = fixture.monday.addUser("Grace", "lovelace");
    fixture.connect(fixture.ada);
    fixture.connect(grace);
    fixture.expire();
    assertConnected();
    assertThat(server.accepted(fixture.clientId)).isEqualTo(2);

    assertThat(fixture.ada.uninstall(fixture.lifecycle()).status()).isEqualTo(200);
    ForgetResult result = fixture.app.forgotten().get(0);
    assertThat(server.accepted(fixture.clientId)).isZero();
    assertThat(result.revoked()).isEqualTo(4);
    assertThat(result.unrevoked()).isZero();
    assertThat(fixture.run(fixture.ada).body()).contains("Connect");
  }

  /** What one of several concurrent callers does. */
  private interface Call {
    String call(int number) throws Exception;
  }

  private static List<String> concurrently(Call call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<String>> futures = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int number = i;
        futures.add(
            threads.submit(
                () -> {
                  start.await();
                  return call.call(number);
                }));
      }
      start.countDown();
      List<String> results = new ArrayList<>();
      for (Future<String> future : futures) {
        results.add(future.get(SECONDS, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}

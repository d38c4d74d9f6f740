package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.MaintenanceReport.End;
import io.github.mondayauth.oauth.credential.MonotonicClock;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.FakeUser.Role;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.LifecycleEvent;
import io.github.mondayauth.testkit.ReceivedRequest;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What maintenance checks, refreshes, deletes and counts. Each count is compared with the store.
 */
final class MaintenanceTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  /** The pause before each call to another server. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** How long a lease lasts here: a minute, the deadline of forget, a call, and the clock skew. */
  private static final Duration LEASE =
      Duration.ofSeconds(60 + 10 + 30).plus(HttpTransport.standard().callTimeout());

  private final AtomicReference<HookedStore> hook =
      new AtomicReference<>((method, arguments, call) -> call.call());
  private final TokenStore memory = TokenStore.inMemory();
  private final OAuthFixture fixture =
      new OAuthFixture(
          HookedStore.of(memory, (method, args, call) -> hook.get().around(method, args, call)));

  /** A clock on which only pauses take time. */
  private final AtomicLong nanos = new AtomicLong();

  private final MonotonicClock monotonic =
      new MonotonicClock() {
        @Override
        public long nanos() {
          return nanos.get();
        }

        @Override
        public void pause(long length) {
          nanos.addAndGet(length);
        }
      };

  private final MondayAccount account = fixture.adaUser().account();
  private final FakeUser gus = fixture.monday.addGuest("Gus", "lovelace");
  private final FakeUser mel = fixture.monday.addUser("Mel", "lovelace", Role.MEMBER);
  private final Connections connections = fixture.add(builder());

  @AfterEach
  void close() {
    fixture.close();
  }

  private Connections.Builder builder(Connector... connectors) {
    Connector[] all =
        connectors.length > 0
            ? connectors
            : new Connector[] {fixture.mondayConnector(), fixture.acmeConnector()};
    return Connections.builder(fixture.mondayApp(), fixture.vault(), all).monotonicClock(monotonic);
  }

  private Connections erasing() {
    return builder().eraseClaimedUninstallsAfter(WEEK).build();
  }

  private void connect(FakeUser user) {
    fixture.monday.consent(Consent.allowAs(user.name()));
    TestBrowser.Page end = new TestBrowser().open(fixture.recipe(user));
    assertThat(end.uri().getPath()).startsWith("/boards/1111");
  }

  private void deliver(LifecycleEvent event) {
    connections.forget(
        fixture.mondayApp().appLifecycleVerifier().verify(event.token(), event.body()));
  }

  /** Gus sends an uninstall with his own session token. */
  private void forge() {
    deliver(gus.event("uninstall"));
    assertThat(connections.admin().claimedUninstall(account)).isPresent();
  }

  private static MondayUser user(long accountId) {
    return new MondayAccount(accountId).user(1);
  }

  private void put(long accountId, String connection) {
    Credential credential =
        Credential.of(Secret.of("at of " + accountId))
            .withRefreshToken(Secret.of("rt of " + accountId))
            .withExpiresAt(fixture.clock.instant().plus(Duration.ofHours(1)));
    connections.admin().put(user(accountId), connection, credential);
  }

  private List<TokenStore.Row> rows(MondayAccount of) {
    return memory.records(fixture.app.clientId(), of.id(), null, 10_000);
  }

  private long rows(String kind) {
    return memory.roots(fixture.app.clientId(), null, 10_000).stream()
        .filter(root -> root.key().account() != 0)
        .flatMap(root -> rows(new MondayAccount(root.key().account())).stream())
        .filter(row -> row.key().name().startsWith(kind + "/"))
        .count();
  }

  private long apiCalls() {
    return fixture.monday.requests().stream()
        .map(ReceivedRequest::path)
        .filter("/v2"::equals)
        .count();
  }

  @Test
  void visitsEveryAccountAndChangesNothing() {
    for (long id = 1; id <= 250; id++) {
      put(id, "acme");
    }
    MaintenanceReport report = connections.admin().maintain();

    assertThat(report)
        .isEqualTo(
            new MaintenanceReport(
                End.COMPLETE,
                250,
                250,
                0,
                List.of(),
                0,
                List.of(),
                0,
                0,
                new ForgetResult(0, 0, 0, false),
                0,
                0,
                0,
                0,
                List.of()));
    assertThat(rows("credential")).isEqualTo(250);
    assertThat(apiCalls()).isZero();
  }

  @Test
  void acceptedAccessTokenDisprovesAClaim() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    forge();
    long calls = apiCalls();
    MaintenanceReport report = connections.admin().maintain();

    assertThat(report.disproved()).isEqualTo(1);
    assertThat(report.claimCount()).isZero();
    assertThat(apiCalls()).isEqualTo(calls + 1);
    assertThat(rows("claim")).isZero();
    assertThat(connections.connected(fixture.adaUser())).hasSize(2);
  }

  @Test
  void expiredAccessTokenIsRefreshedBeforeItIsChecked() {
    connect(fixture.ada);
    fixture.clock.advance(Duration.ofHours(2));
    forge();
    assertThat(connections.admin().maintain().disproved()).isEqualTo(1);
  }

  @Test
  void oneAcceptedAccessTokenOfManyIsEnough() {
    connect(fixture.ada);
    connect(mel);
    fixture.clock.advance(MINUTE);
    fixture.ada.deactivate();
    forge();
    assertThat(connections.admin().maintain().disproved()).isEqualTo(1);
  }

  @Test
  @Tag("slow")
  void refusedAccessTokensProveNothingHoweverOften() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    fixture.ada.deactivate();
    forge();
    for (int call = 0; call < 50; call++) {
      MaintenanceReport report = connections.admin().maintain();
      assertThat(report.claims())
          .containsExactly(connections.admin().claimedUninstall(account).orElseThrow());
      assertThat(report.claimCount()).isEqualTo(1);
      assertThat(report.erasedAccounts()).isZero();
      fixture.clock.advance(Duration.ofDays(30));
    }
    assertThat(rows("credential")).isEqualTo(2);
  }

  @Test
  void genuineClaimIsObeyedAtTheAgeThatTheApplicationSet() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    deliver(mel.uninstall());
    Connections erasing = erasing();
    fixture.clock.advance(WEEK.minus(MILLISECOND));
    assertThat(erasing.admin().maintain().claimCount()).isEqualTo(1);
    int before = rows(account).size();

    fixture.clock.advance(MILLISECOND);
    MaintenanceReport report = erasing.admin().maintain();
    assertThat(report.erasedAccounts()).isEqualTo(1);
    assertThat(report.claimCount()).isZero();
    assertThat(report.erased().records()).isEqualTo(before);
    assertThat(report.erased().revoked() + report.erased().unrevoked()).isEqualTo(2);
    assertThat(rows(account)).isEmpty();
    assertThat(memory.find(TokenStore.Key.root(fixture.app.clientId(), account.id()))).isEmpty();
    assertThat(fixture.acme.liveTokens()).isZero();
  }

  @Test
  void aClaimIsNotObeyedIfMondayAcceptsAnAccessTokenAtTheLastMoment() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    fixture.ada.deactivate();
    forge();
    fixture.clock.advance(WEEK);
    fixture.ada.reactivate();
    assertThat(erasing().admin().maintain().disproved()).isEqualTo(1);
    assertThat(rows("credential")).isEqualTo(2);
  }

  @Test
  void theAgeOfTheLatestClaimCounts() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    deliver(mel.uninstall());
    fixture.clock.advance(WEEK.minus(MINUTE));
    forge();
    fixture.clock.advance(MINUTE);
    assertThat(erasing().admin().maintain().claimCount()).isEqualTo(1);
    assertThat(rows("credential")).isEqualTo(2);
  }

  @Test
  void aClaimIsNotObeyedWhileMondayCannotBeReached() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    deliver(mel.uninstall());
    fixture.clock.advance(WEEK);
    for (Fault outage : List.of(Fault.html(503), Fault.html(429), Fault.html(200))) {
      fixture.monday.tokenEndpoint(outage);
      fixture.monday.api(outage);
      MaintenanceReport report = erasing().admin().maintain();
      assertThat(report.claimCount()).isEqualTo(1);
      assertThat(report.disproved()).isZero();
      assertThat(rows("credential")).isEqualTo(2);
      fixture.clock.advance(Duration.ofHours(2));
    }
    fixture.monday.tokenEndpoint(Fault.none());
    fixture.monday.api(Fault.none());
    assertThat(erasing().admin().maintain().erasedAccounts()).isEqualTo(1);
  }

  @Test
  void aClaimIsNotObeyedIfAnAuthorizationDisprovesItDuringTheCheck() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    fixture.ada.deactivate();
    forge();
    fixture.clock.advance(WEEK);
    HttpTransport standard = HttpTransport.standard();
    Connections racing =
        builder()
            .eraseClaimedUninstallsAfter(WEEK)
            .httpTransport(
                request -> {
                  new DirectBrowser().open(connections, fixture.recipe(mel));
                  return standard.send(request);
                })
            .build();
    MaintenanceReport report = racing.admin().maintain();
    assertThat(report.erasedAccounts()).isZero();
    assertThat(connections.admin().claimedUninstall(account)).isEmpty();
    assertThat(rows("credential")).isEqualTo(2);
  }

  /** An instance whose first call to another server comes after an action. */
  private Connections erasingAfter(Runnable action) {
    AtomicReference<Runnable> once = new AtomicReference<>(action);
    HttpTransport standard = HttpTransport.standard();
    return builder()
        .eraseClaimedUninstallsAfter(WEEK)
        .httpTransport(
            request -> {
              once.getAndSet(() -> {}).run();
              return standard.send(request);
            })
        .build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsConnectedDuringTheCheckOfAClaimIsNotErasedWithWhatWasChecked(boolean isReplaced) {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    deliver(mel.uninstall());
    fixture.clock.advance(WEEK);
    Credential imported = Credential.of(Secret.of("imported"));
    MondayUser user = isReplaced ? fixture.adaUser() : OAuthFixture.user(mel);
    MaintenanceReport report =
        erasingAfter(() -> connections.admin().put(user, "acme", imported)).admin().maintain();
    assertThat(report.erasedAccounts()).isZero();
    assertThat(report.claimCount()).isEqualTo(1);
    assertThat(connections.credential(user, "acme").secret()).isEqualTo(imported.secret());
  }

  @Test
  void accessTokenThatIsConnectedDuringTheCheckOfAClaimDisprovesItInTheNextCall() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    fixture.ada.deactivate();
    forge();
    fixture.clock.advance(WEEK);
    URI done = fixture.testApp.origin().resolve("/done");
    URI link = connections.link(OAuthFixture.user(mel), done).toUri();
    MaintenanceReport report =
        erasingAfter(
                () -> {
                  fixture.monday.consent(Consent.allowAs("Mel"));
                  new TestBrowser().open(link);
                })
            .admin()
            .maintain();
    assertThat(connections.connected(OAuthFixture.user(mel))).contains("monday");
    assertThat(report.erasedAccounts()).isZero();
    assertThat(erasing().admin().maintain().disproved()).isEqualTo(1);
  }

  @Test
  void refusalOfAFirewallIsNotMondays() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    forge();
    fixture.clock.advance(WEEK);
    for (Fault firewall : List.of(Fault.html(401), Fault.html(403))) {
      fixture.monday.api(firewall);
      MaintenanceReport report = erasing().admin().maintain();
      assertThat(report.erasedAccounts()).isZero();
      assertThat(report.claimCount()).isEqualTo(1);
    }
    fixture.monday.api(Fault.none());
    assertThat(erasing().admin().maintain().disproved()).isEqualTo(1);
  }

  @Test
  @Tag("slow")
  void anAccountWithMoreAccessTokensThanAreCheckedIsNotErased() {
    for (long id = 1; id <= 101; id++) {
      connections
          .admin()
          .put(account.user(id), "monday", Credential.of(Secret.of("revoked " + id)));
    }
    forge();
    fixture.clock.advance(WEEK);
    MaintenanceReport report = erasing().admin().maintain();
    assertThat(report.claimCount()).isEqualTo(1);
    assertThat(apiCalls()).isEqualTo(100);
    connections.admin().disconnect(account.user(1), "monday");
    assertThat(erasing().admin().maintain().erasedAccounts()).isEqualTo(1);
  }

  @Test
  void refreshesWhatWasUnusedForTheTimeThatTheConnectorSets() {
    Connections refreshing =
        builder(
                fixture.mondayConnector(),
                fixture.acmeConnector().refreshUnusedAfter(Duration.ofDays(30)))
            .build();
    connect(fixture.ada);
    fixture.clock.advance(Duration.ofDays(30).minus(MILLISECOND));
    assertThat(refreshing.admin().maintain().refreshed()).isZero();

    fixture.clock.advance(MILLISECOND);
    int requests = fixture.acme.tokenRequests().size();
    MaintenanceReport report = refreshing.admin().maintain();
    assertThat(report.refreshed()).isEqualTo(1);
    assertThat(report.failedRefreshes()).isZero();
    assertThat(fixture.acme.tokenRequests()).hasSize(requests + 1);
    assertThat(refreshing.admin().maintain().refreshed()).isZero();
    String stored = connections.credential(fixture.adaUser(), "acme").secret().reveal();
    assertThat(fixture.acme.tokenRequests()).as("it is fresh").hasSize(requests + 1);
    assertThat(stored).isNotEmpty();
  }

  @Test
  void refreshesWhatWasUnusedForHalfOfTheKnownLifeOfItsRefreshToken() {
    OAuthServer known = fixture.acmeServer().refreshTokenLifetime(Duration.ofDays(14));
    for (boolean isLimited : new boolean[] {false, true}) {
      OAuthConnector connector =
          Connector.oauth(
              "acme", known, fixture.acme.clientId(), Secret.of(fixture.acme.clientSecret()));
      Connections refreshing =
          fixture.add(
              builder(
                  fixture.mondayConnector(),
                  isLimited
                      ? connector.refreshUnusedAfter(Duration.ofDays(30))
                      : connector.refreshUnused()));
      connect(isLimited ? mel : fixture.ada);
      fixture.clock.advance(WEEK.minus(MILLISECOND));
      assertThat(refreshing.admin().maintain().refreshed()).isZero();
      fixture.clock.advance(MILLISECOND);
      assertThat(refreshing.admin().maintain().refreshed()).isEqualTo(isLimited ? 2 : 1);
    }
  }

  @Test
  void refreshesNoUnusedCredentialIfTheLifeOfItsRefreshTokenIsNotKnown() {
    Connections refreshing =
        builder(fixture.mondayConnector(), fixture.acmeConnector().refreshUnused()).build();
    connect(fixture.ada);
    fixture.clock.advance(Duration.ofDays(3_650));

    assertThat(refreshing.admin().maintain().refreshed()).isZero();
  }

  @Test
  void refreshesNothingOfAnAccountWithAClaim() {
    Connections refreshing =
        builder(
                fixture.mondayConnector(),
                fixture.acmeConnector().refreshUnusedAfter(Duration.ofDays(30)))
            .build();
    connect(fixture.ada);
    fixture.clock.advance(Duration.ofDays(30));
    fixture.ada.deactivate();
    forge();
    int requests = fixture.acme.tokenRequests().size();
    MaintenanceReport report = refreshing.admin().maintain();
    assertThat(report.claimCount()).isEqualTo(1);
    assertThat(report.refreshed()).isZero();
    assertThat(fixture.acme.tokenRequests()).hasSize(requests);
  }

  @Test
  void serviceThatIsNotAvailableIsCalledOnceInARun() {
    Connections refreshing =
        builder(
                fixture.mondayConnector(),
                fixture.acmeConnector().refreshUnusedAfter(Duration.ofDays(30)))
            .build();
    for (long id = 1; id <= 20; id++) {
      put(id, "acme");
    }
    fixture.clock.advance(Duration.ofDays(31));
    fixture.acme.tokenEndpoint(Fault.html(503));
    MaintenanceReport report = refreshing.admin().maintain();
    assertThat(report.end()).isEqualTo(End.COMPLETE);
    assertThat(report.failedRefreshes()).isEqualTo(20);
    assertThat(fixture.acme.tokenRequests()).hasSize(1);
  }

  @Test
  void countsTheCredentialsThatAdminListShowsAsToReconnect() {
    connect(fixture.ada);
    put(7, "acme");
    fixture.clock.advance(Duration.ofHours(2));
    fixture.acme.revokeGrants();
    assertThat(connections.find(fixture.adaUser(), "acme")).isEmpty();

    MaintenanceReport report = connections.admin().maintain();
    assertThat(report.credentials()).isEqualTo(3);
    assertThat(report.reconnectCount()).isEqualTo(1);
    assertThat(report.reconnects())
        .isEqualTo(
            connections.admin().list(account).stream()
                .filter(ConnectionStatus::needsReconnect)
                .toList());
  }

  @Test
  void countsTheOverdueRecordsThatItDeletes() {
    connect(fixture.ada);
    assertThat(rows("flow")).isEqualTo(2);
    fixture.clock.advance(Duration.ofDays(1));
    assertThat(connections.admin().maintain().purged()).isEqualTo(2);
    assertThat(rows("flow")).isZero();
  }

  @Test
  void beginsNoStepAfterTheTimeIsUpAndResumesThere() {
    for (long id = 1; id <= 10; id++) {
      connections.admin().put(user(id), "monday", Credential.of(Secret.of("revoked " + id)));
      claim(id);
    }
    List<MaintenanceReport> reports = new ArrayList<>();
    do {
      reports.add(connections.admin().maintain(PAUSE.multipliedBy(3)));
    } while (reports.get(reports.size() - 1).end() == End.INCOMPLETE && reports.size() < 20);

    assertThat(reports).extracting(MaintenanceReport::accounts).containsExactly(3, 3, 3, 1);
    assertThat(reports).extracting(MaintenanceReport::claimCount).containsExactly(3, 3, 3, 1);
    assertThat(reports.stream().flatMap(report -> report.claims().stream()))
        .extracting(each -> each.account().id())
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 10).boxed().toList());
    assertThat(apiCalls()).isEqualTo(10);
    assertThat(nanos.get()).as("ten requests in a second").isEqualTo(1_000_000_000L);
    assertThat(connections.admin().maintain().accounts()).as("a new round").isEqualTo(10);
  }

  private void claim(long accountId) {
    String token =
        fixture
            .monday
            .tokens()
            .appLifecycle()
            .account(accountId)
            .user(2)
            .claim("dat.is_admin", false)
            .sign();
    String body =
        gus.lifecycleBody("uninstall")
            .replace("\"account_id\":" + account.id(), "\"account_id\":" + accountId);
    var event = fixture.mondayApp().appLifecycleVerifier().verify(token, body);
    assertThat(connections.forget(event).isClaimed()).isTrue();
  }

  @Test
  void noTimeVisitsNoAccount() {
    put(7, "acme");
    MaintenanceReport report = connections.admin().maintain(Duration.ZERO);
    assertThat(report.end()).isEqualTo(End.INCOMPLETE);
    assertThat(report.accounts()).isZero();
  }

  @Test
  void otherInstancesReturnAtOnceWhileOneWorks() {
    put(7, "acme");
    List<MaintenanceReport> meanwhile = new ArrayList<>();
    hook.set(
        (method, args, call) -> {
          if (method.equals("roots") && meanwhile.isEmpty()) {
            meanwhile.add(fixtureInstance().admin().maintain());
          }
          return call.call();
        });
    assertThat(connections.admin().maintain().end()).isEqualTo(End.COMPLETE);
    assertThat(meanwhile).extracting(MaintenanceReport::end).containsExactly(End.BUSY);
    assertThat(meanwhile.get(0).accounts()).isZero();
    assertThat(connections.admin().maintain().end()).isEqualTo(End.COMPLETE);
  }

  /** Another instance with the same store, without the hook. */
  private Connections fixtureInstance() {
    TokenVault vault = TokenVault.open(fixture.mondayApp(), memory, KeyRing.of(fixture.keys));
    return Connections.builder(
            fixture.mondayApp(), vault, fixture.mondayConnector(), fixture.acmeConnector())
        .monotonicClock(monotonic)
        .build();
  }

  /** Stops at a call of the store as a killed process does, which calls it never again. */
  private void dieAtAccount(int number) {
    List<Object> visited = new ArrayList<>();
    AtomicBoolean isDead = new AtomicBoolean();
    hook.set(
        (method, args, call) -> {
          isDead.compareAndSet(false, method.equals("records") && visited.size() == number);
          if (isDead.get()) {
            throw new Killed();
          }
          if (method.equals("records")) {
            visited.add(args[1]);
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
          }
          return call.call();
        });
    assertThatThrownBy(() -> connections.admin().maintain(Duration.ofHours(1)))
        .isInstanceOf(Killed.class);
    hook.set((method, args, call) -> call.call());
  }

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void anInstanceThatWasKilledIsSucceededWhenItsLeaseHasEnded() {
    for (long id = 1; id <= 10; id++) {
      put(id, "acme");
    }
    dieAtAccount(6);
    Connections other = fixtureInstance();
    assertThat(other.admin().maintain().end()).isEqualTo(End.BUSY);
    fixture.clock.advance(LEASE);
    assertThat(other.admin().maintain().end()).isEqualTo(End.BUSY);
    fixture.clock.advance(MILLISECOND);

    MaintenanceReport report = other.admin().maintain();
    assertThat(report.end()).isEqualTo(End.COMPLETE);
    assertThat(report.accounts()).as("six accounts were saved as done").isEqualTo(4);
    assertThat(other.admin().maintain().accounts()).isEqualTo(10);
  }

  @Test
  void anInstanceThatWasOvertakenStops() {
    for (long id = 1; id <= 10; id++) {
      put(id, "acme");
    }
    List<MaintenanceReport> meanwhile = new ArrayList<>();
    hook.set(
        (method, args, call) -> {
          if (method.equals("records") && meanwhile.isEmpty()) {
            fixture.clock.advance(LEASE.plus(MILLISECOND));
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
            meanwhile.add(fixtureInstance().admin().maintain());
          }
          return call.call();
        });
    MaintenanceReport report = connections.admin().maintain();
    assertThat(meanwhile.get(0).end()).isEqualTo(End.COMPLETE);
    assertThat(report.end()).isEqualTo(End.INCOMPLETE);
    assertThat(report.accounts()).isEqualTo(1);
  }

  @Test
  void aLeaseThatNoCorrectClockCanHaveWrittenHasNoEffect() {
    put(7, "acme");
    dieAtAccountWithClockAhead();
    assertThat(connections.admin().maintain().end()).isEqualTo(End.COMPLETE);
  }

  private void dieAtAccountWithClockAhead() {
    fixture.clock.advance(Duration.ofDays(1));
    dieAtAccount(0);
    fixture.clock.advance(Duration.ofDays(-1));
  }

  @Test
  void aDamagedCursorStartsAgain() {
    for (long id = 1; id <= 3; id++) {
      put(id, "acme");
    }
    connections.admin().maintain();
    TokenStore.Key cursor = new TokenStore.Key(fixture.app.clientId(), 0, "maintenance");
    memory.replace(cursor, memory.find(cursor).orElseThrow().version(), new byte[3]);
    assertThat(connections.admin().maintain().accounts()).isEqualTo(3);
  }

  @Test
  void anAccountThatWasDeletedMeanwhileDoesNotStopTheRound() {
    for (long id = 1; id <= 4; id++) {
      connections.admin().put(user(id), "monday", Credential.of(Secret.of("revoked " + id)));
      claim(id);
    }
    assertThat(connections.admin().maintain(PAUSE.multipliedBy(2)).accounts()).isEqualTo(2);
    for (long id = 1; id <= 2; id++) {
      connections.admin().forget(new MondayAccount(id));
    }
    MaintenanceReport rest = connections.admin().maintain();
    assertThat(rest.end()).isEqualTo(End.COMPLETE);
    assertThat(rest.accounts()).isEqualTo(2);
  }

  @Test
  void aRecordThatCannotBeReadIsAFailureOfItsAccountOnly() {
    put(1, "acme");
    put(2, "acme");
    put(2, "monday");
    damage(new MondayAccount(2), "acme");
    MaintenanceReport report = connections.admin().maintain();
    assertThat(report.end()).isEqualTo(End.COMPLETE);
    assertThat(report.accounts()).isEqualTo(2);
    assertThat(report.credentials()).isEqualTo(2);
    assertThat(report.failures())
        .containsExactly(new MaintenanceReport.Failure(new MondayAccount(2), "format_unknown"));
    assertThat(report.failureCount()).isEqualTo(1);
  }

  @Test
  void aClaimThatCannotBeReadIsAFailureAndErasesNothing() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    forge();
    damage(account, "claim/");
    fixture.clock.advance(WEEK);
    MaintenanceReport report = erasing().admin().maintain();
    assertThat(report.failureCount()).isEqualTo(1);
    assertThat(report.erasedAccounts()).isZero();
    assertThat(rows("credential")).isEqualTo(2);
  }

  @Test
  void aStoreThatFailsEndsTheCallAndTheNextOneResumes() {
    for (long id = 1; id <= 5; id++) {
      put(id, "acme");
    }
    List<Object> visited = new ArrayList<>();
    hook.set(
        (method, args, call) -> {
          if (method.equals("records") && visited.size() == 2) {
            throw new IllegalStateException("no connection");
          }
          if (method.equals("records")) {
            visited.add(args[1]);
          }
          return call.call();
        });
    assertThatThrownBy(() -> connections.admin().maintain())
        .isInstanceOfSatisfying(
            VaultException.class,
            e -> assertThat(e.reason()).isEqualTo(VaultException.Reason.STORE_FAILED));
    hook.set((method, args, call) -> call.call());
    assertThat(connections.admin().maintain().accounts()).isEqualTo(3);
  }

  @Test
  @Tag("slow")
  void listsAThousandAndCountsAll() {
    int all = 1_001;
    Connections both =
        builder(
                fixture.mondayConnector(),
                fixture.acmeConnector(),
                fixture.acmeConnector("damaged"))
            .build();
    for (long id = 1; id <= all; id++) {
      both.admin().put(user(id), "damaged", Credential.of(Secret.of("unreadable")));
      damage(new MondayAccount(id), "damaged");
      both.admin()
          .put(
              user(id),
              "acme",
              Credential.of(Secret.of("expired")).withExpiresAt(fixture.clock.instant()));
      claim(id);
    }
    MaintenanceReport report = both.admin().maintain();
    assertThat(report.end()).isEqualTo(End.COMPLETE);
    assertThat(report.reconnectCount()).isEqualTo(all);
    assertThat(report.reconnects()).hasSize(1_000);
    assertThat(report.claimCount()).isEqualTo(all);
    assertThat(report.claims()).hasSize(1_000);
    assertThat(report.failureCount()).isEqualTo(all);
    assertThat(report.failures()).hasSize(1_000);
  }

  /** Makes the account's record whose name contains this unreadable. */
  private void damage(MondayAccount of, String name) {
    TokenStore.Row row =
        rows(of).stream()
            .filter(each -> each.key().name().contains(name))
            .findFirst()
            .orElseThrow();
    memory.replace(row.key(), row.version(), new byte[50]);
  }

  /** Stores marks of used flows that are overdue. */
  private void putOverdueMarks(int number) {
    put(7, "acme");
    String app = fixture.app.clientId();
    String epoch = memory.find(TokenStore.Key.root(app, 7)).orElseThrow().epoch();
    for (int i = 0; i < number; i++) {
      memory.create(
          new TokenStore.Key(app, 7, "flow/" + i), epoch, new byte[1], fixture.clock.instant());
    }
    fixture.clock.advance(MINUTE);
  }

  @Test
  void deletesMoreOverdueRecordsThanFitIntoOneDeletion() {
    putOverdueMarks(1_001);
    assertThat(connections.admin().maintain().purged()).isEqualTo(1_001);
  }

  @Test
  void noTimeDeletesNothing() {
    putOverdueMarks(1);
    assertThat(connections.admin().maintain(Duration.ZERO).purged()).isZero();
  }

  @Test
  void endlessOverdueRecordsLeaveHalfOfTheTimeToVisitAccounts() {
    put(7, "acme");
    hook.set(
        (method, args, call) -> {
          if (method.equals("purge")) {
            nanos.addAndGet(Duration.ofSeconds(10).toNanos());
            return args[1];
          }
          return call.call();
        });
    MaintenanceReport report = connections.admin().maintain(MINUTE);
    assertThat(report.end()).isEqualTo(End.COMPLETE);
    assertThat(report.accounts()).isEqualTo(1);
    assertThat(report.purged()).isEqualTo(3_000);
  }

  @Test
  void anInterruptedThreadBeginsNothing() {
    put(7, "acme");
    Thread.currentThread().interrupt();
    MaintenanceReport report = connections.admin().maintain();
    assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
    assertThat(report.end()).isEqualTo(End.INCOMPLETE);
    assertThat(report.accounts()).isZero();
  }

  @Test
  void secretsAndClaimsAreNoCredentials() {
    put(7, "acme");
    for (String name : List.of("acme", "monday")) {
      fixture.vault().put(user(7), name, Secret.of("of the application"));
    }
    claim(7);
    fixture.clock.advance(Duration.ofMinutes(30));
    MaintenanceReport report = connections.admin().maintain();
    assertThat(report.credentials()).isEqualTo(1);
    assertThat(report.failureCount()).isZero();
    assertThat(report.reconnectCount()).isZero();

    fixture.clock.advance(WEEK);
    assertThat(erasing().admin().maintain().erasedAccounts())
        .as("no access token was left to check")
        .isEqualTo(1);
    assertThat(apiCalls()).isZero();
  }

  @Test
  void onlyAccessTokensOfMondayAreChecked() {
    put(7, "acme");
    claim(7);
    fixture.clock.advance(WEEK);
    assertThat(erasing().admin().maintain().erasedAccounts()).isEqualTo(1);
    assertThat(apiCalls()).isZero();
  }

  @Test
  void threeChecksWithoutAResultEndTheCheckOfAClaim() {
    for (long id = 1; id <= 10; id++) {
      connections.admin().put(account.user(id), "monday", Credential.of(Secret.of("at " + id)));
    }
    forge();
    fixture.monday.api(Fault.html(503));
    fixture.clock.advance(WEEK);
    MaintenanceReport report = erasing().admin().maintain();
    assertThat(report.claimCount()).isEqualTo(1);
    assertThat(report.erasedAccounts()).isZero();
    assertThat(apiCalls()).isEqualTo(3);
  }

  @Test
  void anAccessTokenThatCannotBeReadKeepsTheAccount() {
    for (long id = 1; id <= 2; id++) {
      connections.admin().put(account.user(id), "monday", Credential.of(Secret.of("revoked")));
    }
    forge();
    damage(account, "credential/");
    fixture.clock.advance(WEEK);
    MaintenanceReport report = erasing().admin().maintain();
    assertThat(report.erasedAccounts()).isZero();
    assertThat(report.claimCount()).isEqualTo(1);
    assertThat(report.failures())
        .isNotEmpty()
        .containsOnly(new MaintenanceReport.Failure(account, "format_unknown"));
    assertThat(rows("credential")).isEqualTo(2);
  }

  @Test
  void anInstanceThatWasOvertakenChecksNoFurtherAccessToken() {
    for (long id = 1; id <= 5; id++) {
      connections.admin().put(account.user(id), "monday", Credential.of(Secret.of("at " + id)));
    }
    forge();
    HttpTransport standard = HttpTransport.standard();
    Connections other = fixtureInstance();
    List<HttpTransport.Request> checks = new ArrayList<>();
    Connections overtaken =
        builder()
            .httpTransport(
                request -> {
                  checks.add(request);
                  if (checks.size() == 2) {
                    // As if this instance had been stopped for longer than its lease lasts.
                    fixture.clock.advance(LEASE.plus(MILLISECOND));
                    nanos.addAndGet(LEASE.toNanos());
                    assertThat(other.admin().maintain(Duration.ZERO).end())
                        .isEqualTo(End.INCOMPLETE);
                  }
                  return standard.send(request);
                })
            .build();
    MaintenanceReport report = overtaken.admin().maintain(Duration.ofHours(1));
    assertThat(report.end()).isEqualTo(End.INCOMPLETE);
    assertThat(report.claimCount()).isZero();
    assertThat(checks).hasSize(2);
  }

  @Test
  void aStoreThatFailsToReadACredentialEndsTheCall() {
    for (long id = 1; id <= 3; id++) {
      put(id, "acme");
    }
    List<Object> read = new ArrayList<>();
    hook.set(
        (method, args, call) -> {
          if (method.equals("find")
              && ((TokenStore.Key) args[0]).name().startsWith("credential/")) {
            read.add(args[0]);
            if (read.size() == 2) {
              throw new IllegalStateException("no connection");
            }
          }
          return call.call();
        });
    assertThatThrownBy(() -> connections.admin().maintain())
        .isInstanceOfSatisfying(
            VaultException.class,
            e -> assertThat(e.reason()).isEqualTo(VaultException.Reason.STORE_FAILED));
    assertThat(connections.admin().maintain().accounts()).isEqualTo(2);
  }

  @Test
  void aCursorOfAnotherVersionStartsAgain() {
    for (long id = 1; id <= 3; id++) {
      put(id, "acme");
    }
    connections.admin().maintain();
    TokenStore.Key cursor = new TokenStore.Key(fixture.app.clientId(), 0, "maintenance");
    byte[] another = ByteBuffer.allocate(17).put((byte) 2).putLong(0).putLong(2).array();
    memory.replace(cursor, memory.find(cursor).orElseThrow().version(), another);
    assertThat(connections.admin().maintain().accounts()).isEqualTo(3);
  }

  @Test
  void ofTwoInstancesThatMaintainForTheFirstTimeOnlyOneWorks() {
    put(7, "acme");
    List<MaintenanceReport> meanwhile = new ArrayList<>();
    hook.set(
        (method, args, call) -> {
          boolean isFirst = method.equals("create") && meanwhile.isEmpty();
          if (isFirst && ((TokenStore.Key) args[0]).name().equals("maintenance")) {
            meanwhile.add(fixtureInstance().admin().maintain());
          }
          return call.call();
        });
    assertThat(connections.admin().maintain().end()).isEqualTo(End.BUSY);
    assertThat(meanwhile).extracting(MaintenanceReport::end).containsExactly(End.COMPLETE);
  }

  @Test
  void theFirstFailureIsThrownIfTheLeaseCannotBeGivenBackEither() {
    put(7, "acme");
    List<String> failed = new ArrayList<>();
    hook.set(
        (method, args, call) -> {
          if (method.equals("records") || (method.equals("replace") && !failed.isEmpty())) {
            failed.add(method);
            throw new IllegalStateException("failure of " + method);
          }
          return call.call();
        });
    assertThatThrownBy(() -> connections.admin().maintain())
        .isInstanceOf(VaultException.class)
        .hasRootCauseMessage("failure of records")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1))
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasRootCauseMessage("failure of replace"));
    assertThat(failed).containsExactly("records", "replace");
  }

  @Test
  void anErrorGivesTheLeaseBack() {
    put(7, "acme");
    AssertionError error = new AssertionError("planted");
    hook.set(
        (method, args, call) -> {
          if (method.equals("records")) {
            throw error;
          }
          return call.call();
        });
    assertThatThrownBy(() -> connections.admin().maintain()).isSameAs(error);
    hook.set((method, args, call) -> call.call());
    assertThat(fixtureInstance().admin().maintain().end()).isEqualTo(End.COMPLETE);
  }

  @Test
  void timesThatOverflowAreRefusedBeforeAnythingIsDone() {
    put(7, "acme");
    Duration longest = Duration.ofDays(36_500);
    assertThat(connections.admin().maintain(longest).end()).isEqualTo(End.COMPLETE);
    Duration forever = ChronoUnit.FOREVER.getDuration();
    for (Duration wrong : List.of(longest.plusNanos(1), forever, Duration.ofNanos(-1))) {
      assertThatThrownBy(() -> connections.admin().maintain(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("maintain: expected a duration from zero to 100 years");
      assertThatThrownBy(() -> connections.admin().check(wrong))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder().eraseClaimedUninstallsAfter(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("eraseClaimedUninstallsAfter");
    }
    assertThat(connections.admin().maintain().end()).isEqualTo(End.COMPLETE);
    claim(7);
    assertThat(
            builder().eraseClaimedUninstallsAfter(longest).build().admin().maintain().claimCount())
        .isEqualTo(1);
  }

  @Test
  void anExpiryThatOverflowsIsRefused() {
    Credential credential = Credential.of(Secret.of("planted"));
    Instant last = Instant.parse("9999-12-31T23:59:59.999999999Z");
    for (Instant expiry : List.of(Instant.EPOCH, last)) {
      connections.admin().put(user(7), "acme", credential.withExpiresAt(expiry));
    }
    for (Instant wrong :
        List.of(Instant.MIN, Instant.EPOCH.minusNanos(1), last.plusNanos(1), Instant.MAX)) {
      assertThatThrownBy(() -> credential.withExpiresAt(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1970 to 9999");
    }
  }

  @Test
  void refusesAnAgeUnderAWeekAndAnUnusedTimeUnderAnHour() {
    assertThatThrownBy(() -> builder().eraseClaimedUninstallsAfter(WEEK.minus(MILLISECOND)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("eraseClaimedUninstallsAfter");
    Duration tooShort = Duration.ofHours(1).minus(MILLISECOND);
    assertThatThrownBy(() -> fixture.acmeConnector().refreshUnusedAfter(tooShort))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fixture.mondayConnector().refreshUnusedAfter(tooShort))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

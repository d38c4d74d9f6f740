package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.credential.StoredGrants;
import io.github.mondayauth.oauth.credential.StoredGrants.StoredGrant;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.FakeUser.Role;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.contract.Scale;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may make a connection of the whole account, and what replaces it. */
final class AccountConnectionTest {
  private static final String ADMINS_KEY = "key of the administrator";
  private static final String GUESTS_KEY = "key of the guest";

  private static final int SEEDS = Scale.of(2, 3);
  private static final int ACTIONS = Scale.of(60, 2_000);
  private static final Duration UNUSED = Duration.ofHours(2);

  /** The age from which an access token that the service refused is renewed. */
  private static final Duration RENEWABLE = Duration.ofSeconds(20);

  private final List<String> checked = new CopyOnWriteArrayList<>();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger claims = new AtomicInteger();

  /** Whether the service accepts API keys. */
  private volatile boolean accepted = true;

  private OAuthFixture fixture = new OAuthFixture();
  private FakeUser bob = fixture.monday.addUser("Bob", "lovelace");
  private FakeUser gus = fixture.monday.addGuest("Gus", "lovelace");

  @AfterEach
  void close() {
    fixture.close();
  }

  private void useProviderThatRevokesOneToken() {
    fixture.close();
    fixture =
        new OAuthFixture(TokenStore.inMemory(), FakeOAuthServer.builder().revocationEndsOneToken());
    bob = fixture.monday.addUser("Bob", "lovelace");
    gus = fixture.monday.addGuest("Gus", "lovelace");
  }

  private void listen() {
    fixture.listener =
        new AuthListener() {
          @Override
          public void connected(Owner owner, String connection, @Nullable MondayUser connectedBy) {
            events.add(connectedEvent(owner, connection, connectedBy));
          }

          @Override
          public void forgotten(MondayAccount account, int records) {
            events.add(account + " forgotten");
          }

          @Override
          public void unrevoked(Owner owner, String connection) {
            events.add(unrevokedEvent(owner, connection));
          }

          @Override
          public void uninstallClaimed(MondayAccount account) {
            claims.incrementAndGet();
          }
        };
  }

  private static String connectedEvent(
      Owner owner, String connection, @Nullable MondayUser connectedBy) {
    return owner + " " + connection + " by " + connectedBy;
  }

  private static String unrevokedEvent(Owner owner, String connection) {
    return owner + " " + connection + " unrevoked";
  }

  private ApiKeyConnector desk() {
    return Connector.apiKey("desk", "API key")
        .check(
            offered -> {
              checked.add(offered.secret().reveal());
              return accepted;
            });
  }

  private Connections start(Connector connector) {
    return fixture.instance(fixture.mondayConnector(), connector);
  }

  /** A user adds a recipe, in a browser of their own. */
  private TestBrowser.Page open(FakeUser user) {
    return open(new TestBrowser(), user);
  }

  /** Goes on behind the confirmation page, which follows if the user has connected monday.com. */
  private TestBrowser.Page open(TestBrowser browser, FakeUser user) {
    TestBrowser.Page page = browser.open(fixture.recipe(user));
    return page.reply().body().contains("Continue</a>")
        ? OAuthFixture.click(browser, page, "Continue")
        : page;
  }

  private Reason refusal() {
    return DirectBrowser.reason(fixture.testApp.lastStep());
  }

  private void assertDone() {
    assertThat(fixture.testApp.lastStep()).isInstanceOf(Step.Done.class);
  }

  private static ConnectionStatus status(Connections connections, OAuthFixture fixture, String of) {
    return connections.admin().list(fixture.adaUser().account()).stream()
        .filter(each -> each.connection().equals(of))
        .findFirst()
        .orElseThrow();
  }

  private static void assertReason(ThrowingCallable call, Reason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  // A1

  @Test
  void aGuestWhoMakesTheServiceRefuseTheAccountsKeyDoesNotEndIt() {
    Connections connections = start(desk().perAccount(ConnectPolicy.admins()));
    open(fixture.ada).submit(Map.of("key", ADMINS_KEY));
    open(gus);
    assertDone();
    checked.clear();

    Credential guests = connections.credential(OAuthFixture.user(gus), "desk");
    assertReason(() -> connections.renew(guests), Reason.KEY_REFUSED);
    assertThat(checked).containsExactly(ADMINS_KEY);
    assertThat(connections.credential(fixture.adaUser(), "desk").secret())
        .isEqualTo(Secret.of(ADMINS_KEY));
    assertThat(open(gus).hasForm()).isFalse();
    assertDone();
  }

  @Test
  void aGuestCannotReplaceTheAccountsKeyEvenIfTheServiceRefusesIt() {
    listen();
    Connections connections = start(desk().perAccount(ConnectPolicy.admins()));
    open(fixture.ada).submit(Map.of("key", ADMINS_KEY));
    open(gus);
    accepted = false;
    Credential guests = connections.credential(OAuthFixture.user(gus), "desk");
    assertThatThrownBy(() -> connections.renew(guests))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> assertThat(e.reason()).isEqualTo(NotConnectedException.Reason.REJECTED));

    TestBrowser.Page page = open(gus);
    assertThat(refusal()).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(page.reply().status()).isEqualTo(403);
    assertThat(page.reply().body()).contains("Only an administrator can connect Desk");
    ConnectionStatus refused = status(connections, fixture, "desk");
    assertThat(refused.needsReconnect()).isTrue();
    assertThat(refused.connectedBy()).isEqualTo(fixture.adaUser());

    accepted = true;
    open(bob).submit(Map.of("key", "the new key"));
    assertDone();
    ConnectionStatus replaced = status(connections, fixture, "desk");
    assertThat(replaced.needsReconnect()).isFalse();
    assertThat(replaced.connectedBy()).isEqualTo(OAuthFixture.user(bob));
    Owner account = fixture.adaUser().account();
    assertThat(events)
        .contains(
            connectedEvent(account, "desk", fixture.adaUser()),
            connectedEvent(account, "desk", OAuthFixture.user(bob)));
  }

  @Test
  void aCheckThatCannotBeRunDoesNotEndTheAccountsKey() {
    Connections connections =
        start(
            Connector.apiKey("desk", "API key")
                .check(
                    offered -> {
                      if (!accepted) {
                        throw new IllegalStateException(offered.secret().reveal());
                      }
                      return true;
                    })
                .perAccount(ConnectPolicy.admins()));
    open(fixture.ada).submit(Map.of("key", ADMINS_KEY));
    Credential credential = connections.credential(fixture.adaUser(), "desk");
    accepted = false;

    Throwable thrown = catchThrowable(() -> connections.renew(credential));
    assertThat(thrown).isInstanceOf(OAuthException.class).hasMessageNotContaining(ADMINS_KEY);
    assertReason(() -> connections.renew(credential), Reason.UNAVAILABLE);
    assertThat(connections.credential(fixture.adaUser(), "desk").secret())
        .isEqualTo(Secret.of(ADMINS_KEY));
  }

  @Test
  void aGuestWhoMakesTheServiceRefuseTheAccountsTokenDoesNotEndItIfItCannotBeRefreshed() {
    Connections connections = start(fixture.acmeConnector().perAccount(ConnectPolicy.admins()));
    fixture.acme.tokenEndpoint(Fault.field("refresh_token", null));
    open(fixture.ada);
    open(gus);
    fixture.clock.advance(Duration.ofMinutes(1));
    Credential guests = connections.credential(OAuthFixture.user(gus), "acme");

    assertReason(() -> connections.renew(guests), Reason.KEY_REFUSED);
    assertReason(
        () ->
            connections.call(
                OAuthFixture.user(gus),
                "acme",
                each -> {
                  throw new UnauthorizedException();
                }),
        Reason.KEY_REFUSED);
    assertThat(connections.credential(fixture.adaUser(), "acme").secret())
        .isEqualTo(guests.secret());
    assertThat(status(connections, fixture, "acme").needsReconnect()).isFalse();
  }

  @Test
  void aUserWhoReportsThatMondayRefusesTheAccountsLegacyTokenDoesNotEndIt() {
    Connections connections =
        fixture.instance(fixture.mondayConnector().perAccount(user -> true).legacy());
    Owner account = fixture.adaUser().account();
    connections.admin().put(account, "monday", Credential.of(Secret.of("legacy")));
    Credential guests = connections.credential(OAuthFixture.user(gus), "monday");

    assertReason(() -> connections.renew(guests), Reason.KEY_REFUSED);
    assertThat(connections.credential(account, "monday").secret()).isEqualTo(Secret.of("legacy"));
  }

  @Test
  void theAccountsTokenEndsWithItsLifetimeIfItCannotBeRefreshed() {
    Connections connections = start(fixture.acmeConnector().perAccount(ConnectPolicy.admins()));
    fixture.acme.tokenEndpoint(Fault.field("refresh_token", null));
    open(fixture.ada);
    fixture.clock.advance(Duration.ofHours(2));

    assertThatThrownBy(() -> connections.credential(fixture.adaUser(), "acme"))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> assertThat(e.reason()).isEqualTo(NotConnectedException.Reason.GRANT_ENDED));
    assertThat(status(connections, fixture, "acme").needsReconnect()).isTrue();
  }

  @Test
  void aKeyOfOneUserIsEndedByAReported401WithoutTheCheck() {
    Connections connections = start(desk());
    open(fixture.ada).submit(Map.of("key", ADMINS_KEY));
    Credential credential = connections.credential(fixture.adaUser(), "desk");
    checked.clear();

    assertThatThrownBy(() -> connections.renew(credential))
        .isInstanceOf(NotConnectedException.class);
    assertThat(checked).isEmpty();
  }

  // A2

  @Test
  void theSecondOfTwoUsersWhoConnectAtTheSameTimeOverwritesNothing() throws Exception {
    useProviderThatRevokesOneToken();
    Connections connections =
        start(fixture.acmeConnector().revocationEndsOneToken().perAccount(ConnectPolicy.admins()));
    whileExchanging(new TestBrowser(), bob, () -> open(fixture.ada));

    assertThat(fixture.testApp.steps().stream().filter(Step.Done.class::isInstance)).hasSize(2);
    assertThat(status(connections, fixture, "acme").connectedBy()).isEqualTo(fixture.adaUser());
    assertThat(fixture.acme.liveGrants()).isEqualTo(1);
    assertThat(connections.admin().forget(fixture.adaUser().account()).unrevoked()).isZero();
    assertThat(fixture.acme.liveGrants()).isZero();
  }

  @Test
  void aUserWhoBecomesAGuestDuringTheExchangeStoresNothing() throws Exception {
    useProviderThatRevokesOneToken();
    Connections connections =
        start(fixture.acmeConnector().revocationEndsOneToken().perAccount(ConnectPolicy.members()));
    whileExchanging(new TestBrowser(), bob, () -> bob.become(Role.GUEST));

    assertThat(refusal()).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(connections.connected(fixture.adaUser().account())).isEmpty();
    assertThat(fixture.acme.liveGrants()).isZero();
  }

  /** Runs an action after the provider has issued tokens to a user, and before the app has them. */
  private TestBrowser.Page whileExchanging(TestBrowser browser, FakeUser user, Runnable action)
      throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    fixture.acme.tokenEndpoint(Fault.held(arrived, release).afterProcessing());
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<TestBrowser.Page> exchanging = pool.submit(() -> open(browser, user));
      arrived.await();
      fixture.acme.tokenEndpoint(Fault.none());
      action.run();
      release.countDown();
      return exchanging.get();
    } finally {
      release.countDown();
      pool.shutdownNow();
    }
  }

  @Test
  void aFormThatWasOpenWhenSomebodyElseConnectedReplacesNothing() {
    Connections connections = start(desk().perAccount(ConnectPolicy.admins()));
    TestBrowser.Page bobs = open(bob);
    open(fixture.ada).submit(Map.of("key", ADMINS_KEY));
    bobs.submit(Map.of("key", "another key"));

    assertDone();
    assertThat(connections.credential(fixture.adaUser(), "desk").secret())
        .isEqualTo(Secret.of(ADMINS_KEY));
  }

  @Test
  void reconnectingReplacesTheCredentialUnlessSomebodyElseDidSoFirst() {
    Connections first = start(desk().perAccount(ConnectPolicy.admins()));
    open(fixture.ada).submit(Map.of("key", ADMINS_KEY));
    Connections reconnecting = first.reconnect("desk");
    fixture.testApp.add(reconnecting);
    fixture.testApp.switchTo(1);
    TestBrowser.Page adas = open(fixture.ada);
    TestBrowser.Page bobs = open(bob);
    assertThat(adas.hasForm()).isTrue();

    adas.submit(Map.of("key", "second"));
    assertThat(first.credential(fixture.adaUser(), "desk").secret()).isEqualTo(Secret.of("second"));
    bobs.submit(Map.of("key", "third"));
    assertDone();
    assertThat(first.credential(fixture.adaUser(), "desk").secret()).isEqualTo(Secret.of("second"));
    assertThat(status(first, fixture, "desk").connectedBy()).isEqualTo(fixture.adaUser());
  }

  @Test
  void aReconnectBegunBeforeADisconnectOverwritesNothingThatWasConnectedSince() {
    Connections connections = start(fixture.acmeConnector().perAccount(ConnectPolicy.admins()));
    open(fixture.ada);
    open(bob);
    DirectBrowser browser = new DirectBrowser();
    Step page = browser.openPage(connections.reconnect("acme"), fixture.recipe(fixture.ada));
    URI callback = browser.consent(browser.open(connections, DirectBrowser.link(page, "Continue")));
    connections.admin().disconnect(fixture.adaUser().account(), "acme");
    open(bob);

    assertThat(browser.open(connections, callback)).isInstanceOf(Step.Done.class);
    assertThat(status(connections, fixture, "acme").connectedBy())
        .isEqualTo(OAuthFixture.user(bob));
    assertThat(fixture.acme.tokenRequests()).hasSize(2);
  }

  @Test
  void aRefreshDoesNotCountAsConnectingAgain() {
    Connections connections = start(fixture.acmeConnector().perAccount(ConnectPolicy.admins()));
    open(fixture.ada);
    open(bob);
    DirectBrowser browser = new DirectBrowser();
    Step page = browser.openPage(connections.reconnect("acme"), fixture.recipe(bob));
    URI callback = browser.consent(browser.open(connections, DirectBrowser.link(page, "Continue")));
    fixture.clock.advance(Duration.ofMinutes(9));
    connections.renew(connections.credential(fixture.adaUser(), "acme"));
    assertThat(fixture.acme.tokenRequests()).hasSize(2);

    assertThat(browser.open(connections, callback)).isInstanceOf(Step.Done.class);
    assertThat(status(connections, fixture, "acme").connectedBy())
        .isEqualTo(OAuthFixture.user(bob));
  }

  // Policies

  @ParameterizedTest
  @CsvSource({
    "ADMIN, true, true",
    "MEMBER, false, true",
    "VIEWER, false, false",
    "GUEST, false, false"
  })
  void aPolicyAdmitsUsersByTheirRole(Role role, boolean admins, boolean members) {
    bob.become(role);
    start(desk().perAccount(ConnectPolicy.admins()));
    assertThat(open(bob).hasForm()).isEqualTo(admins);
    start(desk().perAccount(ConnectPolicy.members()));
    TestBrowser.Page page = open(bob);
    assertThat(page.hasForm()).isEqualTo(members);
    if (!members) {
      assertThat(refusal()).isEqualTo(Reason.NOT_ALLOWED);
      assertThat(page.reply().body()).contains("Guests and viewers cannot connect Desk");
    }
  }

  @Test
  void thePolicyIsEvaluatedAgainBeforeTheKeyIsChecked() {
    Connections connections = start(desk().perAccount(ConnectPolicy.admins()));
    TestBrowser.Page form = open(bob);
    bob.become(Role.MEMBER);
    form.submit(Map.of("key", "key of a demoted administrator"));

    assertThat(refusal()).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(checked).isEmpty();
    assertThat(connections.connected(fixture.adaUser().account())).isEmpty();
  }

  @Test
  void thePolicyIsEvaluatedAgainAfterTheKeyWasChecked() {
    Connections connections =
        start(
            Connector.apiKey("desk", "API key")
                .check(
                    offered -> {
                      bob.become(Role.GUEST);
                      return true;
                    })
                .perAccount(ConnectPolicy.members()));
    open(bob).submit(Map.of("key", "key"));

    assertThat(refusal()).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(connections.connected(fixture.adaUser().account())).isEmpty();
  }

  @Test
  void thePolicyIsEvaluatedAgainWhenAUserStartsAgain() {
    start(fixture.acmeConnector().perAccount(ConnectPolicy.admins()));
    fixture.acme.tokenEndpoint(Fault.html(503));
    TestBrowser browser = new TestBrowser();
    TestBrowser.Page failed = open(browser, bob);
    assertThat(refusal()).isEqualTo(Reason.UNAVAILABLE);
    fixture.acme.tokenEndpoint(Fault.none());
    int consents = fixture.acme.requests().size();
    bob.become(Role.GUEST);

    OAuthFixture.click(browser, failed, "Start again");
    assertThat(refusal()).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(fixture.acme.requests()).hasSize(consents);
  }

  @Test
  void aUserWhoseRoleCannotBeQueriedIsNotAdmitted() {
    Connections connections = start(desk().perAccount(ConnectPolicy.members()));
    TestBrowser.Page form = open(bob);
    fixture.monday.api(Fault.html(503));
    TestBrowser.Page page = open(bob);
    assertThat(refusal()).isEqualTo(Reason.ROLE_UNKNOWN);
    assertThat(page.reply().status()).isEqualTo(503);
    assertThat(page.reply().body())
        .contains("Your role could not be checked", "ask an administrator");
    form.submit(Map.of("key", "key"));
    assertThat(refusal()).isEqualTo(Reason.ROLE_UNKNOWN);
    assertThat(checked).isEmpty();

    fixture.monday.api(Fault.none());
    form.submit(Map.of("key", "key"));
    assertDone();
    assertThat(connections.connected(fixture.adaUser().account())).containsExactly("desk");
  }

  @Test
  void aUserWhoseRoleCouldNotBeQueriedStartsAgain() {
    Connections connections = start(desk().perAccount(ConnectPolicy.members()));
    TestBrowser browser = new TestBrowser();
    TestBrowser.Page form = open(browser, bob);
    fixture.monday.api(Fault.html(503));
    TestBrowser.Page refused = form.submit(Map.of("key", "key"));
    assertThat(refusal()).isEqualTo(Reason.ROLE_UNKNOWN);

    TestBrowser.Page again = OAuthFixture.click(browser, refused, "Start again");
    assertThat(refusal()).isEqualTo(Reason.ROLE_UNKNOWN);

    fixture.monday.api(Fault.none());
    OAuthFixture.click(browser, again, "Start again").submit(Map.of("key", "key"));
    assertDone();
    assertThat(connections.connected(fixture.adaUser().account())).containsExactly("desk");
  }

  @Test
  void aUserWhoBecomesAGuestWhileTheRoleCannotBeQueriedDoesNotGetInByStartingAgain() {
    start(desk().perAccount(ConnectPolicy.members()));
    TestBrowser browser = new TestBrowser();
    TestBrowser.Page form = open(browser, bob);
    fixture.monday.api(Fault.html(503));
    TestBrowser.Page refused = form.submit(Map.of("key", "key"));
    fixture.monday.api(Fault.none());
    bob.become(Role.GUEST);

    OAuthFixture.click(browser, refused, "Start again");
    assertThat(refusal()).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(checked).isEmpty();
  }

  @Test
  void aUserWhoseRoleCannotBeQueriedAfterTheExchangeStartsAgain() throws Exception {
    useProviderThatRevokesOneToken();
    Connections connections =
        start(fixture.acmeConnector().revocationEndsOneToken().perAccount(ConnectPolicy.members()));
    TestBrowser browser = new TestBrowser();
    TestBrowser.Page refused =
        whileExchanging(browser, bob, () -> fixture.monday.api(Fault.html(503)));
    assertThat(refusal()).isEqualTo(Reason.ROLE_UNKNOWN);
    assertThat(fixture.acme.liveGrants()).isZero();

    fixture.monday.api(Fault.none());
    OAuthFixture.click(browser, refused, "Start again");
    assertDone();
    assertThat(connections.connected(fixture.adaUser().account())).containsExactly("acme");
  }

  @Test
  void aUserWhoseRoleIsNotKnownAfterMondaysLegStartsAgain() {
    AtomicBoolean fails = new AtomicBoolean(true);
    Connections connections =
        start(
            desk()
                .perAccount(
                    user -> {
                      if (fails.get()) {
                        throw new IllegalStateException();
                      }
                      return true;
                    }));
    TestBrowser browser = new TestBrowser();
    TestBrowser.Page refused = open(browser, bob);
    assertThat(refusal()).isEqualTo(Reason.ROLE_UNKNOWN);

    fails.set(false);
    OAuthFixture.click(browser, refused, "Start again").submit(Map.of("key", "key"));
    assertDone();
    assertThat(connections.connected(fixture.adaUser().account())).containsExactly("desk");
  }

  @Test
  void aRoleThatTheResponseDoesNotStateIsUnknown() {
    start(desk().perAccount(ConnectPolicy.members()));
    open(bob);
    for (String body :
        List.of(
            "{}",
            "{\"data\":{\"me\":{\"id\":\"" + bob.id() + "\",\"is_admin\":true}}}",
            "{\"data\":{\"me\":{\"id\":\""
                + bob.id()
                + "\",\"is_admin\":\"true\",\"is_guest\":false,\"is_view_only\":false}}}",
            "{\"data\":{\"me\":{\"id\":\""
                + fixture.ada.id()
                + "\",\"is_admin\":true,\"is_guest\":false,\"is_view_only\":false}}}")) {
      fixture.monday.api(Fault.response(200, "application/json", body));
      assertThat(open(bob).hasForm()).isFalse();
      assertThat(refusal()).as(body).isEqualTo(Reason.ROLE_UNKNOWN);
    }
  }

  @Test
  void aDeactivatedAdministratorConnectsNothing() {
    start(desk().perAccount(ConnectPolicy.admins()));
    TestBrowser.Page form = open(bob);
    bob.deactivate();
    form.submit(Map.of("key", "key"));

    assertThat(refusal()).isEqualTo(Reason.ROLE_UNKNOWN);
    assertThat(checked).isEmpty();
  }

  @Test
  void anAdministratorWhoseMondayConnectionIsGoneConnectsNothing() {
    Connections connections = start(desk().perAccount(ConnectPolicy.admins()));
    TestBrowser.Page form = open(bob);
    connections.admin().disconnect(OAuthFixture.user(bob), "monday");
    form.submit(Map.of("key", "key"));

    assertThat(refusal()).isEqualTo(Reason.ROLE_UNKNOWN);
    assertThat(checked).isEmpty();
  }

  @Test
  void anAccessTokenThatMondayRefusesIsRefreshedForTheQuery() {
    start(desk().perAccount(ConnectPolicy.admins()));
    open(bob);
    fixture.clock.advance(RENEWABLE);
    fixture.monday.refuseAccessTokens();
    int requests = fixture.monday.tokenRequests().size();

    assertThat(open(bob).hasForm()).isTrue();
    assertThat(fixture.monday.tokenRequests()).hasSize(requests + 1);
  }

  @Test
  void aPolicyOfTheApplicationThatThrowsAdmitsNobody() {
    start(
        desk()
            .perAccount(
                user -> {
                  throw new IllegalStateException("planted-secret");
                }));
    TestBrowser.Page page = open(fixture.ada);

    assertThat(refusal()).isEqualTo(Reason.ROLE_UNKNOWN);
    assertThat(page.reply().body()).doesNotContain("planted-secret");
    assertThat(((Step.Refused) fixture.testApp.lastStep()).cause())
        .hasMessageContaining("IllegalStateException")
        .hasMessageNotContaining("planted-secret");
  }

  @Test
  void anOptionalConnectionIsLeftOutForUsersWhoMayNotMakeIt() {
    start(desk().perAccount(ConnectPolicy.admins()).optional());
    open(gus);
    assertDone();
    assertThat(open(fixture.ada).hasForm()).isTrue();
  }

  @Test
  void aPolicyByRoleNeedsAMondayConnectionOfEveryUserThatReadsTheUser() {
    Connector desk = desk().perAccount(ConnectPolicy.members());
    MondayConnector monday = fixture.mondayConnector();
    for (Connector[] connectors :
        new Connector[][] {
          {desk},
          {monday.optional(), desk},
          {monday.perAccount(user -> true), desk},
          {Connector.monday("boards:read").withoutIdentityScopes(), desk}
        }) {
      assertThatThrownBy(() -> fixture.instance(connectors))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("desk: perAccount with a role")
          .hasMessageContaining("me:read");
    }
    assertThat(fixture.instance(Connector.monday().withoutIdentityScopes(), desk)).isNotNull();
    assertThat(
            fixture.instance(
                Connector.monday("boards:read").withoutIdentityScopes(),
                desk().perAccount(user -> true)))
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"ADMIN, true", "MEMBER, false"})
  void aConnectLinkConnectsMondayBeforeTheRoleIsQueried(Role role, boolean isAdmitted) {
    Connections connections = start(desk().perAccount(ConnectPolicy.admins()));
    open(gus);
    URI done = fixture.testApp.origin().resolve("/done");
    URI link = connections.link(OAuthFixture.user(bob), done).only("desk").toUri();
    bob.become(role);
    fixture.recipe(bob); // signs Bob in at monday.com
    TestBrowser.Page page = new TestBrowser().open(link);

    assertThat(page.hasForm()).isEqualTo(isAdmitted);
    assertThat(connections.connected(OAuthFixture.user(bob))).containsExactly("monday");
    if (!isAdmitted) {
      assertThat(refusal()).isEqualTo(Reason.NOT_ALLOWED);
    }
  }

  // Everyone but an administrator against the account

  static Stream<Arguments> attackers() {
    return Stream.of(Role.GUEST, Role.VIEWER, Role.MEMBER)
        .flatMap(role -> IntStream.rangeClosed(1, SEEDS).mapToObj(seed -> arguments(role, seed)));
  }

  @ParameterizedTest
  @MethodSource("attackers")
  void noSequenceOfWhatAGuestViewerOrMemberCanDoReplacesACredentialOfTheAccount(
      Role role, int seed) {
    listen();
    ConnectPolicy policy = role == Role.MEMBER ? ConnectPolicy.admins() : ConnectPolicy.members();
    Connections connections =
        fixture.add(
            Connections.builder(
                    fixture.mondayApp(),
                    fixture.vault(),
                    fixture.mondayConnector(),
                    desk().perAccount(ConnectPolicy.admins()),
                    fixture.acmeConnector().perAccount(policy).refreshUnusedAfter(UNUSED))
                .monotonicClock(new TestMonotonicClock()));
    fixture.testApp.add(connections.reconnect("desk"));
    fixture.testApp.add(connections.reconnect("acme"));
    TestBrowser.Page adasForm = open(fixture.ada);
    adasForm.submit(Map.of("key", ADMINS_KEY));
    MondayAccount account = fixture.adaUser().account();
    List<String> adas =
        List.of(
            connectedEvent(fixture.adaUser(), "monday", fixture.adaUser()),
            connectedEvent(account, "desk", fixture.adaUser()),
            connectedEvent(account, "acme", fixture.adaUser()));
    assertThat(events).containsExactlyElementsOf(adas);
    Map<String, StoredGrant> connected = StoredGrants.of(fixture.vault(), account);
    assertThat(connected).containsOnlyKeys("desk", "acme");
    checked.clear();

    gus.become(role);
    MondayUser attacker = OAuthFixture.user(gus);
    Attacker attacks = new Attacker(connections, new Random(seed), adasForm.uri());
    for (int i = 0; i < ACTIONS; i++) {
      String done = attacks.act();
      Map<String, StoredGrant> stored = StoredGrants.of(fixture.vault(), account);
      assertThat(stored).as("after %s: %s", i, done).containsOnlyKeys("desk", "acme");
      assertThat(stored.get("desk")).as("after %s: %s", i, done).isEqualTo(connected.get("desk"));
      assertThat(stored.get("acme").number())
          .as("after %s: %s", i, done)
          .isEqualTo(connected.get("acme").number());
      assertThat(connections.admin().list(account))
          .as("after %s: %s", i, done)
          .filteredOn(each -> each.owner().equals(account))
          .hasSize(2)
          .allMatch(each -> fixture.adaUser().equals(each.connectedBy()));
    }
    assertThat(attacks.undecided).as("claims that maintain did not disprove").isPositive();
    assertThat(claims).hasValue(attacks.forged);
    assertThat(checked).containsOnly(ADMINS_KEY);
    assertThat(fixture.acme.tokenRequests())
        .filteredOn(each -> !"refresh_token".equals(each.parameters().get("grant_type")))
        .as("exchanged codes")
        .hasSize(1);
    assertThat(fixture.acme.revocationRequests()).isEmpty();
    assertThat(events.subList(0, adas.size())).isEqualTo(adas);
    assertThat(events.subList(adas.size(), events.size()))
        .as("events of the attack, which concern the attacker's own connection only")
        .isNotEmpty()
        .isSubsetOf(
            connectedEvent(attacker, "monday", attacker), unrevokedEvent(attacker, "monday"));
  }

  /**
   * A user who tries everything that one without the right to connect can try, while other things
   * happen in the account.
   */
  private final class Attacker {
    private final Connections connections;
    private final Random random;
    private final URI adasForm;
    private final TestBrowser browser = new TestBrowser();
    private final List<URI> addresses = new ArrayList<>();
    private int forged;

    /** How many claimed uninstalls maintenance found that it could not disprove. */
    private int undecided;

    Attacker(Connections connections, Random random, URI adasForm) {
      this.connections = connections;
      this.random = random;
      this.adasForm = adasForm;
    }

    String act() {
      if (random.nextInt(3) == 0) {
        maintain();
        return "maintain";
      }
      int action = random.nextInt(15);
      switch (action) {
        case 0, 1, 2 -> begin(action);
        case 3 -> post(adasForm);
        case 4 -> visit(adasForm);
        case 5 -> visit(addresses.isEmpty() ? adasForm : any(addresses));
        case 6 -> post(addresses.isEmpty() ? adasForm : any(addresses));
        case 7 -> report401("desk");
        case 8 -> report401("acme");
        case 9, 10 -> forgeUninstall();
        default -> somethingElseHappens();
      }
      return "action " + action;
    }

    private URI any(List<URI> all) {
      return all.get(random.nextInt(all.size()));
    }

    /** As usual, or from a page that reconnects one of the connections. */
    private void begin(int instance) {
      fixture.testApp.switchTo(instance);
      TestBrowser.Page page = open(browser, gus);
      addresses.add(page.uri());
      addresses.addAll(page.visited());
      addresses.removeIf(each -> !each.getPath().startsWith("/callback/"));
      if (page.hasForm()) {
        page.submit(Map.of("key", GUESTS_KEY));
      }
    }

    private void visit(URI address) {
      browser.open(address);
    }

    private void post(URI address) {
      String state = DirectBrowser.parameter(address, "state");
      browser.post(
          URI.create(address.toString().replaceAll("\\?.*", "")),
          Map.of("state", state, "key", GUESTS_KEY, "proof", "x"));
    }

    private void report401(String connection) {
      try {
        connections.renew(connections.credential(OAuthFixture.user(gus), connection));
      } catch (OAuthException | NotConnectedException e) {
        assertThat(e.reply().status()).isBetween(400, 503);
      }
    }

    private void forgeUninstall() {
      var event =
          fixture
              .mondayApp()
              .appLifecycleVerifier()
              .verify(gus.sessionToken(), gus.lifecycleBody("uninstall"));
      assertThat(connections.forget(event).records()).isZero();
      forged++;
    }

    private void maintain() {
      MaintenanceReport report = connections.admin().maintain();
      assertThat(report.end()).isEqualTo(MaintenanceReport.End.COMPLETE);
      assertThat(report.erasedAccounts()).isZero();
      assertThat(report.failures()).isEmpty();
      undecided += report.claimCount();
    }

    private void somethingElseHappens() {
      switch (random.nextInt(9)) {
        case 0 -> accepted = !accepted;
        case 1 -> fixture.acme.refuseAccessTokens();
        case 2, 3 -> fixture.monday.api(Fault.html(503));
        case 4 -> fixture.monday.api(Fault.none());
        case 5 -> fixture.ada.deactivate();
        case 6 -> fixture.ada.reactivate();
        case 7 -> fixture.clock.advance(Duration.ofMinutes(random.nextInt(90)));
        default -> fixture.acme.revokeGrants();
      }
    }
  }
}

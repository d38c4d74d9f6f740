package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.LifecycleEvent;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.testkit.TokenDraft;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Uninstalled stays uninstalled: nothing that began before an uninstall takes effect after it, and
 * an uninstall that arrives late spares what was connected since.
 */
final class UninstallTest {
  private static final ForgetResult NOTHING = new ForgetResult(0, 0, 0, false);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Runs before each call of the store, with the method's name and arguments. */
  private final AtomicReference<HookedStore> hook =
      new AtomicReference<>((method, arguments, call) -> call.call());

  private final TokenStore memory = TokenStore.inMemory();
  private final OAuthFixture fixture =
      new OAuthFixture(
          HookedStore.of(memory, (method, args, call) -> hook.get().around(method, args, call)));
  private final Connections connections =
      fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
  private final FakeUser bob = fixture.monday.addUser("Bob", "lovelace");

  @AfterEach
  void close() {
    fixture.close();
  }

  private AppLifecycleEvent received(LifecycleEvent event) {
    return fixture.mondayApp().appLifecycleVerifier().verify(event.token(), event.body());
  }

  /** The administrator Ada uninstalls the app, and monday.com delivers the event at once. */
  private ForgetResult uninstall() {
    return connections.forget(received(fixture.ada.uninstall()));
  }

  private void connect(FakeUser user) {
    fixture.monday.consent(Consent.allowAs(user.name()));
    TestBrowser.Page end = new TestBrowser().open(fixture.recipe(user));
    assertThat(end.uri().getPath()).startsWith("/boards/1111");
  }

  private void setTime(String instant) {
    fixture.clock.advance(Duration.between(fixture.clock.instant(), Instant.parse(instant)));
  }

  private static OAuthException.Reason reason(Step step) {
    return DirectBrowser.reason(step);
  }

  private List<TokenStore.Row> rows() {
    return memory.records(fixture.app.clientId(), fixture.ada.accountId(), null, 100);
  }

  private boolean hasRoot() {
    return memory
        .find(TokenStore.Key.root(fixture.app.clientId(), fixture.ada.accountId()))
        .isPresent();
  }

  private List<TokenStore.Row> tombstones() {
    return memory.records(fixture.app.clientId(), 0, null, 100).stream()
        .filter(row -> row.key().name().startsWith("uninstalled/"))
        .toList();
  }

  @Test
  void linkIssuedBeforeTheUninstallAndOpenedAfterIt() {
    fixture.addRecipe();
    fixture.clock.advance(MINUTE);
    URI link = fixture.recipe(fixture.ada);
    fixture.clock.advance(MINUTE);
    assertThat(uninstall().records()).isEqualTo(4);
    fixture.clock.advance(MINUTE.multipliedBy(2));
    fixture.monday.addUser("Eve", "lovelace").install(fixture.testApp.origin());

    assertThat(reason(new DirectBrowser().open(connections, link)))
        .isEqualTo(OAuthException.Reason.UNINSTALLED);
    assertThat(hasRoot()).isFalse();
    assertThat(rows()).isEmpty();
  }

  @Test
  void linkIssuedBeforeTheUninstallOfAnAccountThatNeverConnected() {
    URI link = fixture.recipe(fixture.ada);
    fixture.clock.advance(MINUTE);
    assertThat(uninstall()).isEqualTo(NOTHING);

    assertThat(reason(new DirectBrowser().open(connections, link)))
        .isEqualTo(OAuthException.Reason.UNINSTALLED);
    assertThat(hasRoot()).isFalse();
  }

  @Test
  void linkIssuedInTheSecondOfTheUninstallIsRefusedAndOneOfTheNextIsNot() {
    fixture.clock.advance(Duration.ofMillis(500));
    uninstall();
    assertThat(reason(new DirectBrowser().open(connections, fixture.recipe(fixture.ada))))
        .isEqualTo(OAuthException.Reason.UNINSTALLED);

    fixture.clock.advance(Duration.ofMillis(500));
    assertThat(new DirectBrowser().open(connections, fixture.recipe(fixture.ada)))
        .isInstanceOf(Step.Ask.class);
    assertThat(hasRoot()).isTrue();
  }

  /** An authorization URL whose token does not state when it was issued. */
  private URI linkWithoutIssueTime() {
    String token =
        fixture
            .monday
            .tokens()
            .authorization(
                fixture.testApp.authorizeUrl(), fixture.monday.origin().resolve("/boards/1111"))
            .account(fixture.ada.accountId())
            .user(fixture.ada.id())
            .without("iat")
            .sign();
    return URI.create(fixture.testApp.authorizeUrl() + "?token=" + token);
  }

  @Test
  void aLinkThatDoesNotStateWhenItWasIssuedPassesNoTombstone() {
    Duration flow = Duration.ofMinutes(75).plusSeconds(30);
    uninstall();
    fixture.clock.advance(flow);
    assertThat(reason(new DirectBrowser().open(connections, linkWithoutIssueTime())))
        .isEqualTo(OAuthException.Reason.UNINSTALLED);
    fixture.clock.advance(Duration.ofMillis(1));
    assertThat(new DirectBrowser().open(connections, linkWithoutIssueTime()))
        .isInstanceOf(Step.Ask.class);
  }

  @Test
  void aTokenThatDoesNotStateWhenItWasIssuedPassesNoTombstoneOfTheHourThatHasJustBegun() {
    setTime("2026-11-21T13:00:05Z");
    uninstall();
    fixture.clock.advance(SECOND.multipliedBy(5));
    assertThat(reason(new DirectBrowser().open(connections, linkWithoutIssueTime())))
        .isEqualTo(OAuthException.Reason.UNINSTALLED);
    assertThatThrownBy(
            () -> fixture.vault().openAccount(fixture.adaUser().account(), Instant.EPOCH))
        .isInstanceOfSatisfying(
            VaultException.class,
            e -> assertThat(e.reason()).isEqualTo(VaultException.Reason.ACCOUNT_UNKNOWN));
    assertThat(hasRoot()).isFalse();
  }

  @Test
  void aLinkIsRefusedUntilTheTokenExpiresAlsoInLaterHours() {
    setTime("2026-11-21T12:59:58Z");
    URI link = fixture.recipe(fixture.ada);
    fixture.clock.advance(SECOND);
    uninstall();
    fixture.clock.advance(MINUTE.multipliedBy(4));
    assertThat(reason(new DirectBrowser().open(connections, link)))
        .isEqualTo(OAuthException.Reason.UNINSTALLED);
  }

  @Test
  void everyUninstallOfAnHourCounts() {
    uninstall();
    fixture.clock.advance(MINUTE.multipliedBy(10));
    fixture.ada.install(fixture.testApp.origin());
    URI link = fixture.recipe(fixture.ada);
    fixture.clock.advance(MINUTE);
    LifecycleEvent late = fixture.ada.event("uninstall");
    fixture.clock.advance(MINUTE);
    uninstall();
    connections.forget(received(late));

    assertThat(tombstones()).hasSize(1);
    assertThat(reason(new DirectBrowser().open(connections, link)))
        .isEqualTo(OAuthException.Reason.UNINSTALLED);
  }

  @Test
  void uninstallsOfOtherAccountsAndOtherEventsHaveNoEffectOnALink() {
    FakeUser other = fixture.monday.addUser("Linus", "other");
    URI link = fixture.recipe(fixture.ada);
    fixture.clock.advance(SECOND);
    connections.forget(received(other.uninstall()));
    connections.forget(received(fixture.ada.event("install")));
    connections.forget(received(fixture.ada.event("app_subscription_cancelled")));
    assertThat(tombstones()).hasSize(1);
    assertThat(new DirectBrowser().open(connections, link)).isInstanceOf(Step.Ask.class);
  }

  @Test
  void anIgnoredUninstallWritesNoTombstone() {
    LifecycleEvent uninstall = fixture.ada.event("uninstall");
    fixture.clock.advance(MINUTE);
    connect(fixture.ada);
    assertThat(connections.forget(received(uninstall))).isEqualTo(NOTHING);
    assertThat(tombstones()).isEmpty();
  }

  @Test
  void aTombstoneIsDeletedWhenEveryFlowThatItConcernsHasEnded() {
    setTime("2026-11-21T12:59:59Z");
    uninstall();
    Instant end = Instant.parse("2026-11-21T14:15:30Z");
    assertThat(memory.purge(end.minusMillis(1), 100)).isZero();
    assertThat(memory.purge(end.plusMillis(1), 100)).isEqualTo(1);
  }

  @Test
  void anUninstallThatIsDeliveredADayLateWritesNoTombstone() {
    LifecycleEvent uninstall = fixture.ada.event("uninstall");
    fixture.clock.advance(Duration.ofDays(1));
    assertThat(connections.forget(received(uninstall))).isEqualTo(NOTHING);
    assertThat(tombstones()).isEmpty();
  }

  @Test
  void aDamagedTombstoneRefusesFlowsOfItsAccountOnly() {
    uninstall();
    TokenStore.Row row = tombstones().get(0);
    memory.replace(row.key(), row.version(), new byte[7]);
    fixture.clock.advance(SECOND);
    Step step = new DirectBrowser().open(connections, fixture.recipe(fixture.ada));
    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Refused.class,
            refused ->
                assertThat(refused.cause())
                    .isInstanceOfSatisfying(
                        VaultException.class,
                        e ->
                            assertThat(e.reason())
                                .isEqualTo(VaultException.Reason.FORMAT_UNKNOWN)));
    FakeUser other = fixture.monday.addUser("Linus", "other");
    assertThat(new DirectBrowser().open(connections, fixture.recipe(other)))
        .isInstanceOf(Step.Ask.class);
  }

  private void plantTombstone() {
    String hour = Long.toString(fixture.clock.instant().getEpochSecond() / 3600);
    String name = "uninstalled/" + fixture.ada.accountId() + "/" + hour;
    TokenStore.Key key = new TokenStore.Key(fixture.app.clientId(), 0, name);
    assertThat(memory.create(key, "app", new byte[7], null)).isEqualTo(Created.CREATED);
  }

  private void alterTheAppsRoot() {
    String clientId = fixture.app.clientId();
    memory.deleteAccount(clientId, 0);
    memory.create(TokenStore.Key.root(clientId, 0), "x", new byte[0], null);
  }

  /** Connects Ada, and returns an authorization URL that was issued before the uninstall. */
  private URI connectAndArriveAgain() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    URI link = fixture.recipe(fixture.ada);
    fixture.clock.advance(MINUTE);
    return link;
  }

  private void assertIsUninstalled(URI link) {
    assertThat(hasRoot()).isFalse();
    assertThat(rows()).isEmpty();
    assertThat(reason(new DirectBrowser().open(connections, link)))
        .isEqualTo(OAuthException.Reason.UNINSTALLED);
  }

  @Test
  void aPlantedTombstoneKeepsNoUninstallFromDeletingTheAccount() {
    URI link = connectAndArriveAgain();
    plantTombstone();
    assertThat(uninstall().records()).isEqualTo(4);
    assertIsUninstalled(link);
  }

  @Test
  void aPlantedTombstoneKeepsNoOperatorFromForgettingTheAccount() {
    URI link = connectAndArriveAgain();
    plantTombstone();
    assertThat(connections.admin().forget(fixture.adaUser().account()).records()).isEqualTo(4);
    assertIsUninstalled(link);
  }

  @Test
  void anAlteredRootOfTheAppKeepsNoUninstallFromDeletingTheAccount() {
    URI link = connectAndArriveAgain();
    alterTheAppsRoot();
    assertThat(uninstall().records()).isEqualTo(4);
    assertIsUninstalled(link);
  }

  @Test
  void anAlteredRootOfTheAppKeepsNoOperatorFromForgettingTheAccount() {
    URI link = connectAndArriveAgain();
    alterTheAppsRoot();
    assertThat(connections.admin().forget(fixture.adaUser().account()).records()).isEqualTo(4);
    assertIsUninstalled(link);
  }

  @Test
  void aBeginThatIsOvertakenByAnUninstallLeavesNoRoot() {
    URI link = fixture.recipe(fixture.ada);
    fixture.clock.advance(SECOND);
    AppLifecycleEvent event = received(fixture.ada.event("uninstall"));
    hook.set(
        (method, args, call) -> {
          boolean createsRoot =
              method.equals("create") && ((TokenStore.Key) args[0]).account() != 0;
          if (createsRoot) {
            hook.set((m, a, c) -> c.call());
            connections.forget(event);
          }
          return call.call();
        });
    assertThat(reason(new DirectBrowser().open(connections, link)))
        .isEqualTo(OAuthException.Reason.UNINSTALLED);
    assertThat(hasRoot()).isFalse();
  }

  @Test
  void operatorsForgetIsAnUninstallToo() {
    URI link = fixture.recipe(fixture.ada);
    fixture.clock.advance(SECOND);
    connections.admin().forget(fixture.adaUser().account());
    assertThat(reason(new DirectBrowser().open(connections, link)))
        .isEqualTo(OAuthException.Reason.UNINSTALLED);
  }

  @Test
  void callbackOfAFlowFromBeforeAnUninstallThatKeptTheAccount() {
    connect(bob);
    fixture.clock.advance(MINUTE);
    fixture.monday.consent(Consent.allowAs("Ada"));
    DirectBrowser browser = new DirectBrowser();
    URI callback = browser.consent(browser.open(connections, fixture.recipe(fixture.ada)));
    fixture.clock.advance(MINUTE);
    LifecycleEvent uninstall = fixture.ada.event("uninstall");
    fixture.clock.advance(MINUTE);
    put(bob, "of Bob");
    assertThat(connections.forget(received(uninstall)).records()).isEqualTo(1);
    assertThat(hasRoot()).isTrue();

    int exchanges = fixture.monday.tokenRequests().size();
    assertThat(reason(browser.open(connections, callback)))
        .isEqualTo(OAuthException.Reason.UNINSTALLED);
    assertThat(fixture.monday.tokenRequests()).hasSize(exchanges);
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  /** The uninstall is delivered between the last look at the tombstone and the storing. */
  @Test
  void callbackThatStoresWhileAnUninstallThatKeepsTheAccountDeletes() {
    connect(bob);
    fixture.clock.advance(MINUTE);
    fixture.monday.consent(Consent.allowAs("Ada"));
    DirectBrowser browser = new DirectBrowser();
    URI callback = browser.consent(browser.open(connections, fixture.recipe(fixture.ada)));
    fixture.clock.advance(MINUTE);
    AppLifecycleEvent uninstall = received(fixture.ada.event("uninstall"));
    fixture.clock.advance(MINUTE);
    put(bob, "of Bob");
    List<String> stored = new ArrayList<>();
    hook.set(
        (method, args, call) -> {
          if (method.equals("create") && isCredential(args[0]) && stored.isEmpty()) {
            stored.add(((TokenStore.Key) args[0]).name());
            assertThat(connections.forget(uninstall).records()).isEqualTo(1);
          }
          return call.call();
        });
    assertThat(reason(browser.open(connections, callback)))
        .isEqualTo(OAuthException.Reason.UNINSTALLED);
    assertThat(stored).hasSize(1);
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
    assertThat(connections.connected(OAuthFixture.user(bob))).containsExactly("acme");
  }

  private static boolean isCredential(Object key) {
    return ((TokenStore.Key) key).name().startsWith("credential/");
  }

  @Test
  void callbackWhoseCodeIsExchangedDuringALateUninstallStoresNothingEvenForAMoment()
      throws Exception {
    connect(bob);
    fixture.clock.advance(MINUTE);
    fixture.monday.consent(Consent.allowAs("Ada"));
    DirectBrowser browser = new DirectBrowser();
    URI callback = browser.consent(browser.open(connections, fixture.recipe(fixture.ada)));
    fixture.clock.advance(MINUTE);
    LifecycleEvent uninstall = fixture.ada.event("uninstall");
    fixture.clock.advance(MINUTE);
    put(bob, "of Bob");
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    fixture.monday.tokenEndpoint(Fault.held(arrived, release));
    List<Object> stored = new ArrayList<>();
    hook.set(
        (method, args, call) -> {
          if (method.equals("create") && isCredential(args[0])) {
            stored.add(args[0]);
          }
          return call.call();
        });
    var pool = Executors.newSingleThreadExecutor();
    try {
      var step = pool.submit(() -> browser.open(connections, callback));
      arrived.await();
      assertThat(connections.forget(received(uninstall)).records()).isEqualTo(1);
      release.countDown();
      assertThat(reason(step.get())).isEqualTo(OAuthException.Reason.UNINSTALLED);
    } finally {
      pool.shutdownNow();
    }
    assertThat(stored).isEmpty();
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
    assertThat(connections.connected(OAuthFixture.user(bob))).containsExactly("acme");
  }

  private void put(FakeUser user, String secret) {
    connections.admin().put(OAuthFixture.user(user), "acme", Credential.of(Secret.of(secret)));
  }

  @Test
  void uninstallDeliveredLateAfterTheUserReconnected() {
    connect(fixture.ada);
    connect(bob);
    fixture.clock.advance(MINUTE);
    LifecycleEvent uninstall = fixture.ada.uninstall();
    fixture.clock.advance(MINUTE);
    fixture.ada.install(fixture.testApp.origin());
    fixture.monday.consent(Consent.allowAs("Ada"));
    DirectBrowser browser = new DirectBrowser();
    URI callback =
        browser.consent(browser.open(connections.reconnect("monday"), fixture.recipe(fixture.ada)));
    assertThat(browser.open(connections, callback)).isInstanceOf(Step.Done.class);
    put(fixture.ada, "of Ada");
    fixture.clock.advance(MINUTE);

    ForgetResult result = connections.forget(received(uninstall));
    assertThat(result.records()).as("Bob's two credentials").isEqualTo(2);
    assertThat(result.revoked() + result.unrevoked()).isEqualTo(2);
    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday", "acme");
    assertThat(connections.connected(OAuthFixture.user(bob))).isEmpty();
    assertThat(connections.forget(received(uninstall))).isEqualTo(NOTHING);
    assertThat(connections.credential(fixture.adaUser(), "acme")).isNotNull();
  }

  @Test
  void uninstallDeliveredLateDeletesEverythingIfNobodyReconnected() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    LifecycleEvent uninstall = fixture.ada.uninstall();
    fixture.clock.advance(MINUTE.multipliedBy(30));
    assertThat(connections.forget(received(uninstall)).records()).isEqualTo(4);
    assertThat(hasRoot()).isFalse();
  }

  @Test
  void userWhoReconnectsWhileALateUninstallLooksForThoseWhoHave() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    AppLifecycleEvent uninstall = received(fixture.ada.event("uninstall"));
    fixture.clock.advance(MINUTE.multipliedBy(2));
    hook.set(
        (method, args, call) -> {
          if (method.equals("find") && isCredential(args[0])) {
            hook.set((m, a, c) -> c.call());
            put(bob, "of Bob");
          }
          return call.call();
        });
    assertThat(connections.forget(uninstall).records()).isEqualTo(2);
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
    assertThat(connections.connected(OAuthFixture.user(bob))).containsExactly("acme");
  }

  @Test
  void userWhoReplacesTheirOwnCredentialWhileALateUninstallLooksForThoseWhoHave() {
    put(fixture.ada, "before");
    fixture.clock.advance(MINUTE);
    AppLifecycleEvent uninstall = received(fixture.ada.event("uninstall"));
    fixture.clock.advance(MINUTE.multipliedBy(2));
    hook.set(
        (method, args, call) -> {
          Object found = call.call();
          if (method.equals("find") && isCredential(args[0])) {
            hook.set((m, a, c) -> c.call());
            put(fixture.ada, "after");
          }
          return found;
        });
    assertThat(connections.forget(uninstall)).isEqualTo(NOTHING);
    assertThat(connections.credential(fixture.adaUser(), "acme").secret().reveal())
        .isEqualTo("after");
  }

  @Test
  void lateUninstallEndsAlthoughCredentialsAreWrittenAllTheTime() {
    put(fixture.ada, "before");
    fixture.clock.advance(MINUTE);
    AppLifecycleEvent uninstall = received(fixture.ada.event("uninstall"));
    fixture.clock.advance(MINUTE.multipliedBy(2));
    hook.set(
        (method, args, call) -> {
          Object found = call.call();
          if (method.equals("records")) {
            rows().forEach(row -> memory.replace(row.key(), row.version(), row.value()));
          }
          return found;
        });
    assertThat(connections.forget(uninstall).records()).isEqualTo(1);
  }

  @Test
  void userWhoConnectsAfterTheLastListingOfALateUninstallKeepsTheCredential() {
    put(fixture.ada, "before");
    fixture.clock.advance(MINUTE);
    AppLifecycleEvent uninstall = received(fixture.ada.event("uninstall"));
    fixture.clock.advance(MINUTE.multipliedBy(2));
    AtomicInteger listings = new AtomicInteger();
    hook.set(
        (method, args, call) -> {
          Object found = call.call();
          if (method.equals("records")) {
            rows().forEach(row -> memory.replace(row.key(), row.version(), row.value()));
            if (listings.incrementAndGet() == 20) {
              put(bob, "of Bob");
            }
          }
          return found;
        });
    assertThat(connections.forget(uninstall).records()).isEqualTo(1);
    hook.set((method, args, call) -> call.call());
    assertThat(connections.find(fixture.adaUser(), "acme")).isEmpty();
    assertThat(connections.find(OAuthFixture.user(bob), "acme")).isPresent();
  }

  /** The new credential is stored before one of the calls with which the damaged one is deleted. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void lateUninstallKeepsACredentialThatReplacesADamagedOneMeanwhile(int before) {
    put(fixture.ada, "damaged");
    fixture.clock.advance(MINUTE);
    AppLifecycleEvent uninstall = received(fixture.ada.event("uninstall"));
    fixture.clock.advance(MINUTE.multipliedBy(2));
    put(bob, "after");
    TokenStore.Row damaged = rowOf(fixture.ada);
    damage(damaged);
    List<String> calls = new ArrayList<>();
    hook.set(
        (method, args, call) -> {
          boolean isOfTheRecord =
              List.of("find", "delete").contains(method) && damaged.key().equals(args[0]);
          if (isOfTheRecord) {
            calls.add(method);
            if (calls.size() == before) {
              hook.set((m, a, c) -> c.call());
              put(fixture.ada, "after");
            }
          }
          return call.call();
        });
    connections.forget(uninstall);
    hook.set((method, args, call) -> call.call());
    if (calls.size() == before) {
      assertThat(connections.credential(fixture.adaUser(), "acme").secret().reveal())
          .isEqualTo("after");
    } else {
      assertThat(calls).as("all calls").endsWith("delete");
      assertThat(connections.find(fixture.adaUser(), "acme")).isEmpty();
    }
  }

  @Test
  void uninstallFromBeforeTheInstallationSparesACredentialWhoseEpochWasAltered() {
    LifecycleEvent uninstall = fixture.ada.event("uninstall");
    fixture.clock.advance(MINUTE);
    put(fixture.ada, "of Ada");
    put(bob, "of Bob");
    TokenStore.Key altered = rowOf(fixture.ada).key();
    hook.set(
        (method, args, call) -> {
          Object found = call.call();
          return method.equals("records")
              ? ((List<?>) found)
                  .stream().map(row -> withOtherEpoch((TokenStore.Row) row, altered)).toList()
              : found;
        });
    assertThat(connections.forget(received(uninstall))).isEqualTo(NOTHING);
    assertThat(connections.credential(fixture.adaUser(), "acme").secret().reveal())
        .isEqualTo("of Ada");
  }

  private static TokenStore.Row withOtherEpoch(TokenStore.Row row, TokenStore.Key which) {
    return row.key().equals(which)
        ? new TokenStore.Row(row.key(), row.version(), "AAAAAAAAAAAAAAAA", row.value())
        : row;
  }

  @Test
  void redeliveredUninstallFinishesADeletionThatWasInterruptedAfterTheRoot() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    AppLifecycleEvent uninstall = received(fixture.ada.uninstall());
    InterruptedDeletion interrupted = new InterruptedDeletion();
    hook.set(interrupted);
    assertThatThrownBy(() -> connections.forget(uninstall))
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reply().status()).isEqualTo(503));
    assertThat(hasRoot()).isFalse();
    assertThat(interrupted.left()).hasSize(4);

    assertThat(connections.forget(uninstall)).isEqualTo(new ForgetResult(4, 0, 2, false));
    assertThat(interrupted.left()).isEmpty();
    assertThat(connections.forget(uninstall)).isEqualTo(NOTHING);
  }

  @Test
  void redeliveredUninstallFinishesAnInterruptedDeletionAndSparesTheNextInstallation() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    AppLifecycleEvent uninstall = received(fixture.ada.uninstall());
    InterruptedDeletion interrupted = new InterruptedDeletion();
    hook.set(interrupted);
    assertThatThrownBy(() -> connections.forget(uninstall)).isInstanceOf(VaultException.class);
    fixture.clock.advance(MINUTE);
    fixture.ada.install(fixture.testApp.origin());
    connect(bob);

    assertThat(connections.forget(uninstall)).isEqualTo(new ForgetResult(4, 0, 2, false));
    assertThat(interrupted.left()).isEmpty();
    assertThat(connections.connected(OAuthFixture.user(bob))).containsExactly("monday", "acme");
    assertThat(connections.forget(uninstall)).isEqualTo(NOTHING);
  }

  /** The app as an instance has it whose clock is slow. */
  private MondayApp slowBy(Duration behind) {
    return MondayApp.builder(fixture.app.clientId(), fixture.testApp.origin())
        .clientSecret(Secret.of(fixture.app.clientSecret()))
        .signingSecret(Secret.of(fixture.app.signingSecret()))
        .insecureMonday(fixture.monday.origin())
        .timeSource(() -> fixture.clock.instant().minus(behind))
        .clockSkew(MINUTE.multipliedBy(2))
        .build();
  }

  /** By that clock, the uninstall is in the next hour and a minute and a half ahead. */
  @Test
  void linkFromBeforeAnUninstallThatIsInTheNextHourForAnInstanceWhoseClockIsSlow() {
    MondayApp app = slowBy(SECOND.multipliedBy(100));
    TokenVault vault = TokenVault.open(app, memory, KeyRing.of(fixture.keys));
    Connections slow = fixture.add(Connections.builder(app, vault, fixture.mondayConnector()));
    setTime("2026-11-21T12:59:00Z");
    Instant issuedAt = fixture.clock.instant();
    URI link = fixture.recipe(fixture.ada);
    setTime("2026-11-21T13:00:10Z");
    AppLifecycleEvent uninstall =
        app.appLifecycleVerifier()
            .verify(
                fixture
                    .monday
                    .tokens()
                    .appLifecycle()
                    .account(fixture.ada.accountId())
                    .user(fixture.ada.id())
                    .claim("iat", fixture.clock.instant().getEpochSecond())
                    .sign(),
                fixture.ada.lifecycleBody("uninstall"));
    assertThat(slow.forget(uninstall)).isEqualTo(NOTHING);
    fixture.clock.advance(SECOND.multipliedBy(10));

    assertThat(reason(new DirectBrowser().open(slow, link)))
        .isEqualTo(OAuthException.Reason.UNINSTALLED);
    assertThatThrownBy(() -> vault.openAccount(fixture.adaUser().account(), issuedAt))
        .isInstanceOfSatisfying(
            VaultException.class,
            e -> assertThat(e.reason()).isEqualTo(VaultException.Reason.ACCOUNT_UNKNOWN));
    assertThat(hasRoot()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void uninstallSoonAfterTheFirstUserReachesAnInstanceWhoseClockIsSlow(boolean hasIssueTime) {
    MondayApp app = slowBy(SECOND.multipliedBy(20));
    Connections slow =
        fixture.add(
            Connections.builder(
                app,
                TokenVault.open(app, memory, KeyRing.of(fixture.keys)),
                fixture.mondayConnector(),
                fixture.acmeConnector()));
    connect(fixture.ada);
    fixture.clock.advance(SECOND.multipliedBy(10));
    TokenDraft token =
        fixture
            .monday
            .tokens()
            .appLifecycle()
            .account(fixture.ada.accountId())
            .user(fixture.ada.id());
    if (hasIssueTime) {
      token.claim("iat", fixture.clock.instant().getEpochSecond());
    }
    AppLifecycleEvent uninstall =
        app.appLifecycleVerifier().verify(token.sign(), fixture.ada.lifecycleBody("uninstall"));
    assertThat(slow.forget(uninstall).records()).isEqualTo(4);
    assertThat(hasRoot()).isFalse();
    assertThat(ByteBuffer.wrap(tombstones().get(0).value()).getLong())
        .as("monday.com's time")
        .isEqualTo(fixture.clock.instant().toEpochMilli());
  }

  @Test
  void originIsThatOfTheFlowAlsoAfterARefresh() {
    connect(fixture.ada);
    connect(bob);
    fixture.clock.advance(MINUTE);
    LifecycleEvent uninstall = fixture.ada.event("uninstall");
    fixture.clock.advance(Duration.ofHours(2));
    put(bob, "of Bob");
    String before = connections.credential(fixture.adaUser(), "acme").secret().reveal();
    assertThat(fixture.acme.tokenRequests()).as("with a refresh").hasSizeGreaterThan(2);

    assertThat(connections.forget(received(uninstall)).records()).isEqualTo(3);
    assertThat(connections.find(fixture.adaUser(), "acme")).isEmpty();
    assertThat(before).isNotEmpty();
    assertThat(connections.find(OAuthFixture.user(bob), "acme")).isPresent();
  }

  @Test
  void credentialConnectedInTheSecondOfTheUninstallIsDeletedAndOneOfTheNextIsNot() {
    put(fixture.ada, "before");
    fixture.clock.advance(Duration.ofMillis(500));
    LifecycleEvent uninstall = fixture.ada.event("uninstall");
    fixture.clock.advance(Duration.ofMillis(500));
    put(bob, "after");
    assertThat(connections.forget(received(uninstall)).records()).isEqualTo(1);
    assertThat(connections.find(fixture.adaUser(), "acme")).isEmpty();
    assertThat(connections.find(OAuthFixture.user(bob), "acme")).isPresent();
  }

  private TokenStore.Row rowOf(FakeUser user) {
    return rows().stream()
        .filter(row -> row.key().name().contains("user:" + user.id()))
        .findFirst()
        .orElseThrow();
  }

  private void damage(TokenStore.Row row) {
    byte[] altered = row.value().clone();
    altered[altered.length - 1] ^= 1;
    assertThat(memory.replace(row.key(), row.version(), altered)).isPresent();
  }

  @Test
  void lateUninstallDeletesACredentialThatCannotBeReadAndCountsIt() {
    put(fixture.ada, "damaged");
    fixture.clock.advance(SECOND);
    LifecycleEvent uninstall = fixture.ada.event("uninstall");
    fixture.clock.advance(SECOND);
    put(bob, "after");
    damage(rowOf(fixture.ada));

    assertThat(connections.forget(received(uninstall))).isEqualTo(new ForgetResult(1, 0, 1, false));
    assertThat(rows()).hasSize(1);
  }

  /** Another instance, whose key service cannot be reached. */
  private Connections withoutKeys() {
    return Connections.create(
        fixture.mondayApp(),
        TokenVault.open(fixture.mondayApp(), memory, fixture.unreachableKeys()),
        fixture.mondayConnector(),
        fixture.acmeConnector());
  }

  @Test
  void aPromptUninstallNeedsNoKey() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    AppLifecycleEvent event = received(fixture.ada.uninstall());
    fixture.clock.advance(MINUTE);
    assertThat(withoutKeys().forget(event)).isEqualTo(new ForgetResult(4, 0, 2, false));
    assertThat(rows()).isEmpty();
  }

  @Test
  void aLateUninstallIsDeliveredAgainIfTheKeyServiceCannotBeReached() {
    connect(fixture.ada);
    fixture.clock.advance(MINUTE);
    AppLifecycleEvent event = received(fixture.ada.uninstall());
    fixture.clock.advance(MINUTE.plusMillis(1));
    assertThatThrownBy(() -> withoutKeys().forget(event))
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reply().status()).isEqualTo(503));
    assertThat(connections.forget(event).records()).isEqualTo(4);
  }

  /** Changes the stored root of Ada's account. */
  private void alterRoot(UnaryOperator<byte[]> change) {
    TokenStore.Row root =
        memory
            .find(TokenStore.Key.root(fixture.app.clientId(), fixture.ada.accountId()))
            .orElseThrow();
    assertThat(memory.replace(root.key(), root.version(), change.apply(root.value().clone())))
        .isPresent();
  }

  private static byte[] openedIn9999(byte[] root) {
    ByteBuffer.wrap(root).putLong(1, Instant.parse("9999-01-01T00:00:00Z").getEpochSecond());
    return root;
  }

  private static byte[] withAlteredWrappedKey(byte[] root) {
    root[root.length - 1] ^= 1;
    return root;
  }

  static List<UnaryOperator<byte[]>> damagedRoots() {
    return List.of(
        UninstallTest::openedIn9999,
        UninstallTest::withAlteredWrappedKey,
        root -> new byte[] {1, 2, 3});
  }

  /** Also by an instance that has not read the account's data key before. */
  @ParameterizedTest
  @MethodSource("damagedRoots")
  void aDamagedRootKeepsNoUninstallFromDeletingTheAccount(UnaryOperator<byte[]> damage) {
    for (Duration delay : List.of(Duration.ZERO, MINUTE.multipliedBy(3))) {
      connect(fixture.ada);
      fixture.clock.advance(MINUTE);
      alterRoot(damage);
      AppLifecycleEvent event = received(fixture.ada.event("uninstall"));
      fixture.clock.advance(delay);
      Connections fresh =
          Connections.create(
              fixture.mondayApp(),
              fixture.vault(),
              fixture.mondayConnector(),
              fixture.acmeConnector());

      assertThat(fresh.forget(event)).isEqualTo(new ForgetResult(4, 0, 2, false));
      assertThat(hasRoot()).isFalse();
      assertThat(rows()).isEmpty();
      fixture.clock.advance(MINUTE);
    }
  }

  @Test
  void anUninstallFromBeforeTheInstallationIsNeitherObeyedNorIgnoredWithoutAKey() {
    AppLifecycleEvent event = received(fixture.ada.event("uninstall"));
    fixture.clock.advance(SECOND);
    connect(fixture.ada);
    assertThatThrownBy(() -> withoutKeys().forget(event))
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reply().status()).isEqualTo(503));
    assertThat(rows()).hasSize(4);

    assertThat(connections.forget(event)).isEqualTo(NOTHING);
    assertThat(rows()).hasSize(4);
  }

  @Test
  void theLatestTombstoneOfAnHourStays() {
    LifecycleEvent earlier = fixture.ada.event("uninstall");
    fixture.clock.advance(MINUTE);
    uninstall();
    connections.forget(received(earlier));
    assertThat(ByteBuffer.wrap(tombstones().get(0).value()).getLong())
        .isEqualTo(fixture.clock.instant().toEpochMilli());
  }

  @Test
  void anUninstallThatCannotBeRecordedDeletesTheAccountAndIsDeliveredAgain() {
    URI link = connectAndArriveAgain();
    AppLifecycleEvent event = received(fixture.ada.event("uninstall"));
    hook.set(
        (method, args, call) -> {
          if (method.equals("create")) {
            throw new IllegalStateException("the table refuses this row");
          }
          return call.call();
        });
    assertThatThrownBy(() -> connections.forget(event))
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reply().status()).isEqualTo(503));
    assertThat(hasRoot()).isFalse();
    assertThat(rows()).isEmpty();

    hook.set((method, args, call) -> call.call());
    assertThat(connections.forget(event)).isEqualTo(NOTHING);
    assertIsUninstalled(link);
  }
}

package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Owner;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.credential.MonotonicClock;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.LifecycleEvent;
import io.github.mondayauth.testkit.ReceivedRequest;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is revoked after it was deleted, or because it cannot be stored, and for how long. */
final class RevocationTest {
  private static final Duration EXPIRED = Duration.ofHours(2);

  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<Integer> forgotten = new CopyOnWriteArrayList<>();

  /** Runs around each call of the store of {@link #startWithHook}, unless it is null. */
  private final AtomicReference<HookedStore> hook = new AtomicReference<>();

  private OAuthFixture fixture = new OAuthFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void use(TokenStore store, FakeOAuthServer.Builder provider) {
    fixture.close();
    fixture = new OAuthFixture(store, provider);
  }

  /** An instance with the provider as its only connection, so that each test sees its requests. */
  private Connections.Builder acmeOnly(OAuthConnector acme) {
    fixture.listener =
        new AuthListener() {
          @Override
          public void unrevoked(Owner owner, String connection) {
            events.add(connection + " of " + owner);
          }

          @Override
          public void forgotten(MondayAccount account, int records) {
            forgotten.add(records);
          }
        };
    return Connections.builder(fixture.mondayApp(), fixture.vault(), acme)
        .insecureWithoutConfirmation();
  }

  private Connections start() {
    return fixture.add(acmeOnly(fixture.acmeConnector()));
  }

  private String adasAcme() {
    return "acme of " + fixture.adaUser();
  }

  private Step connect(Connections connections) {
    return connect(connections, fixture.ada);
  }

  private Step connect(Connections connections, FakeUser user) {
    DirectBrowser browser = new DirectBrowser();
    Step begun = browser.open(connections, fixture.recipe(user));
    return browser.open(connections, browser.consent(begun));
  }

  /** Runs an action after the provider has issued tokens and before the call gets them. */
  private Throwable during(Callable<?> call, Runnable action) throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    fixture.acme.tokenEndpoint(Fault.held(arrived, release).afterProcessing());
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<?> running = pool.submit(call);
      arrived.await();
      fixture.acme.tokenEndpoint(Fault.none());
      action.run();
      release.countDown();
      return catchThrowable(running::get);
    } finally {
      release.countDown();
      pool.shutdownNow();
    }
  }

  private List<String> revokedTypes() {
    return fixture.acme.revocationRequests().stream()
        .map(ReceivedRequest::parameters)
        .map(form -> String.valueOf(form.get("token_type_hint")))
        .toList();
  }

  @Test
  void aRefreshThatFindsItsRecordGoneRevokesBothTokens() throws Exception {
    use(TokenStore.inMemory(), FakeOAuthServer.builder().revocationEndsOneToken());
    Connections connections = start();
    connect(connections);
    fixture.clock.advance(EXPIRED);
    Throwable thrown =
        during(
            () -> connections.credential(fixture.adaUser(), "acme"),
            () -> connections.admin().disconnect(fixture.adaUser(), "acme"));

    assertThat(thrown).hasCauseInstanceOf(NotConnectedException.class);
    assertThat(fixture.acme.liveGrants()).isZero();
    assertThat(revokedTypes())
        .containsExactly("refresh_token", "access_token", "refresh_token", "access_token");
    assertThat(events).isEmpty();
  }

  @Test
  void aCallbackThatFindsTheAppUninstalledRevokesBothTokens() throws Exception {
    use(TokenStore.inMemory(), FakeOAuthServer.builder().revocationEndsOneToken());
    Connections connections = start();
    during(
        () -> connect(connections), () -> connections.admin().forget(fixture.adaUser().account()));

    assertThat(fixture.acme.liveGrants()).isZero();
    assertThat(revokedTypes()).containsExactly("refresh_token", "access_token");
    assertThat(events).isEmpty();
  }

  @Test
  void aCallbackThatCannotRevokeRaisesAnEvent() throws Exception {
    Connections connections = start();
    fixture.acme.revocationEndpoint(Fault.html(500));
    during(
        () -> connect(connections),
        () ->
            assertThat(connections.admin().forget(fixture.adaUser().account()).unrevoked())
                .isZero());

    assertThat(fixture.acme.liveGrants()).isEqualTo(1);
    assertThat(events).containsExactly(adasAcme());
  }

  @Test
  void aRefreshThatCannotRevokeRaisesAnEvent() throws Exception {
    Connections connections = start();
    connect(connections);
    fixture.clock.advance(EXPIRED);
    fixture.acme.revocationEndpoint(Fault.cutOff());
    during(
        () -> connections.credential(fixture.adaUser(), "acme"),
        () -> connections.admin().forget(fixture.adaUser().account()));

    assertThat(events).containsExactly(adasAcme());
  }

  @Test
  void aCallbackOfAnEarlierInstallationLeavesTheNewConnectionAlone() throws Exception {
    use(TokenStore.inMemory(), FakeOAuthServer.builder().revocationEndsAllGrants());
    Connections connections = start();
    during(
        () -> connect(connections),
        () -> {
          connections.admin().forget(fixture.adaUser().account());
          fixture.clock.advance(Duration.ofSeconds(1));
          assertThat(connect(connections)).isInstanceOf(Step.Done.class);
        });

    assertThat(fixture.acme.revocationRequests()).isEmpty();
    assertThat(fixture.acme.liveGrants()).isEqualTo(2);
    assertThat(events).containsExactly(adasAcme());
  }

  @Test
  void aDroppedGrantLosesItsRefreshTokenTooWhereThatEndsOneToken() {
    use(TokenStore.inMemory(), FakeOAuthServer.builder().revocationEndsOneToken());
    Connections connections =
        fixture.add(acmeOnly(fixture.acmeConnector().scopes("a", "b").revocationEndsOneToken()));
    fixture.acme.tokenEndpoint(Fault.field("scope", "a"));

    assertThat(DirectBrowser.reason(connect(connections))).isEqualTo(OAuthException.Reason.SCOPES);
    assertThat(fixture.acme.liveGrants()).isZero();
    assertThat(revokedTypes()).containsExactly("refresh_token", "access_token");
  }

  @Test
  void aDroppedGrantThatMustNotBeRevokedRaisesAnEvent() {
    Connections connections = fixture.add(acmeOnly(fixture.acmeConnector().scopes("a", "b")));
    fixture.acme.tokenEndpoint(Fault.field("scope", "a"));

    assertThat(DirectBrowser.reason(connect(connections))).isEqualTo(OAuthException.Reason.SCOPES);
    assertThat(fixture.acme.revocationRequests()).isEmpty();
    assertThat(events).containsExactly(adasAcme());
  }

  @Test
  void reconnectingRevokesTheReplacedGrantWhereThatEndsOneToken() {
    use(TokenStore.inMemory(), FakeOAuthServer.builder().revocationEndsOneToken());
    Connections connections =
        fixture.add(acmeOnly(fixture.acmeConnector().revocationEndsOneToken()));
    connect(connections);
    connect(connections.reconnect("acme"));

    assertThat(fixture.acme.liveGrants()).isEqualTo(1);
    assertThat(connections.admin().forget(fixture.adaUser().account()).unrevoked()).isZero();
    assertThat(fixture.acme.liveGrants()).isZero();
    assertThat(events).isEmpty();
  }

  @Test
  void reconnectingAtAProviderThatMayEndAllGrantsRevokesNothingAndRaisesAnEvent() {
    Connections connections = start();
    connect(connections);
    connect(connections.reconnect("acme"));

    assertThat(fixture.acme.revocationRequests()).isEmpty();
    assertThat(events).containsExactly(adasAcme());
  }

  @Test
  void disconnectRevokesWhatARefreshStoredInTheMeantime() {
    AtomicBoolean isArmed = new AtomicBoolean();
    Connections[] instance = new Connections[1];
    TokenStore store = TokenStore.inMemory();
    TokenStore hooked =
        HookedStore.of(
            store,
            (method, arguments, call) -> {
              if (method.equals("delete") && isArmed.compareAndSet(true, false)) {
                instance[0].credential(fixture.adaUser(), "acme");
              }
              return call.call();
            });
    use(hooked, FakeOAuthServer.builder().revocationEndsOneToken());
    Connections connections = start();
    instance[0] = connections;
    connect(connections);
    fixture.clock.advance(EXPIRED);
    isArmed.set(true);

    assertThat(connections.admin().disconnect(fixture.adaUser(), "acme"))
        .isEqualTo(new ForgetResult(1, 1, 0, false));
    assertThat(isArmed).isFalse();
    assertThat(fixture.acme.tokenRequests()).hasSize(2);
    assertThat(fixture.acme.liveGrants()).isZero();
  }

  private Connections startWithHook() {
    TokenStore hooked =
        HookedStore.of(
            TokenStore.inMemory(),
            (method, arguments, call) -> {
              HookedStore around = hook.get();
              return around == null ? call.call() : around.around(method, arguments, call);
            });
    use(hooked, FakeOAuthServer.builder().revocationEndsOneToken());
    return start();
  }

  private static IllegalStateException noResponse() {
    return new IllegalStateException("connection reset");
  }

  private void assertDisconnectFails(Connections connections) {
    assertThatThrownBy(() -> connections.admin().disconnect(fixture.adaUser(), "acme"))
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reply().status()).isEqualTo(503));
  }

  @Test
  void disconnectRevokesTheCredentialIfTheResponseOfTheDeletionIsLost() {
    Connections connections = startWithHook();
    connect(connections);
    hook.set(
        (method, arguments, call) -> {
          Object result = call.call();
          if (method.equals("delete")) {
            throw noResponse();
          }
          return result;
        });
    assertThat(connections.admin().disconnect(fixture.adaUser(), "acme"))
        .isEqualTo(new ForgetResult(1, 1, 0, false));
    assertThat(fixture.acme.liveGrants()).isZero();
    assertThat(events).isEmpty();
  }

  @Test
  void disconnectRaisesAnEventIfNobodyCanSayWhetherTheCredentialWasDeleted() {
    Connections connections = startWithHook();
    connect(connections);
    AtomicBoolean isDown = new AtomicBoolean();
    hook.set(
        (method, arguments, call) -> {
          Object result = call.call();
          isDown.compareAndSet(false, method.equals("delete"));
          if (isDown.get()) {
            throw noResponse();
          }
          return result;
        });
    assertDisconnectFails(connections);
    assertThat(events).containsExactly(adasAcme());
  }

  @Test
  void disconnectKeepsTheCredentialIfTheStoreFails() {
    Connections connections = startWithHook();
    connect(connections);
    for (String failing : List.of("find", "delete")) {
      hook.set(
          (method, arguments, call) -> {
            if (method.equals(failing)) {
              throw noResponse();
            }
            return call.call();
          });
      assertDisconnectFails(connections);
    }
    hook.set(null);
    assertThat(events).isEmpty();
    assertThat(fixture.acme.revocationRequests()).isEmpty();
    assertThat(connections.admin().disconnect(fixture.adaUser(), "acme"))
        .isEqualTo(new ForgetResult(1, 1, 0, false));
  }

  @Test
  void disconnectDeletesTheLaterGrantIfTheStoreFailsAtTheEarlierOne() {
    Connections connections = startWithHook();
    connect(connections);
    fixture.clock.advance(EXPIRED);
    hook.set(
        (method, arguments, call) -> {
          if (method.equals("delete")) {
            hook.set(null);
            connections.credential(fixture.adaUser(), "acme");
            throw noResponse();
          }
          return call.call();
        });
    assertThat(connections.admin().disconnect(fixture.adaUser(), "acme"))
        .isEqualTo(new ForgetResult(1, 1, 0, false));
    assertThat(fixture.acme.liveGrants()).isZero();
  }

  /** The credential could not be revoked, and a minute later it could. */
  @Test
  void disconnectKeepsTheCredentialIfTheKeyServiceCannotBeReached() {
    Connections connections = start();
    connect(connections);
    assertDisconnectFails(withoutKeys());
    assertThat(connections.admin().disconnect(fixture.adaUser(), "acme"))
        .isEqualTo(new ForgetResult(1, 1, 0, false));
  }

  /** Another instance, whose key service cannot be reached. */
  private Connections withoutKeys() {
    return Connections.create(
        fixture.mondayApp(),
        TokenVault.open(fixture.mondayApp(), fixture.store, fixture.unreachableKeys()),
        fixture.acmeConnector());
  }

  /** What an account-wide deletion does before it fails. */
  private enum LostResponse {
    DELETED,
    DELETED_AND_STORE_DOWN,
    NOT_DELETED
  }

  @ParameterizedTest
  @EnumSource
  void uninstallWhoseResponseIsLostRaisesTheEventsOfWhatMayBeGone(LostResponse lost) {
    Connections connections = startWithHook();
    connect(connections);
    AtomicBoolean isDown = new AtomicBoolean();
    hook.set(
        (method, arguments, call) -> {
          boolean isDeletion = method.equals("deleteAccount");
          if (isDeletion && lost != LostResponse.NOT_DELETED) {
            call.call();
          }
          isDown.compareAndSet(false, isDeletion && lost == LostResponse.DELETED_AND_STORE_DOWN);
          if (isDeletion || isDown.get()) {
            throw noResponse();
          }
          return call.call();
        });
    LifecycleEvent uninstall = fixture.ada.event("uninstall");
    AppLifecycleEvent event =
        fixture.mondayApp().appLifecycleVerifier().verify(uninstall.token(), uninstall.body());
    assertThatThrownBy(() -> connections.forget(event))
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reply().status()).isEqualTo(503));
    hook.set(null);
    ForgetResult again = connections.forget(event);
    if (lost == LostResponse.NOT_DELETED) {
      assertThat(events).isEmpty();
      assertThat(again.revoked()).isEqualTo(1);
    } else {
      assertThat(events).containsExactly(adasAcme());
      assertThat(again).isEqualTo(new ForgetResult(0, 0, 0, false));
    }
  }

  /** Nobody issued an API key for the connection, so nobody can be asked to revoke it. */
  @Test
  void uninstallWhoseResponseIsLostRaisesNoEventOfAnApiKey() {
    startWithHook();
    Connections connections =
        fixture.add(
            Connections.builder(
                    fixture.mondayApp(),
                    fixture.vault(),
                    fixture.acmeConnector(),
                    Connector.apiKey("desk", "Desk"))
                .insecureWithoutConfirmation());
    connections.admin().put(fixture.adaUser(), "acme", Credential.of(Secret.of("token")));
    connections.admin().put(fixture.adaUser(), "desk", Credential.of(Secret.of("key")));
    hook.set(
        (method, arguments, call) -> {
          Object result = call.call();
          if (method.equals("deleteAccount")) {
            throw noResponse();
          }
          return result;
        });
    MondayAccount account = fixture.adaUser().account();
    assertThatThrownBy(() -> connections.admin().forget(account))
        .isInstanceOf(VaultException.class);
    assertThat(events).containsExactly(adasAcme());
  }

  @Test
  void uninstallCountsACredentialWhoseNameCannotBeRead() {
    TokenStore store = TokenStore.inMemory();
    use(store, FakeOAuthServer.builder());
    Connections connections = start();
    connect(connections);
    MondayAccount account = fixture.adaUser().account();
    String app = fixture.mondayApp().clientId();
    String epoch = store.find(TokenStore.Key.root(app, account.id())).orElseThrow().epoch();
    for (String name : List.of("credential/of another format", "credential/one more")) {
      store.create(new TokenStore.Key(app, account.id(), name), epoch, new byte[] {1}, null);
    }
    // With the mark of the used flow.
    assertThat(connections.admin().forget(account)).isEqualTo(new ForgetResult(4, 1, 2, false));
  }

  /** A user of the next installation arrives before the failed deletion is looked into. */
  @Test
  void uninstallWhoseResponseIsLostRaisesItsEventsAlsoIfTheAccountIsOpenedAgain() {
    Connections connections = startWithHook();
    connect(connections);
    FakeUser bob = fixture.monday.addUser("Bob", "lovelace");
    hook.set(
        (method, arguments, call) -> {
          Object result = call.call();
          if (method.equals("deleteAccount")) {
            hook.set(null);
            fixture.clock.advance(Duration.ofSeconds(1));
            assertThat(connect(connections, bob)).isInstanceOf(Step.Done.class);
            throw noResponse();
          }
          return result;
        });
    assertThatThrownBy(() -> connections.admin().forget(fixture.adaUser().account()))
        .isInstanceOf(VaultException.class);
    assertThat(events).containsExactly(adasAcme());
    assertThat(connections.connected(OAuthFixture.user(bob))).containsExactly("acme");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void uninstallThatFailsOverARootThatCannotBeReadRaisesEventsOnlyIfItMayBeGone(boolean isGone) {
    Connections connections = startWithHook();
    connect(connections);
    MondayAccount account = fixture.adaUser().account();
    TokenStore.Key key = TokenStore.Key.root(fixture.app.clientId(), account.id());
    long version = fixture.store.find(key).orElseThrow().version();
    assertThat(fixture.store.replace(key, version, new byte[1])).isPresent();
    hook.set(
        (method, arguments, call) -> {
          if (method.equals("deleteAccount")) {
            if (isGone) {
              call.call();
            }
            throw noResponse();
          }
          return call.call();
        });
    assertThatThrownBy(() -> connections.admin().forget(account))
        .isInstanceOf(VaultException.class);
    assertThat(events).hasSize(isGone ? 1 : 0);
    hook.set(null);
    assertThat(connections.admin().forget(account).unrevoked()).isEqualTo(isGone ? 0 : 1);
  }

  @Test
  void uninstallThatFailsKeepsItsFailureIfTheListenerThrowsAnError() {
    Connections connections = startWithHook();
    connect(connections);
    AssertionError error = new AssertionError("planted");
    fixture.listener =
        new AuthListener() {
          @Override
          public void unrevoked(Owner owner, String connection) {
            throw error;
          }
        };
    Connections failing =
        Connections.create(fixture.mondayApp(), fixture.vault(), fixture.acmeConnector());
    fixture.acme.revocationEndpoint(Fault.html(503));
    hook.set(
        (method, arguments, call) -> {
          if (method.equals("create")) {
            throw noResponse();
          }
          return call.call();
        });
    Throwable thrown = catchThrowable(() -> failing.admin().forget(fixture.adaUser().account()));
    assertThat(thrown).isInstanceOf(VaultException.class);
    assertThat(thrown.getSuppressed()).containsExactly(error);
  }

  /** Without a key, nothing that was deleted can be revoked, but its names are known. */
  @Test
  void uninstallWithoutATombstoneAndWithoutAKeyRaisesTheEventsOfWhatItDeleted() {
    Connections connections = startWithHook();
    connect(connections);
    MondayAccount account = fixture.adaUser().account();
    Connections withoutKeys = withoutKeys();
    hook.set(
        (method, arguments, call) -> {
          if (method.equals("create")) {
            throw noResponse();
          }
          return call.call();
        });
    assertThatThrownBy(() -> withoutKeys.admin().forget(account))
        .isInstanceOf(VaultException.class);
    assertThat(connections.admin().list(account)).isEmpty();
    assertThat(events).containsExactly(adasAcme());
  }

  /** The tombstone cannot be written, and then nothing can be deleted. */
  @Test
  void uninstallThatFailsTwiceKeepsBothFailures() {
    Connections connections = startWithHook();
    connect(connections);
    hook.set(
        (method, arguments, call) -> {
          if (List.of("create", "deleteAccount").contains(method)) {
            throw new IllegalStateException(method);
          }
          return call.call();
        });
    Throwable thrown =
        catchThrowable(() -> connections.admin().forget(fixture.adaUser().account()));
    assertThat(thrown.getCause()).hasMessage("deleteAccount");
    assertThat(thrown.getSuppressed()).hasSize(1);
    assertThat(thrown.getSuppressed()[0].getCause()).hasMessage("create");
  }

  /** An uninstall whose first delivery deletes the root only. */
  private AppLifecycleEvent interruptedUninstall(
      Connections connections, InterruptedDeletion interrupted) {
    connect(connections);
    fixture.clock.advance(Duration.ofMinutes(1));
    LifecycleEvent uninstall = fixture.ada.event("uninstall");
    AppLifecycleEvent event =
        fixture.mondayApp().appLifecycleVerifier().verify(uninstall.token(), uninstall.body());
    hook.set(interrupted);
    assertThatThrownBy(() -> connections.forget(event)).isInstanceOf(VaultException.class);
    assertThat(interrupted.left()).hasSize(2);
    events.clear();
    return event;
  }

  @Test
  void removalOfLeftoversWhoseResponseIsLostRaisesTheEventOfWhatMayBeGone() {
    Connections connections = startWithHook();
    InterruptedDeletion interrupted = new InterruptedDeletion();
    AppLifecycleEvent event = interruptedUninstall(connections, interrupted);
    hook.set(
        (method, arguments, call) -> {
          Object result = interrupted.around(method, arguments, call);
          if (method.equals("delete")) {
            throw noResponse();
          }
          return result;
        });
    assertThatThrownBy(() -> connections.forget(event)).isInstanceOf(VaultException.class);
    assertThat(interrupted.left()).hasSize(1);
    assertThat(events).containsExactly(adasAcme());
  }

  /** The second delivery deletes a credential, and fails at the mark of a used flow. */
  @Test
  void removalOfLeftoversThatFailsHalfwayAccountsForWhatItHasDeleted() {
    Connections connections = startWithHook();
    InterruptedDeletion interrupted = new InterruptedDeletion();
    AppLifecycleEvent event = interruptedUninstall(connections, interrupted);
    AtomicInteger deletions = new AtomicInteger();
    hook.set(
        (method, arguments, call) -> {
          if (method.equals("delete") && deletions.getAndIncrement() == 1) {
            throw noResponse();
          }
          return interrupted.around(method, arguments, call);
        });
    assertThatThrownBy(() -> connections.forget(event)).isInstanceOf(VaultException.class);
    assertThat(interrupted.left()).hasSize(1);
    assertThat(events).containsExactly(adasAcme());
    assertThat(forgotten).as("with the one that may have been deleted").containsExactly(2);
    assertThat(connections.forget(event)).isEqualTo(new ForgetResult(1, 0, 0, false));
  }

  /** The new credential is stored before one of the calls with which the damaged one is deleted. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void disconnectRevokesTheCredentialThatReplacesADamagedOneMeanwhile(int before) {
    Connections connections = startWithHook();
    connect(connections);
    TokenStore.Row row = adasRow();
    byte[] damaged = row.value().clone();
    damaged[damaged.length - 1] ^= 1;
    assertThat(fixture.store.replace(row.key(), row.version(), damaged)).isPresent();
    List<String> calls = new ArrayList<>();
    hook.set(
        (method, arguments, call) -> {
          boolean isOfTheRecord =
              List.of("find", "delete").contains(method) && row.key().equals(arguments[0]);
          if (isOfTheRecord) {
            calls.add(method);
            if (calls.size() == before) {
              hook.set(null);
              connect(connections);
            }
          }
          return call.call();
        });
    ForgetResult result = connections.admin().disconnect(fixture.adaUser(), "acme");
    boolean isReplaced = calls.size() == before;
    assertThat(result)
        .isEqualTo(new ForgetResult(1, isReplaced ? 1 : 0, isReplaced ? 0 : 1, false));
    assertThat(fixture.acme.liveGrants()).as("of the damaged credential").isEqualTo(1);
  }

  private TokenStore.Row damaged() {
    TokenStore.Row row = adasRow();
    byte[] damaged = row.value().clone();
    damaged[damaged.length - 1] ^= 1;
    assertThat(fixture.store.replace(row.key(), row.version(), damaged)).isPresent();
    return row;
  }

  /** The store fails at one of the reads after the one that finds the credential damaged. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void disconnectRaisesNoEventForADamagedCredentialThatIsStillThere(int failing) {
    Connections connections = startWithHook();
    connect(connections);
    TokenStore.Row row = damaged();
    AtomicInteger reads = new AtomicInteger();
    hook.set(
        (method, arguments, call) -> {
          if (method.equals("find")
              && row.key().equals(arguments[0])
              && reads.incrementAndGet() == failing) {
            throw noResponse();
          }
          return call.call();
        });
    assertDisconnectFails(connections);
    assertThat(reads).hasValue(failing);
    assertThat(events).isEmpty();
    hook.set(null);
    assertThat(connections.admin().disconnect(fixture.adaUser(), "acme"))
        .isEqualTo(new ForgetResult(1, 0, 1, false));
  }

  @Test
  void disconnectRaisesAnEventIfTheResponseOfTheDeletionOfADamagedCredentialIsLost() {
    Connections connections = startWithHook();
    connect(connections);
    damaged();
    hook.set(
        (method, arguments, call) -> {
          Object result = call.call();
          if (method.equals("delete")) {
            throw noResponse();
          }
          return result;
        });
    assertDisconnectFails(connections);
    assertThat(events).containsExactly(adasAcme());
  }

  /** Two users connect before an uninstall that is delivered late, and a third one after it. */
  private AppLifecycleEvent lateUninstall(Connections connections) {
    FakeUser bob = fixture.monday.addUser("Bob", "lovelace");
    FakeUser carol = fixture.monday.addUser("Carol", "lovelace");
    connect(connections, fixture.ada);
    connect(connections, bob);
    fixture.clock.advance(Duration.ofMinutes(1));
    LifecycleEvent uninstall = fixture.ada.event("uninstall");
    fixture.clock.advance(Duration.ofMinutes(1));
    connect(connections, carol);
    assertThat(fixture.acme.liveGrants()).isEqualTo(3);
    return fixture.mondayApp().appLifecycleVerifier().verify(uninstall.token(), uninstall.body());
  }

  /** How the second deletion of a late uninstall fails. */
  private enum Failing {
    STORE,
    CONTENTION;

    Object delete() {
      if (this == STORE) {
        throw noResponse();
      }
      return false;
    }
  }

  private void failFromTheSecondDeletionOn(Failing failing) {
    AtomicInteger deletions = new AtomicInteger();
    hook.set(
        (method, arguments, call) ->
            method.equals("delete") && deletions.getAndIncrement() > 0
                ? failing.delete()
                : call.call());
  }

  @Test
  void lateUninstallRaisesTheEventOnceWithTheNumberOfWhatItDeleted() {
    Connections connections = start();
    AppLifecycleEvent uninstall = lateUninstall(connections);
    assertThat(connections.forget(uninstall)).isEqualTo(new ForgetResult(2, 2, 0, false));
    assertThat(connections.forget(uninstall)).isEqualTo(new ForgetResult(0, 0, 0, false));
    assertThat(forgotten).containsExactly(2);
  }

  @ParameterizedTest
  @EnumSource
  void lateUninstallThatFailsHalfwayRevokesWhatItHasDeleted(Failing failing) {
    Connections connections = startWithHook();
    AppLifecycleEvent uninstall = lateUninstall(connections);
    failFromTheSecondDeletionOn(failing);
    assertThatThrownBy(() -> connections.forget(uninstall)).isInstanceOf(MondayAuthException.class);
    assertThat(fixture.acme.liveGrants()).isEqualTo(2);
    assertThat(events).isEmpty();

    hook.set(null);
    assertThat(connections.forget(uninstall)).isEqualTo(new ForgetResult(1, 1, 0, false));
    assertThat(fixture.acme.liveGrants()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void lateUninstallThatFailsHalfwayRaisesAnEventForWhatItCannotRevoke(Failing failing) {
    Connections connections = startWithHook();
    AppLifecycleEvent uninstall = lateUninstall(connections);
    fixture.acme.revocationEndpoint(Fault.html(503));
    failFromTheSecondDeletionOn(failing);
    assertThatThrownBy(() -> connections.forget(uninstall)).isInstanceOf(MondayAuthException.class);
    assertThat(fixture.acme.liveGrants()).isEqualTo(3);
    assertThat(events).hasSize(1).allMatch(event -> event.startsWith("acme of "));
  }

  /** The result, which counts what may still be valid, is lost with the exception. */
  @Test
  void uninstallWithoutATombstoneRevokesWhatItDeletedOrRaisesItsEvent() {
    for (boolean isConfirmed : new boolean[] {true, false}) {
      Connections connections = startWithHook();
      connect(connections);
      fixture.acme.revocationEndpoint(isConfirmed ? Fault.none() : Fault.html(503));
      hook.set(
          (method, arguments, call) -> {
            if (method.equals("create")) {
              throw noResponse();
            }
            return call.call();
          });
      MondayAccount account = fixture.adaUser().account();
      assertThatThrownBy(() -> connections.admin().forget(account))
          .isInstanceOf(VaultException.class);
      assertThat(connections.admin().list(account)).isEmpty();
      assertThat(events).hasSize(isConfirmed ? 0 : 1);
      hook.set(null);
    }
  }

  @Test
  void flowFromBeforeALateUninstallDoesNotReplaceACredentialFromAfterIt() throws Exception {
    Connections connections = start();
    List<String> secrets = new ArrayList<>();
    during(
        () -> connect(connections),
        () -> {
          fixture.clock.advance(Duration.ofMinutes(1));
          LifecycleEvent uninstall = fixture.ada.event("uninstall");
          fixture.clock.advance(Duration.ofMinutes(1));
          assertThat(connect(connections)).isInstanceOf(Step.Done.class);
          secrets.add(connections.credential(fixture.adaUser(), "acme").secret().reveal());
          AppLifecycleEvent event =
              fixture
                  .mondayApp()
                  .appLifecycleVerifier()
                  .verify(uninstall.token(), uninstall.body());
          assertThat(connections.forget(event).records()).isZero();
        });
    assertThat(connections.credential(fixture.adaUser(), "acme").secret().reveal())
        .isEqualTo(secrets.get(0));
    assertThat(fixture.acme.revocationRequests()).isEmpty();
  }

  @Test
  void disconnectGivesUpIfTheCredentialIsWrittenEveryTime() {
    TokenStore hooked =
        HookedStore.of(
            TokenStore.inMemory(),
            (method, arguments, call) -> method.equals("delete") ? false : call.call());
    use(hooked, FakeOAuthServer.builder());
    Connections connections = start();
    connect(connections);

    assertThatThrownBy(() -> connections.admin().disconnect(fixture.adaUser(), "acme"))
        .isInstanceOfSatisfying(
            OAuthException.class,
            e -> assertThat(e.reason()).isEqualTo(OAuthException.Reason.UNAVAILABLE));
    assertThat(fixture.acme.revocationRequests()).isEmpty();
  }

  @Test
  void aCredentialThatCannotBeDecryptedCountsAsPossiblyValid() {
    Connections connections = start();
    connect(connections);
    long account = fixture.adaUser().account().id();
    TokenStore.Row row =
        fixture.store.records(fixture.app.clientId(), account, null, 10).stream()
            .filter(each -> each.key().name().contains("acme"))
            .findFirst()
            .orElseThrow();
    byte[] altered = row.value().clone();
    altered[altered.length - 1] ^= 1;
    assertThat(fixture.store.replace(row.key(), row.version(), altered)).isPresent();

    assertThat(connections.admin().disconnect(fixture.adaUser(), "acme"))
        .isEqualTo(new ForgetResult(1, 0, 1, false));
    assertThat(connections.admin().disconnect(fixture.adaUser(), "acme"))
        .isEqualTo(new ForgetResult(0, 0, 0, false));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aUserConnectsAgainOverACredentialThatCannotBeRead(boolean isTruncated) {
    Connections connections = start();
    connect(connections);
    TokenStore.Row row = adasRow();
    byte[] damaged = Arrays.copyOf(row.value(), isTruncated ? 3 : row.value().length);
    damaged[damaged.length - 1] ^= 1;
    assertThat(fixture.store.replace(row.key(), row.version(), damaged)).isPresent();
    assertThatThrownBy(() -> connections.credential(fixture.adaUser(), "acme"))
        .isInstanceOf(VaultException.class);
    assertThat(connections.connected(fixture.adaUser())).isEmpty();

    assertThat(connect(connections)).isInstanceOf(Step.Done.class);
    assertThat(connections.credential(fixture.adaUser(), "acme")).isNotNull();
    assertThat(events).containsExactly(adasAcme());
  }

  /**
   * The other grant is stored before one of the first calls of the store after the exchange of the
   * code.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void reconnectingOverADamagedCredentialDeletesNoGrantThatIsStoredMeanwhile(int call) {
    TokenStore memory = TokenStore.inMemory();
    AtomicReference<Runnable> meanwhile = new AtomicReference<>();
    AtomicInteger calls = new AtomicInteger();
    use(
        HookedStore.of(
            memory,
            (method, args, next) -> {
              boolean isAfterExchange =
                  meanwhile.get() != null && fixture.acme.tokenRequests().size() == 2;
              if (isAfterExchange
                  && List.of("find", "delete").contains(method)
                  && ((TokenStore.Key) args[0]).name().contains("acme")
                  && calls.incrementAndGet() == call) {
                meanwhile.get().run();
              }
              return next.call();
            }),
        FakeOAuthServer.builder());
    OAuthConnector shared = fixture.acmeConnector().perAccount(user -> true);
    Connections connections = fixture.add(acmeOnly(shared));
    connect(connections);
    TokenStore.Row row = adasRow();
    byte[] damaged = row.value().clone();
    damaged[damaged.length - 1] ^= 1;
    assertThat(memory.replace(row.key(), row.version(), damaged)).isPresent();
    Connections other =
        Connections.builder(
                fixture.mondayApp(),
                TokenVault.open(fixture.mondayApp(), memory, KeyRing.of(fixture.keys)),
                shared)
            .build();
    Secret secret = Secret.of("stored meanwhile");
    meanwhile.set(() -> other.admin().put(fixture.adaUser(), "acme", Credential.of(secret)));

    connect(connections);
    assertThat(calls.get()).isGreaterThanOrEqualTo(call);
    assertThat(connections.credential(fixture.adaUser(), "acme").secret()).isEqualTo(secret);
  }

  /** The new grant could not be stored either, so it must not be obtained. */
  @Test
  void reconnectingOverACredentialWhoseKeyIsMissingUsesUpNoCode() {
    Connections connections = start();
    connect(connections);
    DirectBrowser browser = new DirectBrowser();
    URI callback =
        browser.consent(browser.open(connections.reconnect("acme"), fixture.recipe(fixture.ada)));
    TokenStore.Row row = adasRow();
    byte[] withOtherKey = row.value().clone();
    withOtherKey[1] ^= 1; // the data key's id
    long version = fixture.store.replace(row.key(), row.version(), withOtherKey).getAsLong();

    Step refused = browser.open(connections, callback);
    assertThat(refused.reply().status()).isEqualTo(503);
    assertThat(fixture.acme.tokenRequests()).hasSize(1);
    assertThat(events).isEmpty();

    assertThat(fixture.store.replace(row.key(), version, row.value())).isPresent();
    assertThat(browser.open(connections, callback)).isInstanceOf(Step.Done.class);
    assertThat(fixture.acme.tokenRequests()).hasSize(2);
  }

  /** Whatever the application's code throws, the grant that was just issued is accounted for. */
  @Test
  void aGrantIsNotLostIfTheApplicationsCallThrowsAnything() {
    AtomicReference<Throwable> thrown = new AtomicReference<>(new IOException("planted"));
    Connections connections =
        fixture.add(
            acmeOnly(
                fixture
                    .acmeConnector()
                    .onConnected(
                        credential -> {
                          RevocationTest.<RuntimeException>sneaky(thrown.get());
                          return Map.of();
                        })));
    Step refused = connect(connections);
    assertThat(DirectBrowser.reason(refused)).isEqualTo(OAuthException.Reason.UNAVAILABLE);
    assertThat(((Step.Refused) refused).cause()).hasMessageContaining("IOException");
    assertThat(events).containsExactly(adasAcme());

    thrown.set(new AssertionError("planted"));
    assertThatThrownBy(() -> connect(connections)).isSameAs(thrown.get());
    assertThat(events).containsExactly(adasAcme(), adasAcme());
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void aGrantIsNotLostIfThePolicyThrowsAnErrorAfterTheExchange() {
    use(TokenStore.inMemory(), FakeOAuthServer.builder().revocationEndsOneToken());
    AtomicBoolean isExchanged = new AtomicBoolean();
    AssertionError error = new AssertionError("planted");
    Connections connections =
        fixture.add(
            acmeOnly(
                fixture
                    .acmeConnector()
                    .revocationEndsOneToken()
                    .onConnected(
                        credential -> {
                          isExchanged.set(true);
                          return Map.of();
                        })
                    .perAccount(
                        user -> {
                          if (isExchanged.get()) {
                            throw error;
                          }
                          return true;
                        })));

    assertThatThrownBy(() -> connect(connections)).isSameAs(error);
    assertThat(fixture.acme.tokenRequests()).hasSize(1);
    assertThat(fixture.acme.liveGrants()).isZero();
    assertThat(connections.connected(fixture.adaUser().account())).isEmpty();
  }

  /**
   * A store whose write number {@code count} of this method throws an error, after it was armed.
   */
  private static TokenStore failingStore(AtomicBoolean isArmed, String name, int count) {
    AtomicInteger left = new AtomicInteger(count);
    return HookedStore.of(
        TokenStore.inMemory(),
        (method, arguments, call) -> {
          if (method.equals(name) && isArmed.get() && left.decrementAndGet() == 0) {
            throw new AssertionError("planted");
          }
          return call.call();
        });
  }

  /** It may have been stored before the error, so it is reported and not revoked. */
  @Test
  void aGrantIsNotLostIfTheStoreThrowsAnErrorAfterTheExchange() {
    AtomicBoolean isArmed = new AtomicBoolean();
    use(failingStore(isArmed, "create", 1), FakeOAuthServer.builder().revocationEndsOneToken());
    Connections connections =
        fixture.add(
            acmeOnly(
                fixture
                    .acmeConnector()
                    .revocationEndsOneToken()
                    .onConnected(
                        credential -> {
                          isArmed.set(true);
                          return Map.of();
                        })));

    assertThatThrownBy(() -> connect(connections)).isInstanceOf(AssertionError.class);
    assertThat(fixture.acme.revocationRequests()).isEmpty();
    assertThat(events).containsExactly(adasAcme());
  }

  @Test
  void aRefreshedGrantIsNotLostIfTheStoreThrowsAnError() {
    AtomicBoolean isArmed = new AtomicBoolean();
    // The first write takes the lease.
    use(failingStore(isArmed, "replace", 2), FakeOAuthServer.builder());
    Connections connections = start();
    connect(connections);
    fixture.clock.advance(EXPIRED);
    isArmed.set(true);

    assertThatThrownBy(() -> connections.credential(fixture.adaUser(), "acme"))
        .isInstanceOf(AssertionError.class);
    assertThat(fixture.acme.tokenRequests()).hasSize(2);
    assertThat(events).containsExactly(adasAcme());
  }

  /** As in Kotlin, where a function need not declare what it throws. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneaky(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private TokenStore.Row adasRow() {
    long account = fixture.adaUser().account().id();
    return fixture.store.records(fixture.app.clientId(), account, null, 10).stream()
        .filter(each -> each.key().name().contains("acme"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aCredentialWhoseRefreshResponseWasLostCountsAsPossiblyValid() {
    Connections connections = start();
    connect(connections);
    fixture.clock.advance(EXPIRED);
    fixture.acme.tokenEndpoint(Fault.cutOff().afterProcessing());
    assertThat(catchThrowable(() -> connections.credential(fixture.adaUser(), "acme")))
        .isInstanceOf(OAuthException.class);

    ForgetResult result = connections.admin().forget(fixture.adaUser().account());
    assertThat(result.revoked()).isZero();
    assertThat(result.unrevoked()).isEqualTo(1);
  }

  @Test
  void anAccessTokenThatEndedWithItsRefreshTokenCountsAsRevoked() {
    Connections connections = start();
    connect(connections);
    fixture.acme.revocationEndpoint(Fault.error(400, "invalid_token"));
    assertThat(connections.admin().disconnect(fixture.adaUser(), "acme").unrevoked()).isEqualTo(1);

    connect(connections);
    List<String> hints = new ArrayList<>();
    Connections other =
        acmeOnly(fixture.acmeConnector())
            .httpTransport(
                request -> {
                  boolean isFirst = request.body().contains("token_type_hint=refresh_token");
                  hints.add(isFirst ? "refresh" : "access");
                  return isFirst
                      ? new HttpTransport.Response(200, Map.of(), "")
                      : RefreshBench.json(400, "{\"error\":\"invalid_token\"}");
                })
            .build();
    assertThat(other.admin().disconnect(fixture.adaUser(), "acme"))
        .isEqualTo(new ForgetResult(1, 1, 0, false));
    assertThat(hints).containsExactly("refresh", "access");
  }

  @Test
  @Tag("slow")
  @Timeout(60)
  void aHangingRevocationEndpointDelaysNobodyLongerThanTheTimeout() {
    // Without a limit for each request, every call below would take at least five minutes. Only
    // the endpoint that hangs spends the time, however slow this machine is.
    Duration longest = Duration.ofSeconds(2);
    SteppedClock clock = new SteppedClock();
    HttpTransport patient = HttpTransport.builder().callTimeout(Duration.ofMinutes(5)).build();
    List<HttpTransport.Request> hanging = new ArrayList<>();
    HttpTransport transport =
        request -> {
          if (!request.uri().equals(fixture.acme.revocationEndpoint())) {
            return patient.send(
                new HttpTransport.Request(
                    request.method(), request.uri(), request.headers(), request.body()));
          }
          hanging.add(request);
          clock.pause(requireNonNull(request.timeout()).toNanos());
          return patient.send(request);
        };
    Connections connections =
        fixture.add(
            Connections.builder(
                    fixture.mondayApp(),
                    fixture.vault(),
                    fixture.mondayConnector(),
                    fixture.acmeConnector())
                .insecureWithoutConfirmation()
                .monotonicClock(clock)
                .httpTransport(transport)
                .revocationTimeout(longest));
    fixture.addRecipe();
    fixture.acme.revocationEndpoint(Fault.hang());
    assertThat(connections.admin().disconnect(fixture.adaUser(), "acme"))
        .isEqualTo(new ForgetResult(1, 0, 1, false));
    assertThat(hanging).extracting(HttpTransport.Request::timeout).containsExactly(longest);
    assertThat(hanging.get(0).body()).contains("token_type_hint=refresh_token");

    fixture.addRecipe();
    ForgetResult result = connections.admin().forget(fixture.adaUser().account());
    assertThat(result.revoked()).isEqualTo(1);
    assertThat(result.unrevoked()).isEqualTo(1);
    assertThat(fixture.monday.liveGrants(fixture.ada)).isZero();
    assertThat(hanging).hasSize(2);
    assertThat(requireNonNull(hanging.get(1).timeout())).isLessThanOrEqualTo(longest);
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  /** A monotonic clock that stands still, except while a request is under way. */
  private static final class SteppedClock implements MonotonicClock {
    private long nanos;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void pause(long duration) {
      nanos += duration;
    }
  }

  private static OAuthConnector service(String name) {
    URI host = URI.create("https://" + name + ".example/");
    return Connector.oauth(
        name,
        OAuthServer.of(host.resolve("authorize"), host.resolve("token"))
            .revocationEndpoint(host.resolve("revoke")),
        "client",
        Secret.of("secret"));
  }

  @Test
  void everyHostGetsAnEqualShareOfTheTimeAndEveryRequestWhatIsLeftOfIt() {
    SteppedClock clock = new SteppedClock();
    List<String> requests = new ArrayList<>();
    Connections connections =
        Connections.builder(fixture.mondayApp(), fixture.vault(), service("dead"), service("slow"))
            .monotonicClock(clock)
            .revocationTimeout(Duration.ofSeconds(12))
            .httpTransport(
                request -> {
                  Duration timeout = requireNonNull(request.timeout());
                  String host = request.uri().getHost();
                  requests.add(host + " " + timeout);
                  if (host.startsWith("dead")) {
                    clock.pause(timeout.toNanos());
                    throw new IOException("timeout");
                  }
                  clock.pause(Duration.ofSeconds(3).toNanos());
                  return new HttpTransport.Response(200, Map.of(), "");
                })
            .build();
    for (String name : List.of("dead", "slow")) {
      Credential credential = Credential.of(Secret.of("at")).withRefreshToken(Secret.of("rt"));
      connections.admin().put(fixture.adaUser(), name, credential);
    }
    ForgetResult result = connections.admin().forget(fixture.adaUser().account());

    assertThat(result).isEqualTo(new ForgetResult(2, 1, 1, false));
    assertThat(requests)
        .containsExactlyInAnyOrder("dead.example PT6S", "slow.example PT6S", "slow.example PT3S");
    assertThat(Duration.ofNanos(clock.nanos())).isEqualTo(Duration.ofSeconds(12));
  }
}

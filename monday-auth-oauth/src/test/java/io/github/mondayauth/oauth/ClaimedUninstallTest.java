package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.FakeUser.Role;
import io.github.mondayauth.testkit.LifecycleEvent;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.VaultException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An uninstall that no administrator sent may be genuine or forged, so it is kept as a claim. */
final class ClaimedUninstallTest {
  private static final ForgetResult NOTHING = new ForgetResult(0, 0, 0, false);
  private static final ForgetResult CLAIMED = new ForgetResult(0, 0, 0, true);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration WEEK = Duration.ofDays(7);

  /** How far the clocks of monday.com and of this application may differ. */
  private static final Duration SKEW = Duration.ofSeconds(30);

  private final AtomicReference<HookedStore> hook =
      new AtomicReference<>((method, arguments, call) -> call.call());
  private final TokenStore memory = TokenStore.inMemory();
  private final OAuthFixture fixture =
      new OAuthFixture(
          HookedStore.of(memory, (method, args, call) -> hook.get().around(method, args, call)));
  private final List<MondayAccount> events = new ArrayList<>();
  private final MondayAccount account = fixture.adaUser().account();
  private final FakeUser mel = fixture.monday.addUser("Mel", "lovelace", Role.MEMBER);
  private final FakeUser gus = fixture.monday.addGuest("Gus", "lovelace");
  private Connections connections;

  @BeforeEach
  void connect() {
    fixture.listener =
        new AuthListener() {
          @Override
          public void uninstallClaimed(MondayAccount claimed) {
            events.add(claimed);
          }
        };
    connections = fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
    fixture.addRecipe();
    fixture.clock.advance(MINUTE);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private ForgetResult deliver(LifecycleEvent event) {
    return deliver(event.token(), event.body());
  }

  private ForgetResult deliver(String token, String body) {
    AppLifecycleEvent event = fixture.mondayApp().appLifecycleVerifier().verify(token, body);
    return connections.forget(event);
  }

  /** What a guest can send: their own session token, with a body of their own. */
  private ForgetResult forged() {
    return deliver(gus.sessionToken(), gus.lifecycleBody("uninstall"));
  }

  private Optional<ClaimedUninstall> claim() {
    return connections.admin().claimedUninstall(account);
  }

  private void assertConnected() {
    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday", "acme");
  }

  @Test
  void genuineUninstallByAUserWhoIsNoAdministrator() {
    assertThat(claim()).isEmpty();
    assertThat(deliver(mel.uninstall())).isEqualTo(CLAIMED);

    assertThat(claim())
        .contains(new ClaimedUninstall(account, OAuthFixture.user(mel), fixture.clock.instant()));
    assertThat(events).containsExactly(account);
    assertConnected();

    assertThat(connections.admin().forget(account).records()).as("with the claim").isEqualTo(5);
    assertThat(claim()).isEmpty();
  }

  @Test
  void isDatedByReceiptBecauseTheTimeOfTheBodyIsNotSigned() {
    LifecycleEvent event = mel.event("uninstall");
    fixture.clock.advance(Duration.ofHours(3));
    deliver(event);
    assertThat(claim().orElseThrow().receivedAt()).isEqualTo(fixture.clock.instant());
  }

  @Test
  void theLatestClaimCounts() {
    deliver(mel.event("uninstall"));
    fixture.clock.advance(MINUTE);
    forged();
    assertThat(claim())
        .contains(new ClaimedUninstall(account, OAuthFixture.user(gus), fixture.clock.instant()));
    assertThat(events).hasSize(2);
  }

  @Test
  void aHundredForgedUninstallsMakeNoCallAndStoreOneRecord() {
    int requests = fixture.monday.requests().size() + fixture.acme.tokenRequests().size();
    for (int i = 0; i < 100; i++) {
      assertThat(forged()).isEqualTo(CLAIMED);
    }
    assertThat(fixture.monday.requests().size() + fixture.acme.tokenRequests().size())
        .isEqualTo(requests);
    assertThat(memory.records(fixture.app.clientId(), account.id(), null, 100))
        .filteredOn(row -> row.key().name().startsWith("claim/"))
        .hasSize(1);
    assertConnected();
  }

  @Test
  void authorizationTokenThatWasIssuedLaterDisprovesIt() {
    forged();
    fixture.clock.advance(SKEW);
    fixture.addRecipe();
    assertThat(claim()).as("the clocks may differ").isPresent();

    fixture.clock.advance(SECOND);
    fixture.addRecipe();
    assertThat(claim()).isEmpty();
  }

  @Test
  void authorizationTokenThatWasIssuedEarlierDoesNotDisproveIt() {
    var link = fixture.recipe(fixture.ada);
    fixture.clock.advance(MINUTE);
    forged();
    fixture.clock.advance(MINUTE);
    new DirectBrowser().open(connections, link);
    assertThat(claim()).isPresent();
  }

  @Test
  void authorizationTokenThatDoesNotStateWhenItWasIssuedDisprovesNothing() {
    forged();
    fixture.clock.advance(Duration.ofHours(1));
    String token =
        fixture
            .monday
            .tokens()
            .authorization(
                fixture.testApp.authorizeUrl(), fixture.monday.origin().resolve("/boards/1111"))
            .account(account.id())
            .user(fixture.ada.id())
            .without("iat")
            .sign();
    Step step = connections.begin(BrowserRequest.get("/authorize", "token=" + token));
    assertThat(step).isInstanceOf(Step.Done.class);
    assertThat(claim()).isPresent();
  }

  @Test
  void anAuthorizationDoesNotDisproveALaterClaim() {
    forged();
    fixture.clock.advance(MINUTE);
    var link = fixture.recipe(fixture.ada);
    deliver(mel.event("uninstall"));
    new DirectBrowser().open(connections, link);
    assertThat(claim().orElseThrow().user()).isEqualTo(OAuthFixture.user(mel));
  }

  /**
   * An instance that checks claims, and receives a later one before its first call to monday.com.
   */
  private Connections checkingDuringALaterClaim() {
    AtomicReference<Runnable> once =
        new AtomicReference<>(() -> assertThat(deliver(mel.event("uninstall"))).isEqualTo(CLAIMED));
    HttpTransport standard = HttpTransport.standard();
    return Connections.builder(
            fixture.mondayApp(),
            fixture.vault(),
            fixture.mondayConnector(),
            fixture.acmeConnector())
        .eraseClaimedUninstallsAfter(WEEK)
        .httpTransport(
            request -> {
              once.getAndSet(() -> {}).run();
              return standard.send(request);
            })
        .build();
  }

  @Test
  void aLaterClaimDuringTheCheckOfAnEarlierOnePostponesTheDeletion() {
    forged();
    fixture.ada.deactivate();
    fixture.clock.advance(WEEK);
    MaintenanceReport report = checkingDuringALaterClaim().admin().maintain();

    assertThat(report.erasedAccounts()).isZero();
    assertThat(report.claimCount()).isEqualTo(1);
    assertThat(claim())
        .contains(new ClaimedUninstall(account, OAuthFixture.user(mel), fixture.clock.instant()));
  }

  @Test
  void aLaterClaimIsNotDisprovedByTheCheckOfAnEarlierOne() {
    forged();
    MaintenanceReport report = checkingDuringALaterClaim().admin().maintain();

    assertThat(report.disproved()).isZero();
    assertThat(claim().orElseThrow().user()).isEqualTo(OAuthFixture.user(mel));
    assertThat(connections.admin().maintain().disproved()).isEqualTo(1);
    assertThat(claim()).isEmpty();
  }

  @Test
  void accountThatIsNotOpenHasNothingToClaim() {
    connections.admin().forget(account);
    assertThat(forged()).isEqualTo(NOTHING);
    assertThat(claim()).isEmpty();
    assertThat(events).isEmpty();
  }

  @Test
  void redeliveryAfterAReinstallationClaimsNothing() {
    LifecycleEvent event = mel.event("uninstall");
    connections.admin().forget(account);
    fixture.clock.advance(MINUTE);
    fixture.monday.consent(Consent.allowAs("Ada"));
    fixture.addRecipe();
    assertThat(deliver(event)).isEqualTo(NOTHING);
    assertThat(claim()).isEmpty();
  }

  @Test
  void provenUninstallDeletesTheClaimToo() {
    forged();
    fixture.clock.advance(MINUTE);
    assertThat(deliver(fixture.ada.uninstall()).records()).isEqualTo(5);
    assertThat(claim()).isEmpty();
  }

  @Test
  void aClaimThatCannotBeStoredIsDeliveredAgain() {
    AppLifecycleEvent event =
        fixture
            .mondayApp()
            .appLifecycleVerifier()
            .verify(gus.sessionToken(), gus.lifecycleBody("uninstall"));
    hook.set(
        (method, args, call) -> {
          if (method.equals("put") || method.equals("create")) {
            throw new IllegalStateException("the database is read-only");
          }
          return call.call();
        });
    assertThatThrownBy(() -> connections.forget(event))
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reply().status()).isEqualTo(503));
    assertThat(events).isEmpty();
    assertConnected();
  }

  @Test
  void aClaimThatCannotBeReadKeepsNobodyFromConnecting() {
    forged();
    TokenStore.Row row =
        memory.records(fixture.app.clientId(), account.id(), null, 100).stream()
            .filter(each -> each.key().name().startsWith("claim/"))
            .findFirst()
            .orElseThrow();
    memory.replace(row.key(), row.version(), new byte[40]);
    fixture.clock.advance(MINUTE);
    assertThat(fixture.addRecipe().uri().getPath()).startsWith("/boards/1111");
    assertThatThrownBy(this::claim).isInstanceOf(VaultException.class);
  }

  @Test
  void isNoCredentialAndNoSecretInLists() {
    forged();
    assertThat(connections.admin().list(account)).hasSize(2);
    assertThat(fixture.vault().list(account)).hasSize(2);
  }

  @Test
  void namesNobodyIfTheTokenNamesNobody() {
    String token =
        fixture
            .monday
            .tokens()
            .appLifecycle()
            .account(account.id())
            .without("dat.user_id")
            .without("dat.is_admin")
            .sign();
    assertThat(deliver(token, mel.lifecycleBody("uninstall"))).isEqualTo(CLAIMED);
    assertThat(claim().orElseThrow().user()).isNull();
  }
}

package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Owner;
import io.github.mondayauth.TokenRejectedException;
import io.github.mondayauth.oauth.credential.StoredGrants;
import io.github.mondayauth.oauth.credential.StoredGrants.StoredGrant;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.FakeUser.Role;
import io.github.mondayauth.testkit.TestBrowser;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A user who may not uninstall the app sends uninstalls with their own session token, in every
 * state of the account that helped such an attack before. None of them deletes anything, neither at
 * once nor after any number of maintenance calls.
 */
final class ForgedUninstallTest {
  private static final int MAINTENANCE_CALLS = 20;

  /** What has happened to the users whose access tokens are stored. */
  enum Administrators {
    /** Nothing. */
    ACTIVE,
    /** The account has deactivated them. */
    DEACTIVATED,
    /** They are administrators no more. */
    DEMOTED,
    /** Their access tokens have expired. */
    EXPIRED,
    /** monday.com refuses their access tokens, and their refresh tokens work. */
    REFUSED
  }

  private final OAuthFixture fixture = listenedTo();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final Connections connections =
      fixture.add(
          Connections.builder(
                  fixture.mondayApp(),
                  fixture.vault(),
                  fixture.mondayConnector(),
                  fixture.acmeConnector())
              .monotonicClock(new TestMonotonicClock()));
  private final FakeUser bob = fixture.monday.addUser("Bob", "lovelace");

  @AfterEach
  void close() {
    fixture.close();
  }

  static Stream<Arguments> attacks() {
    return Stream.of(Role.GUEST, Role.VIEWER, Role.MEMBER)
        .flatMap(role -> Stream.of(Administrators.values()).map(state -> arguments(role, state)));
  }

  private OAuthFixture listenedTo() {
    OAuthFixture listened = new OAuthFixture();
    listened.listener =
        new AuthListener() {
          @Override
          public void forgotten(MondayAccount of, int records) {
            events.add(of + " forgotten");
          }

          @Override
          public void unrevoked(Owner owner, String connection) {
            events.add(owner + " " + connection + " unrevoked");
          }

          @Override
          public void reauthorizationNeeded(Owner owner, String connection) {
            events.add(owner + " " + connection + " ended");
          }
        };
    return listened;
  }

  private List<Map<String, StoredGrant>> stored() {
    return Stream.of(fixture.ada, bob)
        .map(user -> StoredGrants.of(fixture.vault(), OAuthFixture.user(user)))
        .toList();
  }

  /** The same access tokens of acme, and access tokens of monday.com from the same consents. */
  private void assertKept(List<Map<String, StoredGrant>> before) {
    List<Map<String, StoredGrant>> present = stored();
    for (int i = 0; i < before.size(); i++) {
      assertThat(present.get(i)).containsOnlyKeys("monday", "acme");
      assertThat(present.get(i).get("acme")).isEqualTo(before.get(i).get("acme"));
      assertThat(present.get(i).get("monday").number())
          .isEqualTo(before.get(i).get("monday").number());
    }
  }

  private void bring(Administrators state) {
    switch (state) {
      case ACTIVE -> {}
      case DEACTIVATED -> {
        fixture.ada.deactivate();
        bob.deactivate();
      }
      case DEMOTED -> {
        fixture.ada.become(Role.GUEST);
        bob.become(Role.VIEWER);
      }
      case EXPIRED -> fixture.clock.advance(Duration.ofHours(2));
      case REFUSED -> fixture.monday.refuseAccessTokens();
    }
  }

  /** Every body that the attacker can combine with their token. */
  private int attack(FakeUser attacker) {
    String genuine = attacker.lifecycleBody("uninstall");
    Instant now = fixture.clock.instant();
    List<String> bodies =
        List.of(
            genuine,
            genuine.replaceAll("\"timestamp\":\"[^\"]*\"", "\"timestamp\":\"" + now + "\""),
            genuine.replaceAll(
                "\"timestamp\":\"[^\"]*\"", "\"timestamp\":\"2030-01-01T00:00:00.000+00:00\""),
            genuine.replaceAll(
                "\"timestamp\":\"[^\"]*\"", "\"timestamp\":\"1970-01-01T00:00:00.000+00:00\""),
            genuine.replace("\"user_id\":" + attacker.id(), "\"user_id\":" + fixture.ada.id()));
    int deleted = 0;
    for (String body : bodies) {
      try {
        AppLifecycleEvent event =
            fixture.mondayApp().appLifecycleVerifier().verify(attacker.sessionToken(), body);
        ForgetResult result = connections.forget(event);
        deleted += result.records() + result.revoked() + result.unrevoked();
      } catch (TokenRejectedException refused) {
        // No event.
      }
    }
    return deleted;
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void deletesNothingAtOnceAndAfterAnyNumberOfMaintenanceCalls(Role role, Administrators state) {
    for (FakeUser user : List.of(fixture.ada, bob)) {
      fixture.monday.consent(Consent.allowAs(user.name()));
      new TestBrowser().open(fixture.recipe(user));
    }
    List<Map<String, StoredGrant>> before = stored();
    fixture.clock.advance(Duration.ofMinutes(1));
    FakeUser attacker = fixture.monday.addUser("Mallory", "lovelace", role);
    bring(state);

    for (int call = 0; call < MAINTENANCE_CALLS; call++) {
      assertThat(attack(attacker)).as("deleted or revoked").isZero();
      assertKept(before);
      MaintenanceReport report = connections.admin().maintain();
      assertThat(report.erasedAccounts()).isZero();
      assertThat(report.claimCount() + report.disproved()).isEqualTo(1);
      boolean isRefused = state == Administrators.REFUSED && call == 0;
      boolean isDisproved = state != Administrators.DEACTIVATED && !isRefused;
      assertThat(report.disproved()).isEqualTo(isDisproved ? 1 : 0);
      assertKept(before);
      fixture.clock.advance(Duration.ofDays(1));
    }
    assertThat(attack(attacker)).as("deleted or revoked").isZero();
    assertKept(before);
    assertThat(connections.credential(fixture.adaUser(), "acme")).isNotNull();
    assertThat(fixture.acme.revocationRequests()).isEmpty();
    assertThat(fixture.acme.liveGrants()).isEqualTo(2);
    assertThat(events).isEmpty();
  }
}

package io.github.mondayauth;

import static io.github.mondayauth.Fixture.NOW;
import static io.github.mondayauth.Fixture.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.TokenDraft;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppLifecycleVerifierTest {
  private final Fixture fixture = new Fixture();
  private final AppLifecycleVerifier verifier = fixture.app().appLifecycleVerifier();
  private final String uninstall = fixture.body("uninstall");

  @Test
  void readsEveryFieldOfAnEvent() {
    AppLifecycleEvent event =
        verifier.verify(fixture.tokens.appLifecycle().sign(), fixture.body("install"));

    assertThat(event.type()).isEqualTo(AppLifecycleEvent.Type.INSTALL);
    assertThat(event.typeName()).isEqualTo("install");
    assertThat(event.account()).isEqualTo(new MondayAccount(MondayTokens.ACCOUNT));
    assertThat(event.user())
        .isEqualTo(new MondayAccount(MondayTokens.ACCOUNT).user(MondayTokens.USER));
    assertThat(event.timestamp()).isEqualTo(Instant.parse("2026-11-21T11:59:59.643Z"));
    assertThat(event.appId()).isEqualTo(fixture.registered.appId());
    assertThat(event.appVersion()).isEqualTo("1.2.0");
    assertThat(event.detail("account_slug")).isEqualTo("acme");
    assertThat(event.detail("account_max_users")).isEqualTo("25");
    assertThat(event.detail("nothing")).isNull();
    assertThat(event.isProvenUninstall()).isFalse();
    assertThat(event.isClaimedUninstall()).isFalse();
    assertThat(event.occurredAt()).isEqualTo(event.timestamp());
    AppSubscription subscription = event.subscription();
    assertThat(subscription.planId()).isEqualTo("plan2");
    assertThat(subscription.renewalDate()).isEqualTo(Instant.parse("2026-12-19T00:00:00Z"));
    assertThat(subscription.isTrial()).isFalse();
    assertThat(subscription.billingPeriod()).isEqualTo("monthly");
    assertThat(subscription.daysLeft()).isEqualTo(28);
    assertThat(subscription.pricingVersion()).isEqualTo(5);
    assertThat(subscription.maxUnits()).isEqualTo(10);
    assertThat(fixture.events).containsExactly("APP_LIFECYCLE verified by 0");
  }

  @ParameterizedTest
  @EnumSource(value = AppLifecycleEvent.Type.class, mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
  void readsEveryDocumentedType(AppLifecycleEvent.Type type) {
    String body = fixture.body(type.name().toLowerCase(Locale.ROOT));
    AppLifecycleEvent event = verifier.verify(fixture.tokens.appLifecycle().sign(), body);
    assertThat(event.type()).isEqualTo(type);
    assertThat(event.isProvenUninstall()).isEqualTo(type == AppLifecycleEvent.Type.UNINSTALL);
    assertThat(event.isClaimedUninstall()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      delimiter = ';',
      value = {
        "{\"major\":3}; 3.0.0",
        "{\"major\":3,\"minor\":4}; 3.4.0",
        "{\"major\":3,\"patch\":5}; 3.0.5",
        "{\"major\":3,\"minor\":\"x\",\"patch\":null}; 3.0.0",
        "{\"minor\":4}; null",
        "{\"major\":\"3\"}; null",
        "7; null",
      })
  void readsTheVersionAsFarAsTheBodyHasIt(String version, String expected) {
    String body =
        fixture
            .body("install")
            .replaceFirst("\"version_data\":\\{[^}]*}", "\"version_data\":" + version);
    AppLifecycleEvent event = verifier.verify(fixture.tokens.appLifecycle().sign(), body);
    assertThat(event.appVersion()).isEqualTo(expected);
    assertThat(event).hasToString("AppLifecycleEvent[INSTALL of " + event.account() + "]");
  }

  @Test
  void readsUnknownTypeAsOther() {
    AppLifecycleEvent event =
        verifier.verify(fixture.tokens.appLifecycle().sign(), fixture.body("app_renamed"));
    assertThat(event.type()).isEqualTo(AppLifecycleEvent.Type.OTHER);
    assertThat(event.typeName()).isEqualTo("app_renamed");
  }

  @Test
  void acceptsEventWithoutUserSubscriptionAndVersion() {
    String body =
        """
        {"type":"install","data":{"app_id":"%d","account_id":"%d","subscription":null,\
        "timestamp":"2026-11-21T11:59:59Z"}}"""
            .formatted(fixture.registered.appId(), MondayTokens.ACCOUNT);
    AppLifecycleEvent event =
        verifier.verify(fixture.tokens.appLifecycle().without("dat.user_id").sign(), body);
    assertThat(event.user()).isNull();
    assertThat(event.subscription()).isNull();
    assertThat(event.appVersion()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "absent",
      value = {
        // is_admin, is_guest, is_view_only, user_kind
        "true, false, false, admin",
        "true, absent, absent, absent",
        "true, absent, false, admin",
        "true, false, absent, absent",
      })
  void uninstallByAdministratorIsProven(
      Boolean admin, Boolean guest, Boolean viewOnly, String kind) {
    assertProven(true, tokenOf(admin, guest, viewOnly, kind).sign());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "absent",
      value = {
        "false, false, false, member",
        "false, absent, absent, absent",
        "false, false, false, admin",
        "absent, absent, absent, absent",
        "absent, false, false, admin",
        "absent, true, absent, absent",
        "true, true, false, admin",
        "true, true, absent, absent",
        "true, false, true, admin",
        "true, absent, true, absent",
        "true, false, false, guest",
        "true, false, false, member",
        "true, false, false, Admin",
        "true, false, false, ''",
        "true, absent, absent, view_only",
      })
  void uninstallByAnyoneElseIsOnlyAClaim(
      Boolean admin, Boolean guest, Boolean viewOnly, String kind) {
    assertProven(false, tokenOf(admin, guest, viewOnly, kind).sign());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dat.client_id", "dat.app_id"})
  void uninstallWhoseTokenNamesNoAppIsOnlyAClaim(String claim) {
    assertProven(false, fixture.tokens.appLifecycle().without(claim).sign());
    assertProven(false, fixture.tokens.appLifecycle().claim(claim, null).sign());
  }

  @Test
  void onlyAnUninstallIsProvenOrClaimed() {
    String admin = fixture.tokens.appLifecycle().sign();
    String member = tokenOf(false, false, false, "member").sign();
    for (String type : new String[] {"install", "app_subscription_cancelled", "UNINSTALL"}) {
      for (String token : new String[] {admin, member}) {
        AppLifecycleEvent event = verifier.verify(token, fixture.body(type));
        assertThat(event.isProvenUninstall()).isFalse();
        assertThat(event.isClaimedUninstall()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // timestamp of the body, iat, expected time; all in seconds after the request
    "-9, , -9",
    "-9, -5, -9",
    "-3, -5, -5",
    "-5, -5, -5",
    "9, , 9",
    "9, -5, -5",
    "9, 7, 7",
    "9, 30, 9",
    "99, 30, 30",
    "-9, 7, -9",
    "99999999, , 30",
  })
  void eventOccurredNoLaterThanItsTokenWasIssuedOrReceived(
      long timestamp, Long issuedAt, long expected) {
    TokenDraft draft = fixture.tokens.appLifecycle();
    if (issuedAt != null) {
      draft.claim("iat", NOW.plusSeconds(issuedAt).getEpochSecond());
    }
    String body =
        uninstall.replaceFirst(
            "\"timestamp\":\"[^\"]*\"", "\"timestamp\":\"" + NOW.plusSeconds(timestamp) + '"');
    AppLifecycleEvent event = verifier.verify(draft.sign(), body);
    assertThat(event.timestamp()).isEqualTo(NOW.plusSeconds(timestamp));
    assertThat(event.occurredAt()).isEqualTo(NOW.plusSeconds(expected));
  }

  private TokenDraft tokenOf(Boolean admin, Boolean guest, Boolean viewOnly, String kind) {
    TokenDraft draft = fixture.tokens.appLifecycle();
    claimOrNone(draft, "dat.is_admin", admin);
    claimOrNone(draft, "dat.is_guest", guest);
    claimOrNone(draft, "dat.is_view_only", viewOnly);
    claimOrNone(draft, "dat.user_kind", kind);
    return draft;
  }

  private static void claimOrNone(TokenDraft draft, String name, Object value) {
    if (value == null) {
      draft.without(name);
    } else {
      draft.claim(name, value);
    }
  }

  private void assertProven(boolean proven, String token) {
    AppLifecycleEvent event = verifier.verify(token, uninstall);
    assertThat(event.type()).isEqualTo(AppLifecycleEvent.Type.UNINSTALL);
    assertThat(event.isProvenUninstall()).isEqualTo(proven);
    assertThat(event.isClaimedUninstall()).isEqualTo(!proven);
  }

  @Test
  void refusesTokenOfAnotherApp() {
    String token = fixture.tokens.appLifecycle().claim("dat.client_id", "another").sign();
    assertRejected(Reason.APP, () -> verifier.verify(token, uninstall));
  }

  @Test
  void refusesBodyOfAnotherAccount() {
    String token = fixture.tokens.appLifecycle().account(7).sign();
    assertRejected(Reason.BODY, () -> verifier.verify(token, uninstall));
  }

  @Test
  void refusesBodyOfAnotherApp() {
    String token = fixture.tokens.appLifecycle().claim("dat.app_id", 7).sign();
    assertRejected(Reason.BODY, () -> verifier.verify(token, uninstall));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"type\":\"uninstall\"}",
        "{\"type\":\"uninstall\",\"data\":[]}",
        "{\"type\":\"uninstall\",\"data\":{}}",
        "{\"type\":1,\"data\":{}}",
        "challenge",
        "{\"type\":\"uninstall\"",
      })
  void refusesBodyThatIsNotAnEvent(String body) {
    String token = fixture.tokens.appLifecycle().sign();
    assertRejected(Reason.BODY, () -> verifier.verify(token, body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"app_id", "account_id", "timestamp"})
  void refusesBodyWithoutField(String field) {
    String token = fixture.tokens.appLifecycle().sign();
    String body = uninstall.replace('"' + field + '"', "\"x\"");
    assertRejected(Reason.BODY, () -> verifier.verify(token, body));
  }

  @Test
  void refusesBodyThatNamesTwoAccounts() {
    String token = fixture.tokens.appLifecycle().sign();
    String body = uninstall.replace("\"app_name\"", "\"account_id\":7,\"app_name\"");
    assertRejected(Reason.BODY, () -> verifier.verify(token, body));
  }

  @Test
  void acceptsLongestBodyAndRefusesOneCharacterMore() {
    String token = fixture.tokens.appLifecycle().sign();
    String longest = uninstall + " ".repeat(65_536 - uninstall.length());
    assertThat(verifier.verify(token, longest)).isNotNull();
    assertRejected(Reason.TOO_LARGE, () -> verifier.verify(token, longest + " "));
  }

  @Test
  void readsATrial() {
    String body = fixture.body("install").replace("\"is_trial\":false", "\"is_trial\":true");
    AppSubscription subscription =
        verifier.verify(fixture.tokens.appLifecycle().sign(), body).subscription();
    assertThat(subscription.isTrial()).isTrue();
    assertThat(subscription).hasToString("AppSubscription[plan2]");
  }

  @Test
  void readsTheBodyOnlyAfterTheTokenIsVerified() {
    assertRejected(Reason.MISSING, () -> verifier.verify(null, "not an event"));
    assertThat(fixture.events).containsExactly("APP_LIFECYCLE rejected MISSING");
  }

  @Test
  void checksTheAudienceIfThereIsOne() {
    String ours = fixture.tokens.appLifecycle().audience(Fixture.BASE + "/hooks/x").sign();
    String other = fixture.tokens.appLifecycle().audience("https://other.example/hooks/x").sign();
    String alike = fixture.tokens.appLifecycle().audience(Fixture.BASE + ".evil.example/").sign();
    assertThat(verifier.verify(ours, uninstall)).isNotNull();
    assertRejected(Reason.AUDIENCE, () -> verifier.verify(other, uninstall));
    assertRejected(Reason.AUDIENCE, () -> verifier.verify(alike, uninstall));
    assertThat(verifier.at("https://other.example/hooks/x").verify(other, uninstall)).isNotNull();
    assertThat(verifier.at("/hooks/x").verify(ours, uninstall)).isNotNull();
    assertRejected(Reason.AUDIENCE, () -> verifier.at("/hooks/y").verify(ours, uninstall));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"hooks/x", "", "http://app.example.com/hooks/x"})
  void requiresAPathOrAnHttpsUrlAsEndpoint(String endpoint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> verifier.at(endpoint))
        .withMessageStartingWith("endpoint: expected a path");
  }
}

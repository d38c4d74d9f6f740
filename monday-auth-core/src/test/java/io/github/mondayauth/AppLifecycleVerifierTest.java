package io.github.mondayauth;

import static io.github.mondayauth.Fixture.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.testkit.MondayTokens;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    assertThat(event.isUninstall()).isFalse();
    assertThat(event.needsProof()).isFalse();
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
    assertThat(event.isUninstall()).isEqualTo(type == AppLifecycleEvent.Type.UNINSTALL);
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

  @Test
  void acceptsUninstallByAdministrator() {
    AppLifecycleEvent event = verifier.verify(fixture.tokens.appLifecycle().sign(), uninstall);
    assertThat(event.isUninstall()).isTrue();
    assertThat(event.needsProof()).isFalse();
  }

  @Test
  void acceptsUninstallWhoseTokenDoesNotSayIsAdmin() {
    String token = fixture.tokens.appLifecycle().without("dat.is_admin").sign();
    assertThat(verifier.verify(token, uninstall).isUninstall()).isTrue();
  }

  @Test
  void requiresProofOfUninstallWithTokenOfOrdinaryUser() {
    String token = fixture.tokens.session().claim("dat.is_admin", false).sign();
    AppLifecycleEvent event = verifier.verify(token, uninstall);
    assertThat(event.isUninstall()).isFalse();
    assertThat(event.needsProof()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dat.client_id", "dat.app_id"})
  void refusesUninstallWhoseTokenNamesNoApp(String claim) {
    String token = fixture.tokens.appLifecycle().without(claim).sign();
    assertRejected(Reason.UNPROVEN, () -> verifier.verify(token, uninstall));
    assertThat(verifier.verify(token, fixture.body("install")).type())
        .isEqualTo(AppLifecycleEvent.Type.INSTALL);
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
  void refusesOverlongBody() {
    String token = fixture.tokens.appLifecycle().sign();
    assertRejected(Reason.TOO_LARGE, () -> verifier.verify(token, uninstall + " ".repeat(65_536)));
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

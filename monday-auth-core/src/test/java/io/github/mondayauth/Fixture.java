package io.github.mondayauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestClock;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** An app at a fixed time, the tokens that monday.com sends it, and the events it reports. */
final class Fixture {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  static final String BASE = "https://app.example.com";

  /** The kinds that are tokens. */
  static final List<TokenKind> TOKEN_KINDS =
      Arrays.stream(TokenKind.values()).filter(k -> k != TokenKind.AGENT_REQUEST).toList();

  static final URI RUN = URI.create(BASE + "/run");
  static final URI AUTHORIZE = URI.create(BASE + "/authorize");
  static final URI BACK =
      URI.create("https://acme.monday.com/boards/1111/app_automations/2222?nodeId=2&fieldKey=a");

  final RegisteredApp registered;
  final TestClock clock = TestClock.at(NOW);
  final MondayTokens tokens;
  final List<String> events = new ArrayList<>();

  Fixture() {
    this(RegisteredApp.random());
  }

  Fixture(RegisteredApp registered) {
    this.registered = registered;
    tokens = MondayTokens.of(registered, clock);
  }

  MondayApp app() {
    return builder().build();
  }

  MondayApp.Builder builder() {
    return MondayApp.builder(registered.clientId(), URI.create(BASE))
        .signingSecret(Secret.of(registered.signingSecret()))
        .clientSecret(Secret.of(registered.clientSecret()))
        .timeSource(clock)
        .listener(new Recorder(events));
  }

  /** Returns the body of an app lifecycle event of the given type for the test account and app. */
  String body(String type) {
    return """
        {"type":"%s","data":{"app_id":%d,"app_name":"Acme","user_id":%d,\
        "user_email":"a@example.com","user_name":"A B","user_cluster":"other",\
        "account_tier":"pro","account_max_users":25,"account_id":%d,"account_name":"Acme",\
        "account_slug":"acme","version_data":{"major":1,"minor":2,"patch":0,"type":"minor"},\
        "timestamp":"2026-11-21T11:59:59.643+00:00","subscription":{"plan_id":"plan2",\
        "renewal_date":"2026-12-19T00:00:00+00:00","is_trial":false,\
        "billing_period":"monthly","days_left":28,"pricing_version":5,"max_units":10},\
        "user_country":"DE"}}"""
        .formatted(type, registered.appId(), MondayTokens.USER, MondayTokens.ACCOUNT);
  }

  /** Returns the flat body of a feature lifecycle event for the test account and user. */
  String featureBody() {
    return """
        {"type":"AppFeatureObject:create","payload":{"boardId":7},"accountId":%d,"userId":%d,\
        "back_to_url":"https://monday-apps-ms.monday.com/api/webhooks/response/1"}"""
        .formatted(MondayTokens.ACCOUNT, MondayTokens.USER);
  }

  /** Asserts that a verification refuses its token, and that the exception reveals no more. */
  static void assertRejected(Reason reason, ThrowingCallable verification) {
    TokenRejectedException refusal =
        catchThrowableOfType(TokenRejectedException.class, verification);
    assertThat(refusal).as("the refusal of the token").isNotNull();
    assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
    assertThat(refusal.getStackTrace()).isEmpty();
    assertThat(refusal.reply().status()).isEqualTo(401);
    assertThat(refusal.reply().body())
        .contains("Reason: " + reason.name().toLowerCase(Locale.ROOT) + ".");
  }

  /** Records verification events. */
  private record Recorder(List<String> events) implements AuthListener {
    @Override
    public void verified(TokenKind kind, int secretIndex) {
      events.add(kind + " verified by " + secretIndex);
    }

    @Override
    public void rejected(TokenKind kind, Reason reason) {
      events.add(kind + " rejected " + reason);
    }
  }
}

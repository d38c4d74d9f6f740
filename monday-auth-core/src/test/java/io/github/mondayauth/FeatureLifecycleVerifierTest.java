package io.github.mondayauth;

import static io.github.mondayauth.Fixture.NOW;
import static io.github.mondayauth.Fixture.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.testkit.MondayTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureLifecycleVerifierTest {
  private final Fixture fixture = new Fixture();
  private final FeatureLifecycleVerifier verifier = fixture.app().featureLifecycleVerifier();
  private final String token = fixture.tokens.featureLifecycle().sign();

  @Test
  void readsTheFlatBodyOfTheDocumentation() {
    FeatureLifecycleEvent event = verifier.verify(token, fixture.featureBody());

    assertThat(event.type()).isEqualTo("AppFeatureObject:create");
    assertThat(event.account()).isEqualTo(new MondayAccount(MondayTokens.ACCOUNT));
    assertThat(event.user())
        .isEqualTo(new MondayAccount(MondayTokens.ACCOUNT).user(MondayTokens.USER));
    assertThat(event.backToUrl())
        .hasToString("https://monday-apps-ms.monday.com/api/webhooks/response/1");
    assertThat(event.payload()).isEqualTo("{\"boardId\":7}");
    assertThat(event.expiresAt()).isEqualTo(NOW.plusSeconds(300));
    assertThat(event.shortLivedToken().expiresAt()).isEqualTo(NOW.plusSeconds(300));
    assertThat(event)
        .hasToString("FeatureLifecycleEvent[AppFeatureObject:create in " + event.account() + "]");
    assertThat(fixture.events).containsExactly("FEATURE_LIFECYCLE verified by 0");
  }

  @Test
  void readsTheBodyOfTheSamplesWithAllFieldsInData() {
    String body =
        """
        {"type":"AppFeatureBoardView:duplicate","data":{"account_id":"%d","user_id":%d,\
        "back_to_url":"https://monday-apps-ms.monday.com/r","source":{"view":[1,null,2.50,"é"]},\
        "a":{"b":true,"c":{}},"d":[{},[]]}}"""
            .formatted(MondayTokens.ACCOUNT, MondayTokens.USER);

    FeatureLifecycleEvent event = verifier.verify(token, body);

    assertThat(event.type()).isEqualTo("AppFeatureBoardView:duplicate");
    assertThat(event.backToUrl()).hasToString("https://monday-apps-ms.monday.com/r");
    assertThat(event.payload())
        .endsWith(
            "\"source\":{\"view\":[1,null,2.50,\"é\"]},"
                + "\"a\":{\"b\":true,\"c\":{}},\"d\":[{},[]]}");
  }

  @Test
  void acceptsEventWithoutUserBackToUrlShortLivedTokenAndPayload() {
    String bare =
        fixture
            .tokens
            .featureLifecycle()
            .without("dat.user_id")
            .without("dat.short_lived_token")
            .sign();
    String body = "{\"type\":\"x\",\"accountId\":%d}".formatted(MondayTokens.ACCOUNT);
    FeatureLifecycleEvent event = verifier.verify(bare, body);
    assertThat(event.user()).isNull();
    assertThat(event.backToUrl()).isNull();
    assertThat(event.shortLivedToken()).isNull();
    assertThat(event.payload()).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"type\":7,\"accountId\":9876543210}",
        "{\"type\":\"x\"}",
        "{\"type\":\"x\",\"accountId\":7}",
        "{\"type\":\"x\",\"accountId\":null}",
        "{\"type\":\"x\",\"accountId\":9876543210.0}",
        "{\"type\":\"x\",\"accountId\":9876543210,\"account_id\":7}",
        "{\"type\":\"x\",\"accountId\":9876543210,\"accountId\":9876543210}",
        "{\"type\":\"x\",\"accountId\":9876543210,\"userId\":7}",
        "{\"type\":\"x\",\"accountId\":9876543210,\"userId\":\"x\"}",
        "{\"type\":\"x\",\"accountId\":9876543210,\"data\":{}}",
        "{\"type\":\"x\",\"data\":{\"account_id\":7}}",
      })
  void refusesBodyThatIsNotAnEventOfItsToken(String body) {
    assertRejected(Reason.BODY, () -> verifier.verify(token, body));
  }

  @Test
  void refusesOverlongBody() {
    String body = fixture.featureBody() + " ".repeat(65_536);
    assertRejected(Reason.TOO_LARGE, () -> verifier.verify(token, body));
  }

  @Test
  void refusesBackToUrlOfAnotherSite() {
    String body = fixture.featureBody().replace("monday-apps-ms.monday.com", "evilmonday.com");
    assertRejected(Reason.BACK_TO_URL, () -> verifier.verify(token, body));
  }

  @Test
  void refusesTokenOfAnotherKind() {
    String body = fixture.featureBody();
    String request = fixture.tokens.request(Fixture.RUN).sign();
    String session = fixture.tokens.session().sign();
    assertRejected(Reason.WRONG_KIND, () -> verifier.verify(request, body));
    assertRejected(Reason.SIGNATURE, () -> verifier.verify(session, body));
  }

  @Test
  void refusesTheFlatShapeOfASessionToken() {
    String flat = fixture.tokens.featureLifecycle().without("dat").claim("account_id", 7).sign();
    assertRejected(Reason.WRONG_KIND, () -> verifier.verify(flat, fixture.featureBody()));
  }

  @Test
  void checksTheAudienceIfThereIsOne() {
    String other = fixture.tokens.featureLifecycle().audience("https://f.example/").sign();
    String body = fixture.featureBody();
    assertRejected(Reason.AUDIENCE, () -> verifier.verify(other, body));
    assertThat(verifier.at("https://f.example/").verify(other, body)).isNotNull();
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

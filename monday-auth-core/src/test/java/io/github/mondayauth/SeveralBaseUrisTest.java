package io.github.mondayauth;

import static io.github.mondayauth.Fixture.BACK;
import static io.github.mondayauth.Fixture.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An application with several public addresses. */
class SeveralBaseUrisTest {
  private static final String US = "https://us.example.com";
  private static final String EU = "https://eu.example.com:8443/monday";
  private static final String CUSTOM = "https://integration.customer.example";

  private final Fixture fixture = new Fixture();
  private final MondayApp app = app(US, EU, CUSTOM);

  private MondayApp app(String baseUri, String... more) {
    URI[] moreUris = new URI[more.length];
    for (int i = 0; i < more.length; i++) {
      moreUris[i] = URI.create(more[i]);
    }
    return MondayApp.builder(fixture.registered.clientId(), URI.create(baseUri), moreUris)
        .signingSecret(Secret.of(fixture.registered.signingSecret()))
        .clientSecret(Secret.of(fixture.registered.clientSecret()))
        .timeSource(fixture.clock)
        .build();
  }

  private String request(String url) {
    return fixture.tokens.request(URI.create(url)).sign();
  }

  @Test
  void listsTheBaseUrisInTheirNormalFormAndOrder() {
    MondayApp several = app("https://US.example.com:443/", "https://eu.example.com/x/");

    assertThat(several.baseUris())
        .containsExactly(URI.create(US), URI.create("https://eu.example.com/x"));
    assertThat(several.baseUri()).isEqualTo(URI.create(US));
    assertThat(several).asString().contains(US, "https://eu.example.com/x");
  }

  @ParameterizedTest
  @ValueSource(strings = {US, EU, CUSTOM})
  void acceptsTheEndpointUnderEachBaseUri(String base) {
    assertThat(app.requestVerifier().verify(request(base + "/run?x=1"), "/run?x=1")).isNotNull();
    String authorization =
        fixture.tokens.authorization(URI.create(base + "/authorize"), BACK).sign();
    AuthorizationClaims claims =
        app.authorizationTokenVerifier().verify(authorization, "/authorize");
    assertThat(claims.baseUri()).isEqualTo(URI.create(base));
    String session = fixture.tokens.session().audience(base + "/view").sign();
    assertThat(app.sessionTokenVerifier().verify(session)).isNotNull();
    String event = fixture.tokens.appLifecycle().audience(base + "/lifecycle").sign();
    assertThat(app.appLifecycleVerifier().at("/lifecycle").verify(event, fixture.body("install")))
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    // Parts of two base URIs do not make an endpoint.
    "https://us.example.com/monday/run",
    "https://us.example.com:8443/monday/run",
    "https://eu.example.com/run",
    "https://eu.example.com/monday/run",
    "https://eu.example.com:8443/run",
    "https://integration.customer.example/monday/run",
    // Addresses of nobody.
    "https://us.example.com.evil.example/run",
    "https://evil.example/run",
    "https://us.example.com@evil.example/run",
    "http://us.example.com/run",
    "https://US.example.com/run",
    "https://us.example.com:443/run",
    "https://eu.example.com:8443/monday/../run",
    "https://eu.example.com:8443/mondayx/run",
  })
  void refusesTheAudienceOfNoBaseUri(String audience) {
    String token = fixture.tokens.request(URI.create(US + "/run")).audience(audience).sign();
    assertRejected(Reason.AUDIENCE, () -> app.requestVerifier().verify(token, "/run"));
  }

  @Test
  void refusesAnotherEndpointUnderEveryBaseUri() {
    for (String base : List.of(US, EU, CUSTOM)) {
      assertRejected(
          Reason.AUDIENCE, () -> app.requestVerifier().verify(request(base + "/run"), "/other"));
      assertRejected(
          Reason.AUDIENCE,
          () -> app.requestVerifier().verify(request(base + "/run"), US + "/other"));
    }
  }

  @Test
  void acceptsOnlyTheFullUrlWhereTheEndpointIsOne() {
    assertThat(app.requestVerifier().verify(request(EU + "/run"), EU + "/run")).isNotNull();
    assertRejected(
        Reason.AUDIENCE, () -> app.requestVerifier().verify(request(US + "/run"), EU + "/run"));
  }

  @Test
  void refusesTheTokenOfAnotherInstallationOfTheApp() {
    // An attacker's own test installation with the same secrets is not an address of this one.
    MondayApp one = app(US);
    assertRejected(
        Reason.AUDIENCE, () -> one.requestVerifier().verify(request(EU + "/run"), "/run"));
    String authorization = fixture.tokens.authorization(URI.create(EU + "/authorize"), BACK).sign();
    assertRejected(
        Reason.AUDIENCE,
        () -> one.authorizationTokenVerifier().verify(authorization, "/authorize"));
  }

  @Test
  void usesTheFirstBaseUriIfTheAudienceIsUnderNone() {
    URI elsewhere = URI.create("https://functions.example/authorize");
    AuthorizationClaims claims =
        app.authorizationTokenVerifier()
            .verify(fixture.tokens.authorization(elsewhere, BACK).sign(), elsewhere.toString());

    assertThat(claims.baseUri()).isEqualTo(URI.create(US));
  }

  @Test
  void namesEveryExpectedUrlInTheMessageAndTheDiagnosis() {
    String token = request("https://elsewhere.example.com/run");

    assertThatThrownBy(() -> app.requestVerifier().verify(token, "/run"))
        .hasMessage(
            "aud: expected "
                + (US + "/run or ")
                + (EU + "/run or ")
                + (CUSTOM + "/run, found another URL"));
    assertThat(app.diagnose(TokenKind.REQUEST, token, "/run").toString())
        .contains(US + "/run or " + EU + "/run or " + CUSTOM + "/run, found https://elsewhere.");
    assertThatThrownBy(() -> app.requestVerifier().verify(token, EU + "/run"))
        .hasMessage("aud: expected " + EU + "/run, found another URL");
    String session = fixture.tokens.session().audience("https://elsewhere.example.com").sign();
    assertThatThrownBy(() -> app.sessionTokenVerifier().verify(session))
        .hasMessage(
            "aud: expected a URL under "
                + (US + " or " + EU + " or " + CUSTOM)
                + ", found another URL");
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example.com, https://a.example.com",
    "https://a.example.com, https://A.example.com:443/",
    "https://a.example.com, https://a.example.com/x",
    "https://a.example.com/x/y, https://a.example.com/x",
  })
  void refusesABaseUriThatIsUnderAnother(String first, String second) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> app(first, second))
        .withMessageStartingWith("base URIs: expected the same scheme, and none under another");
  }

  @Test
  void acceptsBaseUrisThatShareTheirHost() {
    assertThat(app("https://a.example.com/x", "https://a.example.com/xy").baseUris()).hasSize(2);
    assertThat(app("https://a.example.com", "https://a.example.com:8443").baseUris()).hasSize(2);
  }

  @Test
  void refusesTwoSchemes() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MondayApp.builder(
                        "id", URI.create("https://a.example.com"), URI.create("http://localhost"))
                    .insecureMonday(URI.create("http://localhost:9999"))
                    .build())
        .withMessageContaining("the same scheme");
  }

  @Test
  void checksEveryBaseUri() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> app(US, "http://eu.example.com"))
        .withMessageStartingWith("base URI: expected https://host");
  }
}

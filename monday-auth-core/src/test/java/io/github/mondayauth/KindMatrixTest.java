package io.github.mondayauth;

import static io.github.mondayauth.Fixture.AUTHORIZE;
import static io.github.mondayauth.Fixture.BACK;
import static io.github.mondayauth.Fixture.BASE;
import static io.github.mondayauth.Fixture.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Offers every kind of token to every verifier. */
class KindMatrixTest {
  private static final URI HOOK = URI.create(BASE + "/hook");
  private static final URI CREDENTIALS = URI.create(BASE + "/credentials");

  /**
   * These two have the same secret and shape. The body tells them apart, and what a session token
   * must not do is left to {@link AppLifecycleEvent#isProvenUninstall}.
   */
  private static final Set<String> INDISTINGUISHABLE =
      Set.of("session token at app lifecycle", "app lifecycle token at session");

  private static final String AGENT_SECRET = "00112233445566778899aabbccddeeff";

  /** Only what the application allowed is accepted without an audience. */
  private static final Set<String> ACCEPTED_TOO =
      Set.of(
          "authorization without aud token at authorization",
          "request without aud token at board webhook");

  private final Fixture fixture = new Fixture();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyVerifierAcceptsOnlyItsOwnKind(boolean clientSecretForAuthorization) {
    MondayApp app =
        clientSecretForAuthorization
            ? fixture.builder().allowClientSecretForAuthorizationTokens().build()
            : fixture.app();
    List<String> accepted = new ArrayList<>();
    List<String> diagonal = new ArrayList<>();
    Map<String, Consumer<String>> verifiers = verifiers(app);
    tokens()
        .forEach(
            (kind, token) ->
                verifiers.forEach(
                    (verifier, verification) -> {
                      String pair = kind + " token at " + verifier;
                      if (kind.equals(verifier) || ACCEPTED_TOO.contains(pair)) {
                        diagonal.add(pair);
                      }
                      if (refusal(verification, token) == null
                          && !INDISTINGUISHABLE.contains(pair)) {
                        accepted.add(pair);
                      }
                    }));
    assertThat(accepted).isEqualTo(diagonal).hasSize(10);
  }

  @Test
  void tellsKindsApartThatHaveTheSameAudience() {
    // All have the same endpoint, so only claims and secrets distinguish them.
    MondayApp app = fixture.app();
    String authorization = fixture.tokens.authorization(RUN, BACK).sign();
    String request = fixture.tokens.request(AUTHORIZE).sign();
    String feature = fixture.tokens.featureLifecycle().audience(RUN.toString()).sign();
    String outbound = fixture.tokens.outbound().audience(RUN.toString()).sign();

    // A request of the credentials field also has a backToUrl, so only the audience differs.
    assertThat(app.requestVerifier().verify(authorization, "/run")).isNotNull();
    assertThat(refusal(t -> app.authorizationTokenVerifier().verify(t, "/authorize"), request))
        .isEqualTo(Reason.WRONG_KIND);
    assertThat(refusal(t -> app.requestVerifier().verify(t, "/run"), feature))
        .isEqualTo(Reason.WRONG_KIND);
    assertThat(refusal(t -> app.requestVerifier().verify(t, "/run"), outbound))
        .isEqualTo(Reason.CLAIMS);
  }

  @Test
  void tellsKindsApartThatHaveTheSameSecret() {
    // One app cannot have the same signing and client secret, so these are two apps.
    String secret = fixture.registered.signingSecret();
    MondayApp signing = fixture.app();
    MondayApp client =
        MondayApp.builder(fixture.registered.clientId(), URI.create(BASE))
            .clientSecret(Secret.of(secret))
            .timeSource(fixture.clock)
            .build();
    String request = fixture.tokens.request(RUN).without("aud").sign();
    String session = fixture.tokens.session().signedWith(secret).sign();
    assertThat(refusal(t -> client.sessionTokenVerifier().verify(t), session)).isNull();
    assertThat(refusal(t -> client.sessionTokenVerifier().verify(t), request))
        .isEqualTo(Reason.WRONG_KIND);
    assertThat(
            refusal(
                t -> signing.requestVerifier().allowMissingAudience().verify(t, "/run"), session))
        .isEqualTo(Reason.WRONG_KIND);
    assertThat(
            refusal(
                t -> client.appLifecycleVerifier().verify(t, fixture.body("uninstall")),
                fixture.tokens.request(RUN).sign()))
        .isEqualTo(Reason.WRONG_KIND);
  }

  @ParameterizedTest
  @CsvSource({
    "member, false, false",
    "guest, true, false",
    "view_only, false, true",
  })
  void sessionTokenOfAUserWhoMayNotUninstallProvesNoUninstall(
      String kind, boolean guest, boolean viewOnly) {
    String token =
        fixture
            .tokens
            .session()
            .claim("dat.is_admin", false)
            .claim("dat.is_guest", guest)
            .claim("dat.is_view_only", viewOnly)
            .claim("dat.user_kind", kind)
            .sign();
    AppLifecycleEvent event =
        fixture.app().appLifecycleVerifier().verify(token, fixture.body("uninstall"));
    assertThat(event.isProvenUninstall()).isFalse();
    assertThat(event.isClaimedUninstall()).isTrue();
  }

  @Test
  void distinguishesTokensWithoutAudienceByBackToUrlInBothDirections() {
    MondayApp app = fixture.app();
    RequestVerifier loose = app.requestVerifier().allowMissingAudience();
    String authorization = authorizationWithoutAudience();
    String request = fixture.tokens.request(RUN).without("aud").sign();

    assertThat(refusal(t -> loose.verify(t, "/run"), authorization)).isEqualTo(Reason.WRONG_KIND);
    assertThat(refusal(t -> app.requestVerifier().verify(t, "/run"), authorization))
        .isEqualTo(Reason.AUDIENCE);
    assertThat(refusal(t -> app.authorizationTokenVerifier().verify(t, "/authorize"), request))
        .isEqualTo(Reason.WRONG_KIND);
    assertThat(refusal(t -> loose.verify(t, "/run"), request)).isNull();
  }

  private Map<String, String> agentHeaders() {
    return fixture.tokens.agentHeaders("71234567890", AGENT_SECRET, "");
  }

  private String authorizationWithoutAudience() {
    return fixture.tokens.authorization(AUTHORIZE, BACK).without("aud").without("iat").sign();
  }

  private Map<String, String> tokens() {
    Map<String, String> tokens = new LinkedHashMap<>();
    tokens.put("request", fixture.tokens.request(RUN).sign());
    tokens.put("authorization", fixture.tokens.authorization(AUTHORIZE, BACK).sign());
    tokens.put("authorization without aud", authorizationWithoutAudience());
    tokens.put("request without aud", fixture.tokens.request(RUN).without("aud").sign());
    tokens.put("session", fixture.tokens.session().sign());
    tokens.put("app lifecycle", fixture.tokens.appLifecycle().sign());
    tokens.put("feature lifecycle", fixture.tokens.featureLifecycle().sign());
    tokens.put("board webhook", fixture.tokens.boardWebhook(HOOK).without("aud").sign());
    tokens.put("credentials field", fixture.tokens.authorization(CREDENTIALS, BACK).sign());
    tokens.put("agent request", agentHeaders().get("x-monday-signature"));
    tokens.put("short-lived", fixture.tokens.shortLived().sign());
    tokens.put("outbound", fixture.tokens.outbound().sign());
    tokens.put(
        "our outbound",
        fixture.app().outboundSigner(7).authorizationFor(URI.create("https://x.monday.com/")));
    return tokens;
  }

  private Map<String, Consumer<String>> verifiers(MondayApp app) {
    Map<String, Consumer<String>> verifiers = new LinkedHashMap<>();
    RequestVerifier requests = app.requestVerifier();
    verifiers.put("request", t -> requests.verify(t, "/run"));
    verifiers.put("authorization", t -> app.authorizationTokenVerifier().verify(t, "/authorize"));
    verifiers.put("session", t -> app.sessionTokenVerifier().verify(t));
    verifiers.put(
        "app lifecycle", t -> app.appLifecycleVerifier().verify(t, fixture.body("install")));
    verifiers.put(
        "feature lifecycle", t -> app.featureLifecycleVerifier().verify(t, fixture.featureBody()));
    verifiers.put("board webhook", t -> requests.allowMissingAudience().verify(t, "/hook"));
    verifiers.put("credentials field", t -> requests.verify(t, "/credentials"));
    Map<String, String> headers = agentHeaders();
    verifiers.put(
        "agent request",
        t ->
            app.agentRequestVerifier(agent -> List.of(Secret.of(AGENT_SECRET)))
                .verify(
                    name -> List.of(name.endsWith("signature") ? t : headers.get(name)),
                    new byte[0]));
    return verifiers;
  }

  private static Reason refusal(Consumer<String> verification, String token) {
    try {
      verification.accept(token);
      return null;
    } catch (TokenRejectedException refusal) {
      return refusal.reason();
    }
  }
}

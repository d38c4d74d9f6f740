package io.github.mondayauth.oauth.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ApiKeySpec;
import io.github.mondayauth.oauth.web.Brand;
import io.github.mondayauth.oauth.web.Pages;
import io.github.mondayauth.oauth.web.QueryParameters;
import io.github.mondayauth.oauth.web.Translations;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.Epoch;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages' status, and what they offer the user to do. */
final class RefusalPagesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Set<Reason> FINAL =
      EnumSet.of(
          Reason.PARAMETERS,
          Reason.STATE,
          Reason.LINK,
          Reason.BROWSER,
          Reason.FRAME,
          Reason.CALLBACK,
          Reason.ISSUER,
          Reason.NOT_ALLOWED,
          Reason.HOST_NOT_ALLOWED,
          Reason.UNINSTALLED,
          Reason.IDENTITY_UNKNOWN,
          Reason.CLIENT,
          Reason.MIGRATION);

  private final RefusalPages pages = new RefusalPages(InstantSource.fixed(NOW));

  /** A request in a flow that began this long ago. */
  private static CallbackRequest request(Duration age) {
    FlowCookie cookie = FlowCookie.random(FlowCookie.Strength.HOST_PREFIX, NOW);
    FlowState.Origin origin =
        new FlowState.Origin(
            new MondayAccount(1).user(2),
            URI.create("https://acme.monday.com/boards/1"),
            URI.create("https://app.example.com"),
            NOW.minus(age),
            true,
            Epoch.of(new byte[12]),
            "",
            "",
            "",
            "",
            null);
    FlowState state =
        new FlowState(
            origin,
            FlowState.Progress.start(""),
            "desk",
            0,
            "",
            FlowState.Stage.FORM,
            cookie.legId(),
            NOW.plus(FlowState.LIFETIME));
    return new CallbackRequest(
        state,
        FlowKeys.of(Secret.of("0123456789abcdef0123456789abcdef")),
        "sealed",
        URI.create("https://app.example.com/callback/desk"),
        ApiKeySpec.of("desk", "API key"),
        cookie,
        QueryParameters.parse(null),
        false);
  }

  private static String html(FlowOutcome outcome) {
    URI home = URI.create("https://monday.com/");
    return new Pages(
            Translations.standard(), Brand.named("Acme"), null, InstantSource.fixed(NOW), home)
        .render(outcome.reply(), null)
        .reply()
        .body();
  }

  @ParameterizedTest
  @CsvSource({
    "PARAMETERS,400",
    "STATE,400",
    "LINK,400",
    "EXPIRED,400",
    "BROWSER,403",
    "FRAME,403",
    "USED,409",
    "CALLBACK,400",
    "ISSUER,400",
    "DENIED,403",
    "NOT_ALLOWED,403",
    "HOST_NOT_ALLOWED,403",
    "ROLE_UNKNOWN,503",
    "UNINSTALLED,409",
    "IDENTITY,403",
    "IDENTITY_UNKNOWN,500",
    "SCOPES,403",
    "KEY_REFUSED,422",
    "GRANT,400",
    "CLIENT,500",
    "PROVIDER,502",
    "UNAVAILABLE,503",
    "MIGRATION,409"
  })
  void hasTheStatusOfTheReason(Reason reason, int status) {
    OAuthException cause = new OAuthException(reason, "x");

    assertThat(pages.of(cause).reply().status()).isEqualTo(status);
    assertThat(pages.of(cause, request(Duration.ZERO)).reply().status()).isEqualTo(status);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void endsWithTheReasonAsReference(Reason reason) {
    String body = html(pages.of(new OAuthException(reason, "x"), request(Duration.ZERO)));

    assertThat(body)
        .contains(
            "<dt>Reference</dt><dd><bdi>" + reason.name().toLowerCase(Locale.ROOT) + "</bdi></dd>");
    assertThat(body.substring(body.indexOf("<dt>Reference"))).doesNotContain("<a ", "<p");
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void offersToStartAgainIfThatMayHelpAndKeepsTheCookieForIt(Reason reason) {
    FlowOutcome outcome = pages.of(new OAuthException(reason, "x"), request(Duration.ZERO));

    assertThat(html(outcome).contains(">Start again</a>")).isNotEqualTo(FINAL.contains(reason));
    assertThat(outcome.reply().cookies()).hasSize(FINAL.contains(reason) ? 1 : 0);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void sendsUsersBackToMondayIfStartingAgainIsNoLongerPossible(Reason reason) {
    FlowOutcome outcome = pages.of(new OAuthException(reason, "x"), request(FlowState.RESTARTABLE));

    assertThat(html(outcome)).doesNotContain("Start again</a>");
    assertThat(outcome.reply().cookies()).singleElement().asString().contains("Max-Age=0;");
    if (!FINAL.contains(reason)) {
      assertThat(html(outcome)).contains("Go back to monday.com");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ROLE_UNKNOWN,0,true,false",
    "ROLE_UNKNOWN,59,true,false",
    "ROLE_UNKNOWN,60,false,false",
    "NOT_ALLOWED,0,false,true",
  })
  void offersToStartAgainIfItIsNotKnownWhetherTheUserMayConnect(
      Reason reason, int minutes, boolean offersToStartAgain, boolean deletesCookie) {
    CallbackRequest request = request(Duration.ofMinutes(minutes));
    FlowOutcome refused =
        RefusalPages.notAllowed(request.connector(), new OAuthException(reason, "x"));

    FlowOutcome outcome = pages.completed(refused, request);

    assertThat(html(outcome).contains(">Start again</a>")).isEqualTo(offersToStartAgain);
    assertThat(outcome.reply().cookies()).hasSize(deletesCookie ? 1 : 0);
  }

  @Test
  void offersToStartAgainAfterAFailureOfTheVault() {
    VaultException cause = new VaultException(VaultException.Reason.STORE_FAILED, "x");
    FlowOutcome outcome = pages.of(cause, request(Duration.ZERO));

    assertThat(outcome.reply().status()).isEqualTo(503);
    assertThat(html(outcome)).contains("Temporarily unavailable", "Start again", ">unavailable<");
  }
}

package io.github.mondayauth.oauth.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.internal.AppAccess;
import io.github.mondayauth.internal.MondayHosts;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.RedirectTricks;
import io.github.mondayauth.oauth.Step;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.VaultAccess;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a flow may send the browser in the end, in an app at the real monday.com. */
final class ReturnUrlsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final URI BASE = URI.create(RedirectTricks.APP);
  private static final MondayUser ADA = new MondayAccount(1).user(2);

  private final RegisteredApp registered = RegisteredApp.random();
  private final MondayApp app =
      MondayApp.builder(registered.clientId(), BASE)
          .clientSecret(Secret.of(registered.clientSecret()))
          .signingSecret(Secret.of(registered.signingSecret()))
          .timeSource(InstantSource.fixed(NOW))
          .build();
  private final TokenVault vault =
      TokenVault.open(app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate()));
  private final AccountRoot root = VaultAccess.records(vault).open(ADA.account(), NOW);
  private final Connections connections =
      Connections.create(app, vault, Connector.monday("me:read", "account:read"));
  private final ReturnUrls returnUrls = returnUrls();

  private ReturnUrls returnUrls(URI... allowed) {
    return new ReturnUrls(
        MondayHosts.of(AppAccess.settings(app)),
        new FlowConfig(List.of(BASE), "/authorize", "/callback", UserCheck.CONFIRMED),
        List.of(allowed),
        false);
  }

  static List<String> tricks() {
    return RedirectTricks.urls();
  }

  /** Those that can be passed as {@code returnTo} and contained in a link or state. */
  static List<URI> parsableTricks() {
    List<URI> parsable = new ArrayList<>();
    for (String trick : tricks()) {
      try {
        parsable.add(new URI(trick));
      } catch (URISyntaxException unparsable) {
        // Only an authorization token can contain it.
      }
    }
    return parsable;
  }

  @Test
  void hasMoreThanEightyTricks() {
    assertThat(tricks()).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    assertThat(parsableTricks()).hasSizeGreaterThan(80);
  }

  @ParameterizedTest
  @MethodSource("parsableTricks")
  void redirectTrickIsRefusedWhenTheLinkIsMade(URI returnTo) {
    assertThatThrownBy(() -> connections.link(ADA, returnTo))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("returnTo: expected an https URL of monday.com, a page under ");
  }

  /** Whoever sealed it, for example an instance with another configuration. */
  @ParameterizedTest
  @MethodSource("parsableTricks")
  void redirectTrickIsRefusedWhenTheLinkIsOpened(URI returnTo) {
    String sealed =
        new LinkSeal(List.of(Secret.of(registered.clientSecret())))
            .seal(
                new FlowLink(
                    ADA,
                    root.epoch(),
                    BASE,
                    returnTo,
                    NOW,
                    NOW.plus(Duration.ofMinutes(15)),
                    "",
                    "",
                    Set.of()));
    Step step = connections.begin(BrowserRequest.get("/authorize", "link=" + sealed));

    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Refused.class,
            refused ->
                assertThat(((OAuthException) refused.cause()).reason()).isEqualTo(Reason.LINK));
    assertThat(step.reply().headers()).doesNotContainKey("Location");
    assertThat(step.reply().body()).doesNotContain("evil.example");
  }

  @ParameterizedTest
  @MethodSource("parsableTricks")
  void redirectTrickIsRefusedAtTheEnd(URI returnTo) {
    FlowState.Origin origin =
        new FlowState.Origin(ADA, returnTo, BASE, NOW, true, root.epoch(), "", "", "", "", null);

    assertThatThrownBy(() -> returnUrls.requireAllowed(origin)).isInstanceOf(OAuthException.class);
    assertThatThrownBy(
            () -> returnUrls.requireAllowed(origin.from(new FlowState.FromLink(Set.of(), NOW))))
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LINK))
        .hasMessageNotContaining("evil");
  }

  /** The same tricks as {@code backToUrl}, where no page of the application is allowed either. */
  @ParameterizedTest
  @MethodSource("tricks")
  void redirectTrickIsRefusedInAnAuthorizationToken(String trick) {
    String token =
        MondayTokens.of(registered, InstantSource.fixed(NOW))
            .authorization(URI.create(BASE + "/authorize"), BASE)
            .backToUrl(trick)
            .sign();
    Step step = connections.begin(BrowserRequest.get("/authorize", "token=" + token));

    assertThat(step).isInstanceOf(Step.Refused.class);
    assertThat(step.reply().headers()).doesNotContainKey("Location");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://monday.com",
        "https://acme.monday.com/boards/1?x=%20#f",
        "https://app.example.com/base",
        "https://app.example.com/base/",
        "https://app.example.com/base?x=1",
        "https://app.example.com/base#x",
        "https://app.example.com/base/done",
        "https://app.example.com/base/done/",
        "https://app.example.com/base/done?next=%2Fx&y=/../..//#top",
        "https://app.example.com/base/authorized",
        "https://app.example.com/base/callbacks",
        "https://app.example.com/base/x/authorize",
        "https://app.example.com/base/a.b/~c/@d/(e)"
      })
  void pagesOfMondayAndOfTheApplicationAreAllowed(String url) {
    assertThat(returnUrls.isAllowed(URI.create(url))).isTrue();
    assertThat(connections.link(ADA, URI.create(url)).toUri()).isNotNull();
  }

  @Test
  void anAllowedUrlMustBeEqualLetterByLetter() {
    URI allowed = URI.create("https://www.example.org/welcome?from=app");
    ReturnUrls more = returnUrls(allowed);

    assertThat(more.isAllowed(allowed)).isTrue();
    for (String other :
        List.of(
            "https://www.example.org/welcome",
            "https://www.example.org/welcome?from=app2",
            "https://www.example.org/welcome?from=app#x",
            "https://www.example.org/welcome/?from=app",
            "https://www.example.org:443/welcome?from=app",
            "https://WWW.example.org/welcome?from=app",
            "http://www.example.org/welcome?from=app")) {
      assertThat(more.isAllowed(URI.create(other))).as(other).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/done",
        "https:done",
        "http://www.example.org/",
        "http://localhost:8080/",
        "javascript:alert(1)",
        "https://ada@www.example.org/",
        "https://www.example.org:0/",
        "https://www.example.org:/",
        "https://www.example.org:70000/",
        "https://a_b.example.org/",
        "https://www.example.org/\u00e9"
      })
  void refusesToBeBuiltWithAnotherKindOfUrl(String url) {
    assertThatThrownBy(() -> returnUrls(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("allowReturnTo: expected an https URL");
  }
}

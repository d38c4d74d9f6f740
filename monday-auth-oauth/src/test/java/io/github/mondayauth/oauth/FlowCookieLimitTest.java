package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cookies of abandoned flows must not fill the browser's Cookie header. */
final class FlowCookieLimitTest {
  private static final URI AUTHORIZE = URI.create("https://app.example.com/authorize");

  private final TestClock clock = TestClock.at(OAuthFixture.NOW);
  private final RegisteredApp registered = RegisteredApp.random();
  private final Connections connections = connections();
  private final DirectBrowser browser = new DirectBrowser();

  private Connections connections() {
    MondayApp app =
        MondayApp.builder(registered.clientId(), AUTHORIZE.resolve("/"))
            .clientSecret(Secret.of(registered.clientSecret()))
            .signingSecret(Secret.of(registered.signingSecret()))
            .timeSource(clock)
            .build();
    TokenVault vault = TokenVault.open(app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate()));
    return Connections.create(app, vault, Connector.monday("me:read", "account:read"));
  }

  private URI link() {
    String token =
        MondayTokens.of(registered, clock)
            .authorization(AUTHORIZE, URI.create("https://lovelace.monday.com/boards/1"))
            .sign();
    return URI.create(AUTHORIZE + "?token=" + token);
  }

  /** Starts a flow; returns the name of its cookie. */
  private String begin(URI link) {
    List<String> before = List.copyOf(browser.cookies().keySet());
    browser.open(connections, link);
    List<String> added = new ArrayList<>(browser.cookies().keySet());
    added.removeAll(before);
    assertThat(added).hasSize(1);
    return added.get(0);
  }

  private int headerLength() {
    return browser.cookieHeaders().get(0).length();
  }

  @Test
  void oneReplayedTokenDoesNotOverflowTheCookieHeader() {
    URI link = link();
    for (int i = 0; i < 76; i++) {
      begin(link);
    }

    assertThat(headerLength()).isLessThan(4_096);
  }

  @Test
  void aThousandFlowsLeaveTheCookieHeaderBelowFourKilobytes() {
    int longest = 0;
    for (int i = 0; i < 1_000; i++) {
      begin(link());
      longest = Math.max(longest, headerLength());
      clock.advance(Duration.ofSeconds(20));
    }

    assertThat(longest).isLessThan(4_096);
    assertThat(browser.cookies()).hasSize(20);
  }

  @Test
  void theTwentyLatestFlowsKeepTheirCookies() {
    List<String> started = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      started.add(begin(link()));
      clock.advance(Duration.ofMinutes(1));
    }

    assertThat(browser.cookies()).containsOnlyKeys(started.subList(1, 21));
  }

  @Test
  void twentyFlowsExpireNoCookie() {
    for (int i = 0; i < 19; i++) {
      begin(link());
    }
    Step step = browser.open(connections, link());

    assertThat(step.reply().cookies()).hasSize(1);
    assertThat(browser.cookies()).hasSize(20);
  }

  @Test
  void oneReplyExpiresAtMostTwentyCookiesAndNoneOfOthers() {
    for (int i = 0; i < 60; i++) {
      browser.cookies().put("__Host-monday-auth-" + "A".repeat(40) + (100 + i), "1.x");
    }
    browser.cookies().put("session", "of the application");
    browser.cookies().put("__Host-monday-auth-other", "of something else");
    Step step = browser.open(connections, link());

    assertThat(step.reply().cookies()).hasSize(21);
    browser.open(connections, link());
    browser.open(connections, link());
    assertThat(browser.cookies()).hasSize(22).containsKeys("session", "__Host-monday-auth-other");
  }
}

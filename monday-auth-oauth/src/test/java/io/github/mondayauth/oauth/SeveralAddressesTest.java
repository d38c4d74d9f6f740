package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Flows of an application with several public addresses stay at the address where they began. */
final class SeveralAddressesTest {
  private final OAuthFixture fixture = new OAuthFixture();
  private final URI first = fixture.testApp.origin();
  private final URI second = URI.create(first.toString().replace("localhost", "127.0.0.1"));
  private final DirectBrowser ada = new DirectBrowser();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Adds an instance of the application that is reached at these addresses. */
  private Connections instance(URI baseUri, URI... more) {
    MondayApp app =
        MondayApp.builder(fixture.app.clientId(), baseUri, more)
            .clientSecret(Secret.of(fixture.app.clientSecret()))
            .signingSecret(Secret.of(fixture.app.signingSecret()))
            .insecureMonday(fixture.monday.origin())
            .timeSource(fixture.clock)
            .build();
    TokenVault vault = TokenVault.open(app, fixture.store, KeyRing.of(fixture.keys));
    OAuthConnector acme = fixture.acmeConnector().optional();
    return fixture.add(Connections.builder(app, vault, fixture.mondayConnector(), acme));
  }

  private URI recipeAt(URI base) {
    return fixture.ada.addRecipe(base.resolve("/authorize"));
  }

  private static String redirectUri(Step step) {
    return URLDecoder.decode(
        DirectBrowser.parameter(DirectBrowser.location(step), "redirect_uri"), UTF_8);
  }

  @Test
  void connectsAtTheAddressThatTheTokenNames() {
    Connections connections = instance(first, second);
    TestBrowser browser = new TestBrowser();
    TestBrowser.Page offer = browser.open(recipeAt(second));
    TestBrowser.Page page = OAuthFixture.click(browser, offer, "Continue");

    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday", "acme");
    assertThat(page.visited()).noneMatch(uri -> uri.getAuthority().equals(first.getAuthority()));
    assertThat(offer.uri().getAuthority()).isEqualTo(second.getAuthority());
    assertThat(fixture.acme.requests())
        .filteredOn(request -> request.method().equals("POST"))
        .singleElement()
        .satisfies(
            request -> assertThat(request.body()).contains("redirect_uri=http%3A%2F%2F127.0.0.1"));
  }

  @Test
  void sendsTheRedirectUriOfTheAddressThatTheTokenNames() {
    Connections connections = instance(first, second);

    assertThat(redirectUri(ada.open(connections, recipeAt(first))))
        .isEqualTo(first + "/callback/monday");
    assertThat(redirectUri(ada.open(connections, recipeAt(second))))
        .isEqualTo(second + "/callback/monday");
  }

  @Test
  void finishesOnAnInstanceThatListsTheAddressesInAnotherOrder() {
    Connections here = instance(first, second);
    Connections there = instance(second, first);
    URI callback = ada.consent(ada.open(here, recipeAt(second)));

    Step step = ada.openPage(there, callback);
    assertThat(step.reply().body()).contains("Connect Acme?");
    assertThat(there.connected(fixture.adaUser())).containsExactly("monday");
    assertThat(DirectBrowser.link(step, "Continue").toString()).startsWith(second + "/callback/");
  }

  @Test
  void refusesAStateWithAnAddressThatIsNoLongerConfigured() {
    Connections before = instance(first, second);
    URI callback = ada.consent(ada.open(before, recipeAt(second)));
    Connections after = instance(first);

    Step step = ada.open(after, callback);
    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.STATE);
    assertThat(((Step.Refused) step).cause())
        .hasMessageContaining("expected one of the app's base URIs")
        .hasMessageContaining(second.toString());
    assertThat(step.reply().body()).doesNotContain(second.toString());
    assertThat(after.connected(fixture.adaUser())).isEmpty();
    assertThat(fixture.monday.tokenRequests()).isEmpty();
    // The state was not used up: with the address configured again, it still works.
    assertThat(ada.open(before, callback)).isInstanceOf(Step.Ask.class);
  }

  @Test
  void refusesATokenForAnAddressThatIsNotConfigured() {
    Connections connections = instance(first);

    Step step = ada.open(connections, recipeAt(second));
    assertThat(step).isInstanceOf(Step.Refused.class);
    assertThat(step.reply().cookies()).isEmpty();
  }

  @Test
  void derivesNoAddressFromTheHostHeader() {
    Connections connections = instance(first, second);
    URI recipe = recipeAt(second);
    Map<String, String> forged =
        Map.of(
            "Host", "evil.example",
            "X-Forwarded-Host", "evil.example",
            "X-Forwarded-Proto", "https",
            "Forwarded", "host=evil.example;proto=https",
            "Origin", "https://evil.example");
    BrowserRequest request =
        BrowserRequest.get(recipe.getPath(), recipe.getRawQuery())
            .headers(name -> forged.containsKey(name) ? List.of(forged.get(name)) : null);

    Step step = connections.begin(request);
    assertThat(redirectUri(step)).isEqualTo(second + "/callback/monday");
    assertThat(step.reply().headers().toString()).doesNotContain("evil.example");
  }

  @Test
  void givesNoCookieOfOneAddressToTheCallbackOfAnother() {
    instance(first, second);
    TestBrowser browser = new TestBrowser();
    TestBrowser.Page consent = browser.openOnce(recipeAt(second));
    URI callback = ada.consent(fixture.testApp.lastStep());
    assertThat(consent.reply().status()).isEqualTo(302);
    // The browser keeps the cookie for the host that set it.
    URI moved = URI.create(callback.toString().replace("127.0.0.1", "localhost"));

    browser.openOnce(moved);
    assertThat(DirectBrowser.reason(fixture.testApp.lastStep())).isEqualTo(Reason.BROWSER);
    browser.openOnce(callback);
    assertThat(fixture.testApp.lastStep()).isInstanceOf(Step.Ask.class);
  }
}

package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order of several connections, and optional connections. */
final class LegSequenceTest {
  private final OAuthFixture fixture = new OAuthFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private OAuthConnector named(String name) {
    return fixture.acmeConnector(name);
  }

  private static boolean isBackAtMonday(TestBrowser.Page page) {
    return page.uri().getPath().startsWith("/boards/1111");
  }

  @Test
  void connectsMondayFirstWhateverTheOrderOfConnectors() {
    Connections connections =
        fixture.instance(named("one"), fixture.mondayConnector(), named("two"), named("three"));
    TestBrowser.Page page = fixture.addRecipe();

    assertThat(isBackAtMonday(page)).isTrue();
    assertThat(page.visited().stream().map(URI::getPath).filter(p -> p.startsWith("/callback")))
        .containsExactly("/callback/monday", "/callback/one", "/callback/two", "/callback/three");
    assertThat(connections.connected(fixture.adaUser()))
        .containsExactly("monday", "one", "two", "three");
  }

  @Test
  void skipsConnectionsThatExist() {
    Connections connections =
        fixture.instance(fixture.mondayConnector(), named("one"), named("two"), named("three"));
    connections.admin().put(fixture.adaUser(), "two", Credential.of(Secret.of("x")));
    TestBrowser.Page page = fixture.addRecipe();

    assertThat(isBackAtMonday(page)).isTrue();
    assertThat(page.visited()).noneMatch(uri -> uri.getPath().equals("/callback/two"));
  }

  @Test
  void letsUsersSkipAnOptionalConnection() {
    Connections connections =
        fixture.instance(fixture.mondayConnector(), named("one").optional(), named("two"));
    TestBrowser.Page offer = fixture.addRecipe();
    assertThat(offer.reply().body()).contains("Connect One?", "Skip this connection");
    TestBrowser.Page page = OAuthFixture.click(fixture.browser, offer, "Skip this connection");

    assertThat(isBackAtMonday(page)).isTrue();
    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday", "two");
  }

  @Test
  void letsUsersMakeAnOptionalConnection() {
    Connections connections = fixture.instance(fixture.mondayConnector(), named("one").optional());
    TestBrowser.Page page = OAuthFixture.click(fixture.browser, fixture.addRecipe(), "Continue");

    assertThat(isBackAtMonday(page)).isTrue();
    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday", "one");
  }

  @Test
  void refusesToSkipARequiredConnection() {
    Connections connections = fixture.instance(named("one"));
    TestBrowser.Page page = fixture.addRecipe();
    assertThat(page.reply().body()).doesNotContain("Skip this connection");
    URI go = OAuthFixture.link(page, "Continue");
    TestBrowser.Page skipped =
        fixture.browser.open(URI.create(go.toString().replace("choice=continue", "choice=skip")));

    assertThat(skipped.reply().body()).contains("Connect One?");
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void stillRequiresConfirmationAfterAConnectionWasSkipped() {
    fixture.instance(named("one").optional(), named("two"));
    TestBrowser.Page page =
        OAuthFixture.click(fixture.browser, fixture.addRecipe(), "Skip this connection");

    assertThat(page.reply().body()).contains("Connect Two?");
    assertThat(fixture.acme.requests()).isEmpty();
  }

  @Test
  void namesTheNextConnectionIfOnlyAnAdministratorCanMakeIt() {
    fixture.instance(fixture.mondayConnector(), named("one").perAccount(user -> false));
    TestBrowser.Page page = fixture.addRecipe();

    assertThat(page.reply().status()).isEqualTo(403);
    assertThat(page.reply().body())
        .contains("Only an administrator can connect One for this account")
        .doesNotContain("Start again");
    assertThat(fixture.testApp.lastStep().reply().cookies())
        .singleElement()
        .asString()
        .contains("Max-Age=0;");
  }

  @Test
  void leavesOutOptionalConnectionsThatOnlyAnAdministratorCanMake() {
    Connections connections =
        fixture.instance(
            fixture.mondayConnector(), named("one").perAccount(user -> false).optional());

    assertThat(isBackAtMonday(fixture.addRecipe())).isTrue();
    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday");
  }
}

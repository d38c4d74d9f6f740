package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.FakeUser;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application can change about the pages, and what no user can. */
final class PageTest {
  private static final String HOSTILE =
      "\"><script>alert(1)</script><img src=x onerror='x'>{service}";

  private final OAuthFixture fixture = new OAuthFixture();
  private final DirectBrowser browser = new DirectBrowser();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Connections.Builder builder(Connector... connectors) {
    return Connections.builder(fixture.mondayApp(), fixture.vault(), connectors);
  }

  private static ApiKeyConnector desk() {
    return Connector.apiKey("desk", "API token").title("Desk");
  }

  /** Follows redirects to the page, with a header in each request. */
  private Step open(Connections connections, @Nullable String acceptLanguage) {
    BrowserRequest begin =
        BrowserRequest.get("/authorize", fixture.recipe(fixture.ada).getRawQuery());
    Step step = connections.begin(begin.headers(headers(List.of(), acceptLanguage)));
    List<String> cookies = new ArrayList<>();
    for (int i = 0; i < 5 && step.page() == null; i++) {
      step.reply().cookies().forEach(cookie -> cookies.add(cookie.split(";", 2)[0]));
      URI next = DirectBrowser.location(step);
      step =
          connections.resume(
              BrowserRequest.get(next.getPath(), next.getRawQuery())
                  .headers(headers(List.of(String.join("; ", cookies)), acceptLanguage)));
    }
    return step;
  }

  private static Function<String, @Nullable List<String>> headers(
      List<String> cookies, @Nullable String acceptLanguage) {
    return name ->
        switch (name) {
          case "Cookie" -> cookies;
          case "Accept-Language" -> acceptLanguage == null ? null : List.of(acceptLanguage);
          default -> null;
        };
  }

  @Test
  void stepsHaveTheSamePageAsTheRenderer() {
    List<Page> rendered = new ArrayList<>();
    Connections connections =
        builder(desk())
            .pageRenderer(
                page -> {
                  rendered.add(page);
                  return "<p>" + page.purpose() + "</p>";
                })
            .build();
    Step step = open(connections, null);

    assertThat(step).isInstanceOf(Step.Ask.class);
    assertThat(rendered).containsExactly(step.page());
    assertThat(step.reply().body()).isEqualTo("<p>CONFIRM</p>");
    assertThat(step.page().service()).isEqualTo("Desk");
    assertThat(step.page().app()).isEqualTo("localhost");
    Step refused = connections.resume(BrowserRequest.get("/callback/desk", "state=x"));
    assertThat(refused.page().purpose()).isEqualTo(Page.Purpose.REFUSED);
    assertThat(refused.page().reference()).isEqualTo("state");
  }

  @Test
  void aRedirectHasNoPage() {
    Connections connections = builder(fixture.mondayConnector()).build();

    assertThat(browser.open(connections, fixture.recipe(fixture.ada)).page()).isNull();
  }

  @Test
  void theAppearanceIsOnThePage() {
    byte[] logo = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".getBytes(UTF_8);
    Connections connections =
        builder(desk())
            .appearance(
                Appearance.named("Acme <Sync>")
                    .logo(logo, "image/svg+xml")
                    .accent("#7a1f5c", "#f2a7d8")
                    .support(URI.create("https://acme.example/help?a=1&b=2")))
            .build();
    Step confirm = open(connections, null);
    Step refused = connections.resume(BrowserRequest.get("/callback/desk", "state=x"));

    assertThat(confirm.reply().body())
        .contains(">Acme &lt;Sync&gt;</bdi>", "#7a1f5c", "#f2a7d8")
        .contains("src=\"data:image/svg+xml;base64,PHN2")
        .doesNotContain("Contact support");
    assertThat(refused.reply().body())
        .contains("href=\"https://acme.example/help?a=1&amp;b=2\">Contact support</a>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "de", "fr", "es", "pt", "ja", "he"})
  void thePageIsInTheLanguageOfTheBrowser(String language) {
    Step step = open(builder(desk()).build(), language + ";q=0.9, nl;q=0.8");

    assertThat(step.page().language()).isEqualTo(language);
    assertThat(step.reply().headers()).containsEntry("Content-Language", language);
    assertThat(step.reply().body())
        .contains(
            "<html lang=\""
                + language
                + "\" dir=\""
                + (language.equals("he") ? "rtl" : "ltr")
                + "\">");
  }

  @Test
  void theApplicationReplacesTextsAndAddsLanguages() {
    Texts texts =
        Texts.standard()
            .with("en", Map.of("action.continue", "Let’s go"))
            .with("nl", Map.of("confirm.title", "{service} verbinden?"));
    Connections connections = builder(desk()).texts(texts).build();

    assertThat(open(connections, "en").reply().body()).contains(">Let’s go</a>");
    assertThat(open(connections, "nl").page().title()).isEqualTo("Desk verbinden?");
    assertThat(texts.of("nl")).containsEntry("confirm.title", "{service} verbinden?");
    assertThat(Texts.standard().of("en")).containsEntry("action.continue", "Continue");
  }

  @Test
  void hostileNamesTextsAndHeadersAreOnlyText() {
    FakeUser mallory = fixture.monday.addUser(HOSTILE, "evil");
    Connections connections =
        builder(
                Connector.apiKey("desk", HOSTILE)
                    .title("x" + HOSTILE.substring(0, 50))
                    .help(HOSTILE))
            .appearance(Appearance.named(HOSTILE.substring(0, 50)))
            .texts(Texts.standard().with("en", Map.of("confirm.purpose", HOSTILE)))
            .build();
    Step confirm = browser.openPage(connections, fixture.recipe(mallory));
    Step form = browser.openPage(connections, DirectBrowser.link(confirm, "Continue"));
    Step header = open(connections, HOSTILE + ",\"><script>,en\r\nX: y");

    for (Step step : List.of(confirm, form, header)) {
      String html = step.reply().body();
      assertThat(html).doesNotContain("<script", "onerror='").doesNotContain("<img");
      assertThat(step.reply().headers().get("Content-Security-Policy"))
          .startsWith("default-src 'none'; style-src 'sha256-");
      assertThat(step.reply().headers().values()).noneMatch(value -> value.contains("\n"));
    }
    assertThat(confirm.reply().body()).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
  }

  @Test
  void aReconnectedAccountIsNamedOnceTheUserIsKnown() {
    try (ProviderBench bench = new ProviderBench()) {
      OAuthServer server = ProviderBench.server().accountLabel("name");
      Connections connections = bench.connections(server);
      bench.then(200, "{\"access_token\":\"at\",\"name\":\"oct<cat>\\u200b” ok\"}");
      bench.connect(connections);
      URI consent = bench.consentScreen(connections.reconnect("svc"));
      URI denied =
          URI.create(
              bench.fixture.testApp.origin()
                  + "/callback/svc?error=access_denied&state="
                  + DirectBrowser.parameter(consent, "state"));
      Step refused = bench.browser.open(connections, denied);

      assertThat(refused.page().user())
          .contains(new Page.Fact("Currently connected as", "“oct<cat>' ok”"));
      assertThat(refused.reply().body()).contains("“oct&lt;cat&gt;&#39; ok”");
      // The confirmation page may be seen by somebody else.
      Connections confirming =
          Connections.create(
              bench.fixture.mondayApp(),
              bench.fixture.vault(),
              Connector.oauth("svc", server, "id", ProviderBench.SECRET));
      Step confirm =
          new DirectBrowser()
              .openPage(confirming.reconnect("svc"), bench.fixture.recipe(bench.fixture.ada));
      assertThat(confirm.page().purpose()).isEqualTo(Page.Purpose.CONFIRM);
      assertThat(confirm.reply().body()).doesNotContain("Currently connected as", "“oct");
    }
  }
}

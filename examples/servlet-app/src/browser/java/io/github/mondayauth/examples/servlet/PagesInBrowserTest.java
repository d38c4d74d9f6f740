package io.github.mondayauth.examples.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Reply;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.ApiKeyConnector;
import io.github.mondayauth.oauth.Appearance;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.OAuthServer;
import io.github.mondayauth.oauth.PageRenderer;
import io.github.mondayauth.oauth.Texts;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** The library's pages in Chromium: what users see, without a mouse too, and what cannot run. */
class PagesInBrowserTest {
  private static final String HOSTILE =
      "\"><script>window.ran=1</script><img src=x onerror=\"window.ran=1\">";

  private final RegisteredApp registered = RegisteredApp.random();
  private final FakeMonday monday =
      FakeMonday.builder(registered).shortLivedTokensOverHttp().start();
  private final FakeUser ada = monday.addUser("Ada Lovelace", "lovelace");
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private Chromium browser;
  private volatile Connections connections;
  private volatile String language = "en";
  private volatile boolean isHeldAtRedirects;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(LoadBalancer.anyPort(), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
    browser = Chromium.withHost("unused.example.test", 1);
  }

  @AfterEach
  void close() {
    browser.close();
    server.stop(0);
    threads.shutdownNow();
    monday.close();
  }

  private URI origin() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String query = exchange.getRequestURI().getRawQuery();
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    boolean isPost = exchange.getRequestMethod().equals("POST");
    BrowserRequest request =
        (isPost ? BrowserRequest.post(path, body) : BrowserRequest.get(path, query))
            .headers(
                name ->
                    name.equals("Accept-Language")
                        ? List.of(language)
                        : exchange.getRequestHeaders().get(name));
    boolean isBegin = path.equals("/authorize");
    Reply reply = (isBegin ? connections.begin(request) : connections.resume(request)).reply();
    reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    if (isHeldAtRedirects) {
      exchange.getResponseHeaders().remove("Refresh");
    }
    reply.cookies().forEach(value -> exchange.getResponseHeaders().add("Set-Cookie", value));
    byte[] bytes = reply.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void connect(UnaryOperator<Connections.Builder> options, Connector... connectors) {
    MondayApp app =
        MondayApp.builder(registered.clientId(), origin())
            .clientSecret(Secret.of(registered.clientSecret()))
            .signingSecret(Secret.of(registered.signingSecret()))
            .insecureMonday(monday.origin())
            .build();
    TokenVault vault = TokenVault.open(app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate()));
    connections = options.apply(Connections.builder(app, vault, connectors)).build();
  }

  private void connect(Connector... connectors) {
    connect(builder -> builder, connectors);
  }

  private void begin() {
    browser.driver.get(ada.addRecipe(origin().resolve("/authorize")).toString());
  }

  private static ApiKeyConnector mail() {
    return Connector.apiKey("mail", "API token")
        .title("Carrier Mail")
        .field("zone", "Zone")
        .help("The token needs the permission to send.")
        .helpPage(URI.create("https://mail.example/help"))
        .check(offered -> offered.secret().reveal().equals("right"));
  }

  private static Connector desk() {
    OAuthServer server = OAuthServer.perHost("/authorize", "/token", "*.desk.example");
    return Connector.oauth("desk", server, "client").title("Deskline");
  }

  private static Connector crm() {
    OAuthServer server =
        OAuthServer.perRegion("https://crm{region}.example/a", "https://crm{region}.example/t")
            .region("us", "United States", "")
            .region("eu", "Europe", ".eu");
    return Connector.oauth("crm", server, "client").title("Northwind CRM");
  }

  private Object script(String script) {
    return browser.driver.executeScript("return " + script);
  }

  private void assertNothingRan() {
    assertThat(script("window.ran")).isNull();
    assertThat(script("document.querySelectorAll('script, iframe').length")).isEqualTo(0L);
  }

  @Test
  void axeFindsNothingOnConfirmationPagesAndForms() throws Exception {
    connect(mail().optional());
    begin();
    browser.check("pages-confirm");
    browser.click("Continue");
    browser.awaitHeading("Connect Carrier Mail");
    browser.check("pages-key");
    browser.driver.findElement(By.name("field.zone")).sendKeys("eu");
    browser.driver.findElement(By.name("key")).sendKeys("wrong");
    browser.click("Connect");
    browser.awaitHeading("The key was not accepted");
    assertThat(browser.focused()).isEqualTo("key");
    browser.check("pages-key-refused");
    assertThat(script("document.querySelector('[name=\"field.zone\"]').value")).isEqualTo("eu");
    assertThat(script("document.querySelector('[name=key]').value")).isEqualTo("");
  }

  @Test
  void axeFindsNothingOnFormsForAddressesAndRegions() throws Exception {
    connect(desk());
    begin();
    browser.click("Continue");
    browser.awaitHeading("Connect Deskline");
    browser.check("pages-host");
    browser.driver.findElement(By.name("host")).sendKeys("desk.example.net");
    browser.click("Connect");
    browser.awaitText("This is not an address of Deskline.");
    browser.check("pages-host-unknown");

    connect(crm());
    begin();
    browser.click("Continue");
    browser.awaitHeading("Connect Northwind CRM");
    browser.check("pages-region");
  }

  @ParameterizedTest
  @ValueSource(strings = {"de", "fr", "es", "pt", "ja", "he"})
  void axeFindsNothingInAnyLanguage(String tag) throws Exception {
    language = tag;
    connect(mail().optional());
    begin();
    browser.check("pages-confirm-" + tag);
    browser.driver.get(origin() + "/authorize?token=nonsense");
    browser.check("pages-refused-" + tag);
  }

  @Test
  void aUserConnectsWithTheKeyboardOnly() {
    connect(mail().optional());
    begin();
    browser.awaitHeading("Connect Carrier Mail?");
    browser.press(Keys.TAB);
    assertThat(browser.focused()).isEqualTo("Continue");
    browser.press(Keys.TAB);
    assertThat(browser.focused()).isEqualTo("Skip this connection");
    browser.press(Keys.TAB);
    assertThat(browser.focused()).isEqualTo("Back to monday.com");
    browser.press(Keys.chord(Keys.SHIFT, Keys.TAB), Keys.chord(Keys.SHIFT, Keys.TAB), Keys.ENTER);
    browser.awaitHeading("Connect Carrier Mail");
    assertThat(browser.focused()).isEqualTo("field.zone");
    browser.press("eu", Keys.TAB, "wrong", Keys.ENTER);
    browser.awaitHeading("The key was not accepted");
    browser.press("right", Keys.TAB);
    assertThat(browser.focused()).isEqualTo("Where do I find my key?");
    browser.press(Keys.TAB, Keys.ENTER);
    browser.awaitPath("/boards/1111");
    assertThat(connections.connected(ada())).containsExactly("mail");
  }

  private MondayUser ada() {
    return new MondayAccount(ada.accountId()).user(ada.id());
  }

  @Test
  void nothingMovesIfTheUserPrefersReducedMotion() throws Exception {
    connect(mail());
    isHeldAtRedirects = true;
    begin();
    browser.click("Continue");
    browser.awaitHeading("Connect Carrier Mail");
    browser.press("eu", Keys.TAB, "right", Keys.ENTER);
    browser.awaitHeading("One moment");
    browser.check("pages-redirect");
    browser.emulateMotion("no-preference");
    assertThat(script("document.getAnimations().length")).isEqualTo(1L);
    browser.emulateMotion("reduce");
    assertThat(script("document.getAnimations().length")).isEqualTo(0L);
    browser.click("Continue");
    browser.awaitPath("/boards/1111");
  }

  @Test
  void aLogoWithAScriptIsShownAndItsScriptDoesNotRun() throws Exception {
    String logo =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\" width=\"9\" height=\"9\""
            + " onload=\"parent.ran=1;window.ran=1\"><script>parent.ran=1;window.ran=1</script>"
            + "<rect width=\"9\" height=\"9\" fill=\"#7a1f5c\"/></svg>";
    connect(
        builder ->
            builder.appearance(
                Appearance.named("Acme Sync")
                    .logo(logo.getBytes(UTF_8), "image/svg+xml")
                    .accent("#7a1f5c", "#f2a7d8")
                    .support(URI.create("mailto:help@acme.example"))),
        mail());
    begin();

    assertThat(script("document.querySelector('img').naturalWidth")).isEqualTo(9L);
    assertNothingRan();
    browser.check("pages-appearance");
    browser.driver.get(origin() + "/authorize?token=nonsense");
    browser.check("pages-appearance-refused");
  }

  @Test
  void hostileNamesAndTextsAreText() {
    FakeUser mallory = monday.addUser(HOSTILE, "evil");
    connect(
        builder ->
            builder
                .appearance(Appearance.named("<img src=x onerror=window.ran=1>"))
                .texts(Texts.standard().with("en", Map.of("confirm.purpose", HOSTILE))),
        Connector.apiKey("desk", HOSTILE).title("<script>window.ran=1</script>").help(HOSTILE));
    browser.driver.get(mallory.addRecipe(origin().resolve("/authorize")).toString());

    browser.awaitHeading("Connect <script>window.ran=1</script>?");
    assertNothingRan();
    assertThat(script("document.images.length")).isEqualTo(0L);
    browser.click("Continue");
    browser.awaitHeading("Connect <script>window.ran=1</script>");
    assertNothingRan();
  }

  @Test
  void nothingRunsInThePageOfARendererThatForgetsToEscape() {
    PageRenderer careless =
        page ->
            "<!doctype html><title>x</title><h1 onclick=\"window.ran=1\">"
                + page.title()
                + "</h1><style nonce=\""
                + page.styleNonce()
                + "\">h1{color:rgb(1,2,3)}</style><style>h1{display:none}</style>"
                + "<iframe srcdoc=\"<script>parent.ran=1</script>\"></iframe>"
                + "<base href=\"https://evil.example/\"><a href=\"javascript:window.ran=1\">go</a>";
    connect(
        builder -> builder.pageRenderer(careless),
        Connector.apiKey("desk", "Key").title("<script>window.ran=1</script>"));
    begin();

    assertThat(script("getComputedStyle(document.querySelector('h1')).color"))
        .isEqualTo("rgb(1, 2, 3)");
    assertThat(script("getComputedStyle(document.querySelector('h1')).display"))
        .isEqualTo("block");
    browser.driver.findElement(By.tagName("h1")).click();
    browser.driver.findElement(By.linkText("go")).click();
    assertThat(script("window.ran")).isNull();
    assertThat(script("document.baseURI")).isEqualTo(script("location.href"));
  }
}

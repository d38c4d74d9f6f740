package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.examples.servlet.demo.SecretScanner;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.ReceivedRequest;
import io.github.mondayauth.testkit.SentRequest;
import io.github.mondayauth.testkit.TestBrowser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs successful and failed authorizations with logs at TRACE, and then searches for all secrets
 * that occurred: in log lines with their exceptions, on pages, in replies to monday.com, and in
 * database files.
 */
class SecretLeakTest {
  private static final Pattern PARAMETER =
      Pattern.compile("[?&](code|state|token|proof)=([^&\"]{16,})");

  /**
   * A link of the application may contain the state, since it is shown in the state's own browser.
   */
  private static final Pattern STATE_IN_LINK =
      Pattern.compile("(href=\"[^\"?]*/callback/[^\"?]*\\?[^\"]*state=)[^\"&]+");

  /** So may the hidden fields of the application's own forms. */
  private static final Pattern STATE_IN_FORM =
      Pattern.compile("(type=\"hidden\" name=\"(?:state|proof)\" value=\")[^\"]+");

  @TempDir Path folder;
  private final Set<String> secrets = new LinkedHashSet<>();
  private final List<String> pages = new ArrayList<>();

  /** Two calls wait for so long. */
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

  private AppFixture fixture;

  @Test
  void noSecretIsReadableWithSqlite() throws Exception {
    try (CapturedLogs logs = new CapturedLogs();
        AppFixture one = AppFixture.onSqliteWithMailer(folder, CALL_TIMEOUT)) {
      fixture = one;
      SecretScanner scanner = runAuthorizations();
      assertNoSecretIn(logs, scanner);
      assertThat(logs.lines()).anyMatch(line -> line.startsWith("org.eclipse.jetty"));
      assertThat(scanner.findInFolder(fixture.environment.databaseFolder())).isEmpty();
    }
  }

  @Test
  void noSecretIsReadableWithPostgres() throws Exception {
    try (CapturedLogs logs = new CapturedLogs();
        LoadBalancer balancer = new LoadBalancer();
        AppFixture two = AppFixture.onTwoInstancesWithMailer(folder, balancer, CALL_TIMEOUT)) {
      fixture = two;
      SecretScanner scanner = runAuthorizations();
      assertNoSecretIn(logs, scanner);
      assertThat(logs.lines()).anyMatch(line -> line.startsWith("org.postgresql"));
      assertThat(scanner.findInFolder(Postgres.dataDirectory())).isEmpty();
    }
  }

  private SecretScanner runAuthorizations() throws Exception {
    FakeUser ada = fixture.ada;
    connectStepByStep(ada);
    fixture.run(ada);
    fixture.ada.subscribe(fixture.at("/monday/subscribe"));
    fixture.clock.advance(Duration.ofMinutes(61));
    fixture.run(ada);
    refusals();
    errorsThatContainSecrets();
    fixture.gus.lifecycle(fixture.lifecycleUrl(), "uninstall");
    SecretScanner scanner = scannerForAllSecrets();
    assertThat(scanner.find("… " + fixture.tracker.issuedTokens().get(0) + " …")).isNotNull();
    return scanner;
  }

  /** Connects a user, and collects the secrets and the page of every response. */
  private void connectStepByStep(FakeUser user) {
    fixture.allowAs(user);
    follow(fixture.browser, fixture.recipe(user));
    enterKey(fixture.confirm(fixture.browser, user), "mistyped-" + UUID.randomUUID());
    enterKey(fixture.confirm(fixture.browser, user), fixture.mailer.newKey("ada"));
    assertThat(fixture.run(user).status()).isEqualTo(200);
  }

  private void enterKey(TestBrowser.Page form, String key) {
    secrets.add(key);
    addPage(form);
    form.visited().forEach(uri -> addSecretsIn(uri.toString()));
    TestBrowser.Page end = form.submit(Map.of("key", key));
    end.visited().forEach(uri -> addSecretsIn(uri.toString()));
    addCookiesOf(fixture.browser);
    if (end.reply().status() != 200) {
      addPage(end);
    }
  }

  private void addPage(TestBrowser.Page page) {
    pages.add(STATE_IN_FORM.matcher(page.reply().body()).replaceAll("$1"));
  }

  private void follow(TestBrowser browser, URI start) {
    URI at = start;
    for (int i = 0; i < 12 && at != null; i++) {
      addSecretsIn(at.toString());
      boolean isApp = at.getAuthority().equals(fixture.at("/").getAuthority());
      TestBrowser.Page page = browser.openOnce(at);
      if (isApp) {
        addPage(page);
        addCookiesOf(browser);
      }
      at = page.location() == null ? null : at.resolve(page.location());
    }
  }

  private void refusals() throws Exception {
    FakeUser grace = fixture.grace;
    fixture.monday.consent(Consent.deny());
    follow(new TestBrowser(), fixture.recipe(grace));
    fixture.allowAs(fixture.linus);
    follow(new TestBrowser(), fixture.recipe(grace));
    fixture.allowAs(grace);
    TestBrowser own = new TestBrowser();
    URI callback = AppFixture.callback(own, fixture.recipe(grace), "monday");
    follow(new TestBrowser(), callback);
    follow(own, URI.create(callback + "&state=twice-twice-twice-twice"));
    fixture.monday.tokenEndpoint(Fault.hang().times(1));
    follow(own, callback);
    follow(new TestBrowser(), URI.create(fixture.recipe(grace) + "x"));
    fixture.run(grace);
    fixture.monday.post(
        fixture.at("/monday/run"),
        fixture.monday.tokens().request(fixture.at("/monday/run")).expired().sign(),
        "{}");
  }

  /** Error responses that contain what the provider received, as those of some providers do. */
  private void errorsThatContainSecrets() throws Exception {
    String error =
        "{\"error\":\"invalid_grant\",\"error_description\":\""
            + String.join(" ", fixture.environment.secrets())
            + "\"}";
    fixture.monday.tokenEndpoint(Fault.response(400, "application/json", error));
    fixture.tracker.tokenEndpoint(Fault.response(500, "application/json", error));
    fixture.clock.advance(Duration.ofMinutes(61));
    fixture.run(fixture.ada);
    fixture.allowAs(fixture.grace);
    follow(new TestBrowser(), fixture.recipe(fixture.grace));
    fixture.monday.tokenEndpoint(Fault.none());
    fixture.allowAs(fixture.grace);
    follow(new TestBrowser(), fixture.recipe(fixture.grace));
  }

  private void addSecretsIn(String url) {
    Matcher matcher = PARAMETER.matcher(url);
    while (matcher.find()) {
      secrets.add(matcher.group(2));
    }
  }

  private void addCookiesOf(TestBrowser browser) {
    String header = browser.cookies(fixture.at("/"));
    if (header != null) {
      for (String pair : header.split("; ", -1)) {
        String value = pair.substring(pair.indexOf('=') + 1);
        assertThat(value).hasSizeGreaterThan(16);
        secrets.add(value);
      }
    }
  }

  private SecretScanner scannerForAllSecrets() throws IOException {
    secrets.addAll(fixture.environment.secrets());
    List<ReceivedRequest> exchanges = new ArrayList<>(fixture.monday.tokenRequests());
    exchanges.addAll(fixture.tracker.tokenRequests());
    for (ReceivedRequest request : exchanges) {
      for (String name : List.of("code", "code_verifier", "refresh_token")) {
        String value = request.parameters().get(name);
        if (value != null) {
          secrets.add(value);
        }
      }
    }
    for (SentRequest request : fixture.monday.sent()) {
      String token = request.headers().get("Authorization");
      if (token != null) {
        secrets.add(token);
      }
      pages.add(request.reply().body());
    }
    Matcher key =
        Pattern.compile("\"k\"\\s*:\\s*\"([^\"]+)\"")
            .matcher(Files.readString(fixture.environment.keyFile()));
    assertThat(key.find()).isTrue();
    secrets.add(key.group(1));
    assertThat(secrets).hasSizeGreaterThan(30);
    return new SecretScanner(secrets).withBinary(Base64.getUrlDecoder().decode(key.group(1)));
  }

  private void assertNoSecretIn(CapturedLogs logs, SecretScanner scanner) {
    assertThat(logs.lines())
        .anyMatch(line -> line.startsWith("io.github.mondayauth.oauth"))
        .anyMatch(line -> line.contains("OAuthException"))
        .anyMatch(line -> line.contains("TokenRejectedException"))
        .anyMatch(line -> line.contains("NotConnectedException"))
        .anyMatch(line -> line.startsWith("okhttp3"))
        .anyMatch(line -> line.startsWith("com.zaxxer.hikari"));
    for (String line : logs.lines()) {
      assertThat(scanner.find(line)).as(line).isNull();
    }
    for (String page : pages) {
      assertThat(scanner.find(STATE_IN_LINK.matcher(page).replaceAll("$1"))).as(page).isNull();
    }
  }
}

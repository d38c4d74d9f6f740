package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.examples.servlet.demo.ClearText;
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
 * Drives every path with logs at TRACE, and then looks for everything that was secret on the way:
 * in log lines and the exceptions in them, on pages, in answers to monday.com, in database files.
 */
class NoSecretTest {
  private static final Pattern PARAMETER =
      Pattern.compile("[?&](code|state|token|proof)=([^&\"]{16,})");

  /** A place for a state on a page: a link back to us, in the browser it belongs to. */
  private static final Pattern STATE_IN_LINK =
      Pattern.compile("(href=\"[^\"?]*/callback/[^\"?]*\\?[^\"]*state=)[^\"&]+");

  /** The other one: fields of a form of ours, likewise. */
  private static final Pattern HIDDEN =
      Pattern.compile("(type=\"hidden\" name=\"(?:state|proof)\" value=\")[^\"]+");

  @TempDir Path folder;
  private final Set<String> secrets = new LinkedHashSet<>();
  private final List<String> pages = new ArrayList<>();
  private Scene scene;

  @Test
  void noSecretIsReadableWithSqlite() throws Exception {
    try (CapturedLogs logs = new CapturedLogs();
        Scene one = Scene.onSqliteWithMailer(folder)) {
      scene = one;
      ClearText secret = drive();
      nowhere(secret, logs);
      assertThat(logs.lines()).anyMatch(line -> line.startsWith("org.eclipse.jetty"));
      assertThat(secret.inFolder(scene.stage.databaseFolder())).isEmpty();
    }
  }

  @Test
  void noSecretIsReadableWithPostgres() throws Exception {
    try (CapturedLogs logs = new CapturedLogs();
        LoadBalancer balancer = new LoadBalancer();
        Scene two = Scene.onTwoInstancesWithMailer(folder, balancer)) {
      scene = two;
      ClearText secret = drive();
      nowhere(secret, logs);
      assertThat(logs.lines()).anyMatch(line -> line.startsWith("org.postgresql"));
      assertThat(secret.inFolder(Postgres.dataDirectory())).isEmpty();
    }
  }

  private ClearText drive() throws Exception {
    FakeUser ada = scene.stage.ada;
    connectStepByStep(ada);
    scene.run(ada);
    scene.stage.ada.subscribe(scene.stage.at("/monday/subscribe"));
    scene.clock.advance(Duration.ofMinutes(61));
    scene.run(ada);
    refusals();
    providerThatEchoesSecrets();
    scene.stage.gus.lifecycle(scene.stage.lifecycle(), "uninstall");
    ClearText secret = collect();
    assertThat(secret.in("… " + scene.stage.tracker.issuedTokens().get(0) + " …")).isNotNull();
    return secret;
  }

  /** As a browser does, looking at every answer on the way. */
  private void connectStepByStep(FakeUser user) {
    scene.allowAs(user);
    follow(scene.browser, scene.recipe(user));
    enterKey(scene.confirm(scene.browser, user), "mistyped-" + UUID.randomUUID());
    enterKey(scene.confirm(scene.browser, user), scene.stage.mailer.newKey("ada"));
    assertThat(scene.run(user).status()).isEqualTo(200);
  }

  private void enterKey(TestBrowser.Page form, String key) {
    secrets.add(key);
    show(form);
    form.visited().forEach(uri -> remember(uri.toString()));
    TestBrowser.Page answer = form.submit(Map.of("key", key));
    answer.visited().forEach(uri -> remember(uri.toString()));
    rememberCookies(scene.browser);
    if (answer.reply().status() != 200) {
      show(answer);
    }
  }

  private void show(TestBrowser.Page page) {
    pages.add(HIDDEN.matcher(page.reply().body()).replaceAll("$1"));
  }

  private void follow(TestBrowser browser, URI start) {
    URI at = start;
    for (int i = 0; i < 12 && at != null; i++) {
      remember(at.toString());
      boolean ours = at.getAuthority().equals(scene.stage.at("/").getAuthority());
      TestBrowser.Page page = browser.openOnce(at);
      if (ours) {
        show(page);
        rememberCookies(browser);
      }
      at = page.location() == null ? null : at.resolve(page.location());
    }
  }

  private void refusals() throws Exception {
    FakeUser grace = scene.stage.grace;
    scene.stage.monday.consent(Consent.deny());
    follow(new TestBrowser(), scene.recipe(grace));
    scene.allowAs(scene.stage.linus);
    follow(new TestBrowser(), scene.recipe(grace));
    scene.allowAs(grace);
    TestBrowser own = new TestBrowser();
    URI callback = Scene.callback(own, scene.recipe(grace), "monday");
    follow(new TestBrowser(), callback);
    follow(own, URI.create(callback + "&state=twice-twice-twice-twice"));
    scene.stage.monday.tokenEndpoint(Fault.hang().times(1));
    follow(own, callback);
    follow(new TestBrowser(), URI.create(scene.recipe(grace) + "x"));
    scene.run(grace);
    scene.stage.monday.post(
        scene.stage.at("/monday/run"),
        scene.stage.monday.tokens().request(scene.stage.at("/monday/run")).expired().sign(),
        "{}");
  }

  /** A provider whose error repeats what it was sent, as some do. */
  private void providerThatEchoesSecrets() throws Exception {
    String echo =
        "{\"error\":\"invalid_grant\",\"error_description\":\""
            + String.join(" ", scene.stage.secrets())
            + "\"}";
    scene.stage.monday.tokenEndpoint(Fault.answer(400, "application/json", echo));
    scene.stage.tracker.tokenEndpoint(Fault.answer(500, "application/json", echo));
    scene.clock.advance(Duration.ofMinutes(61));
    scene.run(scene.stage.ada);
    scene.allowAs(scene.stage.grace);
    follow(new TestBrowser(), scene.recipe(scene.stage.grace));
    scene.stage.monday.tokenEndpoint(Fault.none());
    scene.allowAs(scene.stage.grace);
    follow(new TestBrowser(), scene.recipe(scene.stage.grace));
  }

  private void remember(String address) {
    Matcher matcher = PARAMETER.matcher(address);
    while (matcher.find()) {
      secrets.add(matcher.group(2));
    }
  }

  private void rememberCookies(TestBrowser browser) {
    String header = browser.cookies(scene.stage.at("/"));
    if (header != null) {
      for (String pair : header.split("; ", -1)) {
        String value = pair.substring(pair.indexOf('=') + 1);
        assertThat(value).hasSizeGreaterThan(16);
        secrets.add(value);
      }
    }
  }

  private ClearText collect() throws IOException {
    secrets.addAll(scene.stage.secrets());
    List<ReceivedRequest> exchanges = new ArrayList<>(scene.stage.monday.tokenRequests());
    exchanges.addAll(scene.stage.tracker.tokenRequests());
    for (ReceivedRequest request : exchanges) {
      for (String name : List.of("code", "code_verifier", "refresh_token")) {
        String value = request.parameters().get(name);
        if (value != null) {
          secrets.add(value);
        }
      }
    }
    for (SentRequest request : scene.stage.monday.sent()) {
      String token = request.headers().get("Authorization");
      if (token != null) {
        secrets.add(token);
      }
      pages.add(request.reply().body());
    }
    Matcher key =
        Pattern.compile("\"k\"\\s*:\\s*\"([^\"]+)\"")
            .matcher(Files.readString(scene.stage.keyFile()));
    assertThat(key.find()).isTrue();
    secrets.add(key.group(1));
    assertThat(secrets).hasSizeGreaterThan(30);
    return new ClearText(secrets).and(Base64.getUrlDecoder().decode(key.group(1)));
  }

  private void nowhere(ClearText secret, CapturedLogs logs) {
    assertThat(logs.lines())
        .anyMatch(line -> line.startsWith("io.github.mondayauth.oauth"))
        .anyMatch(line -> line.contains("OAuthException"))
        .anyMatch(line -> line.contains("TokenRejectedException"))
        .anyMatch(line -> line.contains("NotConnectedException"))
        .anyMatch(line -> line.startsWith("okhttp3"))
        .anyMatch(line -> line.startsWith("com.zaxxer.hikari"));
    for (String line : logs.lines()) {
      assertThat(secret.in(line)).as(line).isNull();
    }
    for (String page : pages) {
      assertThat(secret.in(STATE_IN_LINK.matcher(page).replaceAll("$1"))).as(page).isNull();
    }
  }
}

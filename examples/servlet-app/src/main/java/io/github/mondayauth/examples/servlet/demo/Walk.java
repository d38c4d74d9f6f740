package io.github.mondayauth.examples.servlet.demo;

import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.SentRequest;
import io.github.mondayauth.testkit.TestBrowser;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Walks through the demo as a person would, over HTTP, and checks every step. */
final class Walk {
  private interface Step {
    void take(Checks checks) throws Exception;
  }

  /** What one step found, and what it should have found. */
  static final class Checks {
    private final List<String> found = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    void equal(String what, Object expected, @Nullable Object actual) {
      if (Objects.equals(expected, actual)) {
        found.add(what + ": " + actual);
      } else {
        wrong.add(what + ": expected " + expected + ", found " + actual);
      }
    }

    void holds(String what, boolean holds) {
      (holds ? found : wrong).add(what);
    }
  }

  private final Stage stage;
  private final DemoClock clock;
  private final DatabaseView database;
  private final PrintStream out;
  private final TestBrowser browser = new TestBrowser();
  private TestBrowser.@Nullable Page form;
  private int taken;
  private int failed;

  Walk(Stage stage, DemoClock clock, DatabaseView database, PrintStream out) {
    this.stage = stage;
    this.clock = clock;
    this.database = database;
    this.out = out;
  }

  /** Takes all steps; true if every one found what it should. */
  boolean run() {
    step("Ada adds the recipe, and allows at both consent screens", this::firstConnection);
    step("The mail service wants an API key, and she mistypes it once", this::apiKey);
    step("She adds it again", this::secondTime);
    step("The action fires", checks -> action(checks, 0));
    step("An hour later the access tokens have expired", this::expired);
    step("The services refuse tokens that have not expired", this::refused);
    step("Her API key is revoked, and she makes another", this::revokedKey);
    step("Dropdown, mapping and trigger", this::otherRequests);
    step("Grace denies, then starts again", this::denied);
    step("Linus allows as Ada", this::somebodyElse);
    step("The action fires for Linus", this::notConnected);
    step("Forged, and replayed out of a browser", this::forged);
    step("A guest posts an uninstall", this::guest);
    step("The database", this::clearText);
    step("Ada uninstalls the app", this::uninstall);
    step("The action fires once more", this::afterUninstall);
    step("She installs it again, and the old uninstall comes once more", this::reinstall);
    out.printf(
        "%n%d steps, %s%n", taken, failed == 0 ? "all as they should be" : failed + " WRONG");
    return failed == 0;
  }

  private void step(String title, Step step) {
    taken++;
    Checks checks = new Checks();
    try {
      step.take(checks);
    } catch (Exception e) {
      checks.wrong.add(e.toString());
    }
    out.printf("%n%2d  %s%n", taken, title);
    checks.found.forEach(line -> out.println("    ok     " + line));
    checks.wrong.forEach(line -> out.println("    WRONG  " + line));
    failed += checks.wrong.isEmpty() ? 0 : 1;
  }

  private void firstConnection(Checks checks) throws Exception {
    TestBrowser.Page monday = addRecipe(stage.ada);
    checks.holds("monday.com's consent screen", monday.uri().getPath().equals("/oauth2/authorize"));
    TestBrowser.Page tracker = allow(monday, stage.ada);
    checks.holds("then the tracker's", tracker.uri().getPath().equals("/authorize"));
    form = tracker.submit(Map.of("decision", "allow"));
    checks.equal("then a form of the app", "/callback/mailer", form.uri().getPath());
    checks.equal("codes exchanged", 2, tokenRequests());
    checks.equal("credentials in the database", 2, database.credentials());
  }

  private void apiKey(Checks checks) throws Exception {
    TestBrowser.Page refused = form().submit(Map.of("key", "key-mistyped"));
    checks.equal("the mail service refuses the key", 422, refused.reply().status());
    checks.equal("credentials in the database", 2, database.credentials());
    TestBrowser.Page again = browser.open(link(refused));
    checks.holds("the form once more, no consent screen", again.hasForm());
    enterKey(checks, again, "ada");
    checks.equal("credentials in the database", 3, database.credentials());
    checks.equal("codes exchanged", 2, tokenRequests());
  }

  private void enterKey(Checks checks, TestBrowser.Page page, String login) {
    backToUrl(checks, page.submit(Map.of("key", stage.mailer.newKey(login))));
  }

  private TestBrowser.Page form() {
    return Objects.requireNonNull(form, "no form was shown");
  }

  private void revokedKey(Checks checks) {
    stage.mailer.revokeKeys();
    AppReply reply = run(stage.ada);
    checks.equal("status", 400, reply.status());
    checks.equal(
        "notification", "Reconnect the mail service", reply.json().get("notificationErrorTitle"));
    int before = tokenRequests();
    TestBrowser.Page confirm = addRecipe(stage.ada);
    checks.holds("a page asks whether it is she, before any form", !confirm.hasForm());
    enterKey(checks, browser.open(link(confirm)), "ada");
    checks.equal("token requests", 0, tokenRequests() - before);
    action(checks, 0);
  }

  private void secondTime(Checks checks) {
    int before = tokenRequests();
    TestBrowser.Page back = addRecipe(stage.ada);
    backToUrl(checks, back);
    checks.equal("pages on the way", 2, back.visited().size());
    checks.equal("token requests", 0, tokenRequests() - before);
  }

  private void action(Checks checks, int refreshes) {
    int before = tokenRequests();
    AppReply reply = run(stage.ada);
    checks.equal("status", 200, reply.status());
    checks.equal(
        "what the services said",
        "{\"outputFields\":{\"summary\":\"Ada works as ada and writes as ada\"}}",
        reply.body());
    checks.equal("token requests", refreshes, tokenRequests() - before);
  }

  private void expired(Checks checks) {
    clock.advance(Duration.ofMinutes(61));
    action(checks, 2);
    checks.equal(
        "grant",
        "refresh_token",
        last(stage.monday.tokenRequests()).parameters().get("grant_type"));
    int issued = stage.monday.issuedTokens().size();
    action(checks, 0);
    checks.equal("tokens issued meanwhile", 0, stage.monday.issuedTokens().size() - issued);
  }

  private void refused(Checks checks) {
    stage.monday.refuseAccessTokens();
    stage.tracker.refuseAccessTokens();
    action(checks, 2);
  }

  private void otherRequests(Checks checks) {
    AppReply options = stage.ada.remoteOptions(stage.at("/monday/options"));
    checks.equal(
        "dropdown", "200 [{\"title\":\"Issues of ada\",\"value\":\"ada\"}]", text(options));
    checks.equal("mapping", 200, stage.ada.fieldDefinitions(stage.at("/monday/fields")).status());
    AppReply subscribed = stage.ada.subscribe(stage.at("/monday/subscribe"));
    String webhookId = String.valueOf(subscribed.json().get("webhookId"));
    checks.equal("subscribe", 200, subscribed.status());
    checks.equal("unsubscribe", 200, unsubscribe(stage.ada, webhookId));
    checks.equal("unsubscribe what nobody knows", 200, unsubscribe(stage.linus, "unknown"));
  }

  private void denied(Checks checks) {
    int before = tokenRequests();
    TestBrowser.Page refused = addRecipe(stage.grace).submit(Map.of("decision", "deny"));
    checks.holds("a page explains it", refused.reply().body().contains("<title>"));
    checks.equal("token requests", 0, tokenRequests() - before);
    URI again = link(refused);
    stage.monday.consent(Consent.allowAs("Grace"));
    stage.tracker.consent(Consent.allowAs("grace"));
    enterKey(checks, browser.open(again), "grace");
    askAgain();
    checks.equal(
        "her action",
        "{\"outputFields\":{\"summary\":\"Grace works as grace and writes as grace\"}}",
        run(stage.grace).body());
  }

  private void somebodyElse(Checks checks) throws Exception {
    int before = database.credentials();
    TestBrowser.Page refused = allow(new TestBrowser().open(recipe(stage.linus)), stage.ada);
    checks.holds("refused by the application", refused.uri().getPath().startsWith("/callback/"));
    checks.equal("status", 403, refused.reply().status());
    checks.equal("credentials stored", 0, database.credentials() - before);
  }

  private void notConnected(Checks checks) {
    AppReply reply = run(stage.linus);
    checks.equal("status, which monday.com does not repeat", 400, reply.status());
    checks.equal("severity", 4000L, reply.json().get("severityCode"));
    checks.equal("notification", "Connect monday.com", reply.json().get("notificationErrorTitle"));
  }

  private void forged(Checks checks) {
    URI run = stage.at("/monday/run");
    String forged = stage.monday.tokens().request(run).signedWith("f".repeat(32)).sign();
    checks.equal("another secret", 401, stage.monday.post(run, forged, "{}").status());
    String query = recipe(stage.ada).getRawQuery();
    String replayed = query.substring("token=".length());
    checks.equal("another kind", 401, stage.monday.post(run, replayed, "{}").status());
    checks.equal("nothing at all", 401, stage.monday.post(run, null, "{}").status());
  }

  private void guest(Checks checks) throws Exception {
    int before = database.rows(stage.ada.accountId());
    AppReply reply = stage.gus.lifecycle(stage.lifecycle(), "uninstall");
    checks.equal("answer", "422 {\"error\":\"unproven\"}", text(reply));
    checks.equal("rows lost", 0, before - database.rows(stage.ada.accountId()));
    checks.equal("Ada's action", 200, run(stage.ada).status());
  }

  private void clearText(Checks checks) throws Exception {
    List<String> secrets = stage.secrets();
    checks.holds("looked for " + secrets.size() + " secrets", secrets.size() > 10);
    checks.equal("readable in", List.of(), new ClearText(secrets).inFolder(stage.databaseFolder()));
  }

  private void uninstall(Checks checks) throws Exception {
    clock.advance(Duration.ofSeconds(5));
    AppReply reply = stage.ada.uninstall(stage.lifecycle());
    checks.equal("status", 200, reply.status());
    checks.equal("rows left of her account", 0, database.rows(stage.ada.accountId()));
    checks.equal("tokens the tracker still accepts", 0L, stage.tracker.liveTokens());
    checks.equal("tokens monday.com still accepts", 0L, stage.monday.liveTokens(stage.ada));
  }

  private void afterUninstall(Checks checks) {
    notConnected(checks, run(stage.ada));
    checks.equal("unsubscribe", 200, unsubscribe(stage.ada, "gone"));
  }

  private void notConnected(Checks checks, AppReply reply) {
    checks.equal("status", 400, reply.status());
    checks.equal("notification", "Connect monday.com", reply.json().get("notificationErrorTitle"));
  }

  private void reinstall(Checks checks) {
    SentRequest old =
        stage.monday.sent().stream()
            .filter(sent -> sent.body().contains("\"uninstall\"") && sent.reply().status() == 200)
            .findFirst()
            .orElseThrow();
    clock.advance(Duration.ofSeconds(5));
    checks.equal("install", 200, stage.ada.install(stage.lifecycle()).status());
    TestBrowser.Page tracker = allow(addRecipe(stage.ada), stage.ada);
    enterKey(checks, tracker.submit(Map.of("decision", "allow")), "ada");
    checks.equal("the old uninstall is taken note of", 200, stage.monday.resend(old).status());
    action(checks, 0);
  }

  private URI recipe(FakeUser user) {
    return user.addRecipe(stage.at("/authorize"));
  }

  private TestBrowser.Page addRecipe(FakeUser user) {
    return browser.open(recipe(user));
  }

  private static TestBrowser.Page allow(TestBrowser.Page consent, FakeUser as) {
    return consent.submit(Map.of("decision", "allow", "user", String.valueOf(as.id())));
  }

  private void askAgain() {
    stage.monday.consent(Consent.ask());
    stage.tracker.consent(Consent.ask());
  }

  private void backToUrl(Checks checks, TestBrowser.Page page) {
    checks.equal(
        "the browser ends on backToUrl",
        stage.monday.origin() + "/boards/1111/app_automations/2222?nodeId=2&fieldKey=account",
        page.uri().toString());
  }

  private static URI link(TestBrowser.Page page) {
    var link = java.util.regex.Pattern.compile("href=\"([^\"]+)\"").matcher(page.reply().body());
    if (!link.find()) {
      throw new IllegalStateException("no link on " + page);
    }
    return page.uri().resolve(link.group(1).replace("&amp;", "&"));
  }

  private AppReply run(FakeUser user) {
    return user.runAction(stage.at("/monday/run"), Map.of());
  }

  private int unsubscribe(FakeUser user, String webhookId) {
    return user.unsubscribe(stage.at("/monday/unsubscribe"), webhookId).status();
  }

  private int tokenRequests() {
    return stage.monday.tokenRequests().size() + stage.tracker.tokenRequests().size();
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  private static String text(AppReply reply) {
    return reply.status() + " " + reply.body();
  }
}

package io.github.mondayauth.examples.servlet.demo;

import io.github.mondayauth.oauth.ConnectorCheck;
import io.github.mondayauth.oauth.ConnectorCheck.Outcome;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.SentRequest;
import io.github.mondayauth.testkit.TestBrowser;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Performs the steps of the demo as a user would, over HTTP, and checks the result of each. */
final class DemoScript {
  private interface Step {
    void run(Checks checks) throws Exception;
  }

  /** The results of a step's checks. */
  static final class Checks {
    private final List<String> passed = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();

    void equal(String subject, Object expected, @Nullable Object actual) {
      if (Objects.equals(expected, actual)) {
        passed.add(subject + ": " + actual);
      } else {
        failed.add(subject + ": expected " + expected + ", found " + actual);
      }
    }

    void isTrue(String statement, boolean isTrue) {
      (isTrue ? passed : failed).add(statement);
    }
  }

  private final DemoEnvironment environment;
  private final DemoClock clock;
  private final Deployments deployments;
  private final MondayCredentials credentials;
  private final DatabaseView database;
  private final PrintStream out;
  private final TestBrowser browser = new TestBrowser();
  private TestBrowser.@Nullable Page form;
  private int steps;
  private int failedSteps;

  /**
   * Creates the script.
   *
   * @param deployments the running application, and another that is only checked
   */
  DemoScript(
      DemoEnvironment environment,
      DemoClock clock,
      Deployments deployments,
      DatabaseView database,
      PrintStream out) {
    this.environment = environment;
    this.clock = clock;
    this.deployments = deployments;
    this.credentials = new MondayCredentials(environment);
    this.database = database;
    this.out = out;
  }

  /** Runs all steps; returns true if all checks passed. */
  boolean run() {
    step("Ada adds the recipe, and gives consent on both screens", this::firstConnection);
    step("She enters her Pigeon Mail API key, after mistyping it once", this::apiKey);
    step("She adds the recipe again", this::secondTime);
    step("The action runs", checks -> action(checks, 0));
    step("One hour later, the access tokens have expired", this::expired);
    step("The services refuse access tokens that have not expired", this::refused);
    step("Her API key is revoked, and she enters a new one", this::revokedKey);
    step(
        "Beetle Issues revokes her grant, and she reconnects with the link in a notification",
        this::link);
    step("Dropdown, mapping and trigger", this::otherRequests);
    step("Grace declines, and then starts again", this::denied);
    step("Linus starts, but gives consent as Ada", this::anotherUser);
    step("The action runs for Linus", this::notConnected);
    step("He connects from a view in a frame of monday.com", this::view);
    step("A workflow block runs with a credential that monday.com keeps", this::block);
    step("A forged request, and one with a token from a browser", this::forged);
    step("A guest sends a fake uninstall event", this::guest);
    step("A day passes, and the application's maintenance runs", this::day);
    step("Ada writes to the agent", this::agent);
    step("A new deployment with a mistyped client secret is checked", this::check);
    step("The database is searched for secrets", this::searchDatabase);
    step("Ada uninstalls the app", this::uninstall);
    step("The action runs again", this::afterUninstall);
    step("She reinstalls it, and the old uninstall event is sent again", this::reinstall);
    String result = failedSteps == 0 ? "all passed" : failedSteps + " FAILED";
    out.printf("%n%d steps, %s%n", steps, result);
    return failedSteps == 0;
  }

  private void step(String title, Step step) {
    steps++;
    Checks checks = new Checks();
    try {
      step.run(checks);
    } catch (Exception e) {
      checks.failed.add(e.toString());
    }
    out.printf("%n%2d  %s%n", steps, title);
    checks.passed.forEach(line -> out.println("    ok      " + line));
    checks.failed.forEach(line -> out.println("    FAILED  " + line));
    failedSteps += checks.failed.isEmpty() ? 0 : 1;
  }

  private void firstConnection(Checks checks) throws Exception {
    TestBrowser.Page monday = addRecipe(environment.ada);
    checks.equal("monday.com's consent screen", "/oauth2/authorize", monday.uri().getPath());
    TestBrowser.Page tracker = allow(monday, environment.ada);
    checks.equal("then the consent screen of Beetle Issues", "/authorize", tracker.uri().getPath());
    form = tracker.submit(Map.of("decision", "allow"));
    checks.equal("then the application's form", "/callback/mailer", form.uri().getPath());
    checks.equal("codes exchanged", 2, tokenRequests());
    checks.equal("credentials in the database", 2, database.credentials());
  }

  private void apiKey(Checks checks) throws Exception {
    TestBrowser.Page refused = form().submit(Map.of("key", "key-mistyped"));
    checks.equal("status, since Pigeon Mail rejects the key", 422, refused.reply().status());
    checks.equal("credentials in the database", 2, database.credentials());
    checks.isTrue("the form is shown again, without a consent screen", refused.hasForm());
    enterKey(checks, refused, "ada");
    checks.equal("credentials in the database", 3, database.credentials());
    checks.equal("codes exchanged", 2, tokenRequests());
  }

  private void enterKey(Checks checks, TestBrowser.Page page, String login) {
    backToUrl(checks, page.submit(Map.of("key", environment.mailer.newKey(login))));
  }

  private TestBrowser.Page form() {
    return Objects.requireNonNull(form, "Expected the form of the first step, found none");
  }

  private void revokedKey(Checks checks) {
    environment.mailer.revokeKeys();
    AppReply reply = run(environment.ada);
    checks.equal("status", 400, reply.status());
    checks.equal(
        "notification", "Reconnect Pigeon Mail", reply.json().get("notificationErrorTitle"));
    int before = tokenRequests();
    TestBrowser.Page confirm = addRecipe(environment.ada);
    checks.isTrue("a confirmation page is shown before the form", !confirm.hasForm());
    enterKey(checks, browser.open(PageLinks.first(confirm)), "ada");
    checks.equal("token requests", 0, tokenRequests() - before);
    action(checks, 0);
  }

  private void link(Checks checks) {
    environment.tracker.revokeGrants();
    clock.advance(Duration.ofMinutes(61));
    AppReply reply = run(environment.ada);
    checks.equal("status", 400, reply.status());
    checks.equal(
        "notification", "Reconnect Beetle Issues", reply.json().get("notificationErrorTitle"));
    clock.advance(Duration.ofDays(6)); // the link is valid for seven days
    URI link = PageLinks.inNotification(reply).orElseThrow();
    TestBrowser.Page consent = browser.open(link);
    checks.equal(
        "monday.com's consent screen, since others may read the link",
        "/oauth2/authorize",
        consent.uri().getPath());
    TestBrowser.Page tracker = allow(consent, environment.ada);
    checks.equal("then the consent screen of Beetle Issues", "/authorize", tracker.uri().getPath());
    TestBrowser.Page end = tracker.submit(Map.of("decision", "allow"));
    checks.equal("browser redirected to", environment.at("/view/done"), end.uri());
    checks.equal("status of her action", 200, run(environment.ada).status());
  }

  private void view(Checks checks) {
    TestBrowser itsBrowser = new TestBrowser();
    View view = new View(environment, environment.linus, itsBrowser);
    TestBrowser.Page frame = view.frame();
    checks.equal("the page in the frame", environment.at("/view"), frame.uri());
    checks.isTrue(
        "only monday.com may show it in a frame",
        String.valueOf(frame.reply().header("Content-Security-Policy"))
            .endsWith("frame-ancestors " + environment.monday.origin()));
    checks.equal("connections that it shows", 0L, connected(view.status()));
    checks.equal(
        "status without a session token",
        401,
        environment.monday.post(environment.at("/view/link"), null, "").status());
    clock.advance(Duration.ofSeconds(2));
    URI link = view.link();
    TestBrowser.Page consent = itsBrowser.open(link);
    checks.equal(
        "its link leads to monday.com's consent screen",
        "/oauth2/authorize",
        consent.uri().getPath());
    TestBrowser.Page tracker = allow(consent, environment.linus);
    TestBrowser.Page keyForm = tracker.submit(Map.of("decision", "allow", "user", "linus"));
    TestBrowser.Page end = keyForm.submit(Map.of("key", environment.mailer.newKey("linus")));
    checks.equal("browser redirected to", environment.at("/view/done"), end.uri());
    clock.advance(Duration.ofSeconds(2)); // the view looks every two seconds
    checks.equal("connections that the view shows now", 3L, connected(view.status()));
    checks.equal(
        "session tokens, a new one for each request", 3, Set.copyOf(view.sessionTokens()).size());
    checks.isTrue(
        "none of them is in an address",
        Stream.of(consent, tracker, keyForm, end)
            .flatMap(page -> page.visited().stream())
            .noneMatch(uri -> view.sessionTokens().stream().anyMatch(uri.toString()::contains)));
    checks.equal(
        "result of his action",
        "{\"outputFields\":{\"summary\":\"Linus tracks issues as linus and sends mail as linus\"}}",
        run(environment.linus).body());
  }

  private static long connected(AppReply status) {
    return Pattern.compile("\"connected\":true").matcher(status.body()).results().count();
  }

  private void block(Checks checks) throws Exception {
    int rows = database.rows(environment.ada.accountId());
    String token = credentials.connect(environment.ada);
    int exchanges = tokenRequests();
    checks.equal(
        "result",
        "200 {\"outputFields\":{\"summary\":\"Ada tracks issues as ada\"}}",
        text(credentials.runBlock(environment.ada, token)));
    checks.equal("token requests of the application", 0, tokenRequests() - exchanges);
    checks.equal("rows added", 0, database.rows(environment.ada.accountId()) - rows);
    AppReply refused = credentials.runBlock(environment.ada, "expired-or-made-up");
    checks.equal("status with a credential that Beetle Issues refuses", 400, refused.status());
    checks.equal(
        "notification", "Credential refused", refused.json().get("notificationErrorTitle"));
    checks.isTrue(
        "it does not repeat the credential", !refused.body().contains("expired-or-made-up"));
    AppReply none = credentials.runBlockWithoutCredential(environment.ada);
    checks.equal("status without a credential", 400, none.status());
    checks.equal("notification", "No credential", none.json().get("notificationErrorTitle"));
  }

  private void check(Checks checks) throws Exception {
    int rows = database.rows(environment.ada.accountId());
    Map<String, Outcome> mistyped = outcomes(deployments.checkMistyped(), checks);
    checks.equal("Beetle Issues, in the new deployment", Outcome.BAD, mistyped.get("tracker"));
    checks.equal("monday.com, in the new deployment", Outcome.GOOD, mistyped.get("monday"));
    Map<String, Outcome> running = outcomes(deployments.check(), checks);
    checks.equal("Beetle Issues, in the running app", Outcome.GOOD, running.get("tracker"));
    checks.equal("monday.com, in the running app", Outcome.GOOD, running.get("monday"));
    checks.equal(
        "Pigeon Mail, which has no client secret", Outcome.CANNOT_TELL, running.get("mailer"));
    checks.equal("rows added", 0, database.rows(environment.ada.accountId()) - rows);
    action(checks, 0);
  }

  private static Map<String, Outcome> outcomes(List<ConnectorCheck> report, Checks checks) {
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (ConnectorCheck check : report) {
      checks.isTrue("\"" + Deployments.sentence(check) + "\"", true);
      outcomes.put(check.connection(), Deployments.client(check).outcome());
    }
    return outcomes;
  }

  private void day(Checks checks) throws Exception {
    clock.advance(Duration.ofDays(1));
    DayReport report = new DayReport(environment);
    List<String> first = report.sentences(deployments.maintain());
    first.forEach(sentence -> checks.isTrue("\"" + sentence + "\"", true));
    checks.isTrue(
        "the guest's uninstall event is dismissed",
        first.contains(
            "Dismissed 1 false uninstall: monday.com still accepts the account's tokens."));
    checks.equal(
        "rows of her account that are claims", 0, database.claims(environment.ada.accountId()));
    List<String> second = report.sentences(deployments.maintain());
    checks.equal("sentences of a second report, with nothing left to do", 1, second.size());
    action(checks, 1); // the dismissal has refreshed monday.com's token
  }

  private void agent(Checks checks) {
    AppReply reply = environment.agent.trigger("chat", "Which issues are open?");
    checks.equal("status", 200, reply.status());
    checks.isTrue("the agent replies", reply.body().contains("You wrote: Which issues are open?"));
    AppReply again = environment.monday.resend(last(environment.monday.sent()));
    checks.equal(
        "the same delivery again, without a second reply", "data: [DONE]", again.body().strip());
    checks.equal(
        "status of another agent's request",
        401,
        environment.monday.addAgent(environment.at("/agent")).trigger("chat", "Hello").status());
  }

  private void secondTime(Checks checks) {
    int before = tokenRequests();
    TestBrowser.Page back = addRecipe(environment.ada);
    backToUrl(checks, back);
    checks.equal("URLs requested", 2, back.visited().size());
    checks.equal("token requests", 0, tokenRequests() - before);
  }

  private void action(Checks checks, int refreshes) {
    int before = tokenRequests();
    AppReply reply = run(environment.ada);
    checks.equal("status", 200, reply.status());
    checks.equal(
        "result",
        "{\"outputFields\":{\"summary\":\"Ada tracks issues as ada and sends mail as ada\"}}",
        reply.body());
    checks.equal("token requests", refreshes, tokenRequests() - before);
  }

  private void expired(Checks checks) {
    clock.advance(Duration.ofMinutes(61));
    action(checks, 2);
    checks.equal(
        "grant type",
        "refresh_token",
        last(environment.monday.tokenRequests()).parameters().get("grant_type"));
    int issued = environment.monday.issuedTokens().size();
    action(checks, 0);
    checks.equal("new tokens", 0, environment.monday.issuedTokens().size() - issued);
  }

  private void refused(Checks checks) {
    clock.advance(Duration.ofSeconds(20)); // the library renews no younger token
    environment.monday.refuseAccessTokens();
    environment.tracker.refuseAccessTokens();
    action(checks, 2);
  }

  private void otherRequests(Checks checks) {
    AppReply options = environment.ada.remoteOptions(environment.at("/monday/options"));
    checks.equal(
        "dropdown", "200 [{\"title\":\"Issues of ada\",\"value\":\"ada\"}]", text(options));
    checks.equal(
        "mapping",
        200,
        environment.ada.fieldDefinitions(environment.at("/monday/fields")).status());
    AppReply subscribed = environment.ada.subscribe(environment.at("/monday/subscribe"));
    String webhookId = String.valueOf(subscribed.json().get("webhookId"));
    checks.equal("subscribe", 200, subscribed.status());
    checks.equal("unsubscribe", 200, unsubscribe(environment.ada, webhookId));
    checks.equal("unsubscribe with an unknown id", 200, unsubscribe(environment.linus, "unknown"));
  }

  private void denied(Checks checks) {
    int before = tokenRequests();
    TestBrowser.Page refused = addRecipe(environment.grace).submit(Map.of("decision", "deny"));
    checks.isTrue("a page explains it", refused.reply().body().contains("<title>"));
    checks.equal("token requests", 0, tokenRequests() - before);
    URI again = PageLinks.first(refused);
    environment.monday.consent(Consent.allowAs("Grace"));
    environment.tracker.consent(Consent.allowAs("grace"));
    enterKey(checks, browser.open(again), "grace");
    showConsentScreens();
    checks.equal(
        "result of her action",
        "{\"outputFields\":{\"summary\":\"Grace tracks issues as grace and sends mail as grace\"}}",
        run(environment.grace).body());
  }

  private void anotherUser(Checks checks) throws Exception {
    int before = database.credentials();
    TestBrowser.Page refused =
        allow(new TestBrowser().open(recipe(environment.linus)), environment.ada);
    checks.isTrue("the application refuses it", refused.uri().getPath().startsWith("/callback/"));
    checks.equal("status", 403, refused.reply().status());
    checks.equal("credentials stored", 0, database.credentials() - before);
  }

  private void notConnected(Checks checks) {
    AppReply reply = run(environment.linus);
    checks.equal("status, after which monday.com does not retry", 400, reply.status());
    checks.equal("severity", 4000L, reply.json().get("severityCode"));
    checks.equal("notification", "Connect monday.com", reply.json().get("notificationErrorTitle"));
  }

  private void forged(Checks checks) {
    URI run = environment.at("/monday/run");
    String forged = environment.monday.tokens().request(run).signedWith("f".repeat(32)).sign();
    checks.equal("wrong secret", 401, environment.monday.post(run, forged, "{}").status());
    String query = recipe(environment.ada).getRawQuery();
    String replayed = query.substring("token=".length());
    checks.equal("wrong kind", 401, environment.monday.post(run, replayed, "{}").status());
    checks.equal("no token", 401, environment.monday.post(run, null, "{}").status());
  }

  private void guest(Checks checks) throws Exception {
    int before = database.rows(environment.ada.accountId());
    AppReply reply = environment.gus.lifecycle(environment.lifecycleUrl(), "uninstall");
    checks.equal("reply", "200 {}", text(reply));
    int added = database.rows(environment.ada.accountId()) - before;
    checks.equal("rows added: the claim", 1, added);
    checks.equal("status of Ada's action", 200, run(environment.ada).status());
  }

  private void searchDatabase(Checks checks) throws Exception {
    List<String> secrets = environment.secrets();
    checks.isTrue("searched for " + secrets.size() + " secrets", secrets.size() > 10);
    checks.equal(
        "files that contain one",
        List.of(),
        new SecretScanner(secrets).findInFolder(environment.databaseFolder()));
  }

  private void uninstall(Checks checks) throws Exception {
    clock.advance(Duration.ofSeconds(5));
    AppReply reply = environment.ada.uninstall(environment.lifecycleUrl());
    checks.equal("status", 200, reply.status());
    checks.equal("rows of her account", 0, database.rows(environment.ada.accountId()));
    checks.equal(
        "grants left at Beetle Issues: Linus's, and the one that monday.com keeps",
        2L,
        environment.tracker.liveGrants());
    checks.equal(
        "tokens that monday.com accepts", 0L, environment.monday.liveTokens(environment.ada));
  }

  private void afterUninstall(Checks checks) {
    notConnected(checks, run(environment.ada));
    checks.equal("unsubscribe", 200, unsubscribe(environment.ada, "gone"));
  }

  private void notConnected(Checks checks, AppReply reply) {
    checks.equal("status", 400, reply.status());
    checks.equal("notification", "Connect monday.com", reply.json().get("notificationErrorTitle"));
  }

  private void reinstall(Checks checks) {
    // The last one: the first is the guest's.
    SentRequest uninstall =
        last(
            environment.monday.sent().stream()
                .filter(
                    sent -> sent.body().contains("\"uninstall\"") && sent.reply().status() == 200)
                .toList());
    clock.advance(Duration.ofSeconds(5));
    checks.equal("install", 200, environment.ada.install(environment.lifecycleUrl()).status());
    TestBrowser.Page tracker = allow(addRecipe(environment.ada), environment.ada);
    enterKey(checks, tracker.submit(Map.of("decision", "allow")), "ada");
    checks.equal("status of the old event", 200, environment.monday.resend(uninstall).status());
    action(checks, 0);
  }

  private URI recipe(FakeUser user) {
    return user.addRecipe(environment.at("/authorize"));
  }

  private TestBrowser.Page addRecipe(FakeUser user) {
    return browser.open(recipe(user));
  }

  private static TestBrowser.Page allow(TestBrowser.Page consent, FakeUser as) {
    return consent.submit(Map.of("decision", "allow", "user", String.valueOf(as.id())));
  }

  private void showConsentScreens() {
    environment.monday.consent(Consent.ask());
    environment.tracker.consent(Consent.ask());
  }

  private void backToUrl(Checks checks, TestBrowser.Page page) {
    checks.equal(
        "browser redirected to",
        environment.monday.origin() + "/boards/1111/app_automations/2222?nodeId=2&fieldKey=account",
        page.uri().toString());
  }

  private AppReply run(FakeUser user) {
    return user.runAction(environment.at("/monday/run"), Map.of());
  }

  private int unsubscribe(FakeUser user, String webhookId) {
    return user.unsubscribe(environment.at("/monday/unsubscribe"), webhookId).status();
  }

  private int tokenRequests() {
    return environment.monday.tokenRequests().size() + environment.tracker.tokenRequests().size();
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  private static String text(AppReply reply) {
    return reply.status() + " " + reply.body();
  }
}

package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.examples.servlet.demo.DemoEnvironment;
import io.github.mondayauth.examples.servlet.demo.PageLinks;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeAgent;
import io.github.mondayauth.testkit.FakeKeyService;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.testkit.TestClock;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * An application on one or two instances, with the fake services around it. Tests use it like a
 * user at monday.com does.
 */
final class AppFixture implements AutoCloseable {
  /** More than a machine that is busy with other tests needs for a call. */
  private static final Duration PATIENT = Duration.ofMinutes(1);

  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  final TestClock clock;
  final DemoEnvironment environment;
  final FakeMonday monday;
  final FakeOAuthServer tracker;
  final FakeKeyService mailer;
  final FakeAgent agent;
  final FakeUser ada;
  final FakeUser grace;
  final FakeUser gus;
  final FakeUser linus;
  final String databaseUrl;
  final RecordingListener events = new RecordingListener();
  final TestBrowser browser = new TestBrowser();

  private final boolean withMailer;
  private final boolean clientSecretSignsAuthorization;
  private final Duration callTimeout;
  private final Deque<ServletApp> instances = new ArrayDeque<>();

  private AppFixture(
      TestClock clock,
      DemoEnvironment environment,
      String databaseUrl,
      boolean withMailer,
      boolean clientSecretSignsAuthorization,
      Duration callTimeout) {
    this.callTimeout = callTimeout;
    this.clientSecretSignsAuthorization = clientSecretSignsAuthorization;
    this.clock = clock;
    this.environment = environment;
    this.databaseUrl = databaseUrl;
    this.withMailer = withMailer;
    this.monday = environment.monday;
    this.tracker = environment.tracker;
    this.mailer = environment.mailer;
    this.agent = environment.agent;
    this.ada = environment.ada;
    this.grace = environment.grace;
    this.gus = environment.gus;
    this.linus = environment.linus;
  }

  /** One instance on SQLite. */
  static AppFixture onSqlite(Path folder) throws Exception {
    return onSqlite(folder, false, false, PATIENT);
  }

  /** One instance on SQLite, whose calls to other services end after this time. */
  static AppFixture onSqlite(Path folder, Duration callTimeout) throws Exception {
    return onSqlite(folder, false, false, callTimeout);
  }

  /** One instance on SQLite, which accepts authorization tokens signed with the client secret. */
  static AppFixture onSqliteWithClientSecret(Path folder) throws Exception {
    return onSqlite(folder, false, true, PATIENT);
  }

  /** One instance on SQLite, with the mail service. */
  static AppFixture onSqliteWithMailer(Path folder) throws Exception {
    return onSqliteWithMailer(folder, PATIENT);
  }

  /** The same, and calls to other services end after this time. */
  static AppFixture onSqliteWithMailer(Path folder, Duration callTimeout) throws Exception {
    return onSqlite(folder, true, false, callTimeout);
  }

  private static AppFixture onSqlite(
      Path folder, boolean withMailer, boolean clientSecret, Duration callTimeout)
      throws Exception {
    WebServer server = WebServer.open(0);
    TestClock clock = TestClock.at(NOW);
    URI origin = URI.create("http://localhost:" + server.port());
    DemoEnvironment environment = new DemoEnvironment(folder, origin, clock);
    AppFixture fixture =
        new AppFixture(
            clock, environment, environment.sqlite(), withMailer, clientSecret, callTimeout);
    fixture.start(server);
    return fixture;
  }

  /** Two instances behind a load balancer, which share only a PostgreSQL database. */
  static AppFixture onTwoInstances(Path folder, LoadBalancer balancer) throws Exception {
    return onTwoInstances(folder, balancer, balancer.origin(), false, PATIENT);
  }

  /** Two instances with the mail service, whose calls to other services end after this time. */
  static AppFixture onTwoInstancesWithMailer(
      Path folder, LoadBalancer balancer, Duration callTimeout) throws Exception {
    return onTwoInstances(folder, balancer, balancer.origin(), true, callTimeout);
  }

  /** Two instances whose base URI differs from the load balancer's address. */
  static AppFixture onTwoInstances(Path folder, LoadBalancer balancer, URI baseUri)
      throws Exception {
    return onTwoInstances(folder, balancer, baseUri, true, PATIENT);
  }

  private static AppFixture onTwoInstances(
      Path folder, LoadBalancer balancer, URI baseUri, boolean withMailer, Duration callTimeout)
      throws Exception {
    TestClock clock = TestClock.at(NOW);
    DemoEnvironment environment = new DemoEnvironment(folder, baseUri, clock);
    AppFixture fixture =
        new AppFixture(clock, environment, Postgres.newDatabase(), withMailer, false, callTimeout);
    for (int i = 0; i < 2; i++) {
      WebServer server = WebServer.open(0);
      balancer.addInstance(server.port());
      fixture.start(server);
    }
    return fixture;
  }

  private void start(WebServer server) throws Exception {
    instances.push(new ServletApp(server, settings(), events, clock));
  }

  /** The settings of the instances. */
  Settings settings() {
    Settings defaults =
        withMailer
            ? environment.settingsWithMailer(databaseUrl)
            : environment.settings(databaseUrl);
    return new Settings(
        defaults.port(),
        defaults.baseUris(),
        defaults.lifecyclePath(),
        defaults.clientId(),
        defaults.clientSecret(),
        defaults.signingSecret(),
        clientSecretSignsAuthorization,
        defaults.databaseUrl(),
        defaults.keyFile(),
        callTimeout,
        defaults.tracker(),
        defaults.mailer(),
        defaults.agent(),
        defaults.insecureMonday());
  }

  /** The public URL of one of the application's endpoints. */
  URI at(String path) {
    return environment.at(path);
  }

  /** The public URL of the lifecycle webhook. */
  URI lifecycleUrl() {
    return environment.lifecycleUrl();
  }

  /** The URL that monday.com opens when the user adds a recipe. */
  URI recipe(FakeUser user) {
    return user.addRecipe(at("/authorize"));
  }

  AppReply run(FakeUser user) {
    return user.runAction(at("/monday/run"), Map.of());
  }

  String backToUrl() {
    return monday.origin() + "/boards/1111/app_automations/2222?nodeId=2&fieldKey=account";
  }

  /**
   * Lets monday.com allow as the given user, and the tracker as the user who is signed in there.
   */
  void allowAs(FakeUser user) {
    monday.consent(Consent.allowAs(user.name()));
    tracker.consent(Consent.allow());
  }

  /** Connects monday.com and the tracker for a user, in a new browser. */
  void connect(FakeUser user) {
    allowAs(user);
    TestBrowser.Page end = new TestBrowser().open(recipe(user));
    assertThat(end.uri()).hasToString(backToUrl());
  }

  /** Connects monday.com for a user, but not the tracker. */
  void connectMondayOnly(FakeUser user) {
    monday.consent(Consent.allowAs(user.name()));
    tracker.consent(Consent.deny());
    assertThat(new TestBrowser().open(recipe(user)).reply().status()).isEqualTo(403);
    tracker.consent(Consent.ask());
  }

  /** Follows redirects up to a connection's callback, and returns its URL without opening it. */
  static URI callback(TestBrowser browser, URI start, String connection) {
    URI at = start;
    for (int i = 0; i < 10; i++) {
      String location = browser.openOnce(at).location();
      assertThat(location).as("redirect from " + at.getPath()).isNotNull();
      at = at.resolve(location);
      if (at.getPath().equals("/callback/" + connection) && at.getQuery().contains("code=")) {
        return at;
      }
    }
    throw new AssertionError(
        "Expected a redirect to the callback of " + connection + ", found none");
  }

  /** Adds a recipe for a user who is connected to monday.com, and confirms the next connection. */
  TestBrowser.Page confirm(TestBrowser browser, FakeUser user) {
    TestBrowser.Page page = browser.open(recipe(user));
    assertThat(page.hasForm()).as("form instead of a confirmation page").isFalse();
    return browser.open(PageLinks.first(page));
  }

  int tokenRequests() {
    return monday.tokenRequests().size() + tracker.tokenRequests().size();
  }

  int revocations() {
    return (int)
        (monday.requests().stream().filter(r -> r.path().endsWith("/revoke")).count()
            + tracker.revocationRequests().size());
  }

  /** The number of stored credentials of all users. */
  int credentials() throws SQLException {
    return count(
        "SELECT count(*) FROM monday_auth_record WHERE name LIKE 'credential/%/%'"
            + " AND account > ?",
        0);
  }

  /** The number of rows of the user's account, including its root. */
  int rows(FakeUser user) throws SQLException {
    return count("SELECT count(*) FROM monday_auth_record WHERE account = ?", user.accountId())
        + count("SELECT count(*) FROM monday_auth_root WHERE account = ?", user.accountId());
  }

  private int count(String sql, long parameter) throws SQLException {
    try (Connection connection = DriverManager.getConnection(databaseUrl);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, parameter);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getInt(1);
      }
    }
  }

  void stopInstances() {
    while (!instances.isEmpty()) {
      instances.pop().close();
    }
  }

  @Override
  public void close() {
    stopInstances();
    environment.close();
  }
}

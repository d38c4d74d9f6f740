package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.examples.servlet.demo.Stage;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.Consent;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The three servers of a test: the application (one instance or more), monday.com, the tracker. */
final class Scene implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private static final Pattern LINK = Pattern.compile("href=\"([^\"]+)\"");

  final TestClock clock;
  final Stage stage;
  final String databaseUrl;
  final Events events = new Events();
  final TestBrowser browser = new TestBrowser();
  private final Deque<ServletApp> instances = new ArrayDeque<>();

  private final boolean mailer;

  private Scene(TestClock clock, Stage stage, String databaseUrl, boolean mailer) {
    this.clock = clock;
    this.stage = stage;
    this.databaseUrl = databaseUrl;
    this.mailer = mailer;
  }

  /** One instance on SQLite. */
  static Scene onSqlite(Path folder) throws Exception {
    return onSqlite(folder, FakeOAuthServer.builder());
  }

  /** One instance on SQLite, whose users enter an API key of the mail service too. */
  static Scene onSqliteWithMailer(Path folder) throws Exception {
    return onSqlite(folder, FakeOAuthServer.builder(), true);
  }

  /** One instance on SQLite, with a tracker of another kind. */
  static Scene onSqlite(Path folder, FakeOAuthServer.Builder tracker) throws Exception {
    return onSqlite(folder, tracker, false);
  }

  private static Scene onSqlite(Path folder, FakeOAuthServer.Builder tracker, boolean mailer)
      throws Exception {
    WebServer server = WebServer.open(0);
    TestClock clock = TestClock.at(NOW);
    URI origin = URI.create("http://localhost:" + server.port());
    Stage stage = new Stage(folder, origin, clock, tracker);
    Scene scene = new Scene(clock, stage, stage.sqlite(), mailer);
    scene.start(server);
    return scene;
  }

  /** Two instances that share nothing but a PostgreSQL database, and take turns. */
  static Scene onTwoInstances(Path folder, LoadBalancer balancer) throws Exception {
    return onTwoInstances(folder, balancer, false);
  }

  /** The same, with the mail service. */
  static Scene onTwoInstancesWithMailer(Path folder, LoadBalancer balancer) throws Exception {
    return onTwoInstances(folder, balancer, true);
  }

  private static Scene onTwoInstances(Path folder, LoadBalancer balancer, boolean mailer)
      throws Exception {
    return onTwoInstances(folder, balancer, balancer.origin(), mailer);
  }

  /** Two instances that the world knows by another address than their balancer's. */
  static Scene onTwoInstances(Path folder, LoadBalancer balancer, URI baseUri, boolean mailer)
      throws Exception {
    TestClock clock = TestClock.at(NOW);
    Stage stage = new Stage(folder, baseUri, clock);
    Scene scene = new Scene(clock, stage, Postgres.newDatabase(), mailer);
    for (int i = 0; i < 2; i++) {
      WebServer server = WebServer.open(0);
      balancer.to(server.port());
      scene.start(server);
    }
    return scene;
  }

  private void start(WebServer server) throws Exception {
    instances.push(new ServletApp(server, settings(), events, clock));
  }

  /** As the application runs here, but for calls that give up soon. */
  Settings settings() {
    Settings of = mailer ? stage.settingsWithMailer(databaseUrl) : stage.settings(databaseUrl);
    return new Settings(
        of.port(),
        of.baseUri(),
        of.lifecyclePath(),
        of.clientId(),
        of.clientSecret(),
        of.signingSecret(),
        of.databaseUrl(),
        of.keyFile(),
        Duration.ofSeconds(2),
        of.tracker(),
        of.mailer(),
        of.insecureMonday());
  }

  URI recipe(FakeUser user) {
    return user.addRecipe(stage.at("/authorize"));
  }

  AppReply run(FakeUser user) {
    return user.runAction(stage.at("/monday/run"), Map.of());
  }

  String backToUrl() {
    return stage.monday.origin() + "/boards/1111/app_automations/2222?nodeId=2&fieldKey=account";
  }

  /** Both services allow at once, as this user and, at the tracker, a namesake. */
  void allowAs(FakeUser user) {
    stage.monday.consent(Consent.allowAs(user.name()));
    stage.tracker.consent(Consent.allow());
  }

  /** A user with both connections, made in a browser of their own. */
  void connect(FakeUser user) {
    allowAs(user);
    TestBrowser.Page end = new TestBrowser().open(recipe(user));
    assertThat(end.uri()).hasToString(backToUrl());
  }

  /** A user with monday.com connected, and the tracker not. */
  void connectMondayOnly(FakeUser user) {
    stage.monday.consent(Consent.allowAs(user.name()));
    stage.tracker.consent(Consent.deny());
    assertThat(new TestBrowser().open(recipe(user)).reply().status()).isEqualTo(403);
    stage.tracker.consent(Consent.ask());
  }

  /** Follows redirects until the next one leads to a callback, which is not opened. */
  static URI callback(TestBrowser browser, URI start, String connection) {
    URI at = start;
    for (int i = 0; i < 10; i++) {
      String location = browser.openOnce(at).location();
      assertThat(location).as("a redirect from " + at.getPath()).isNotNull();
      at = at.resolve(location);
      if (at.getPath().equals("/callback/" + connection) && at.getQuery().contains("code=")) {
        return at;
      }
    }
    throw new AssertionError("no callback of " + connection);
  }

  /** Where a page's link leads. */
  static URI link(TestBrowser.Page page) {
    Matcher matcher = LINK.matcher(page.reply().body());
    assertThat(matcher.find()).as("a link on " + page).isTrue();
    return page.uri().resolve(matcher.group(1).replace("&amp;", "&"));
  }

  /**
   * Opens a recipe whose user is connected to monday.com already, and goes on from the page that
   * asks whether it is really they who want to connect another service.
   */
  TestBrowser.Page confirm(TestBrowser browser, FakeUser user) {
    TestBrowser.Page page = browser.open(recipe(user));
    assertThat(page.hasForm()).as("a page to confirm, no form yet").isFalse();
    return browser.open(link(page));
  }

  int tokenRequests() {
    return stage.monday.tokenRequests().size() + stage.tracker.tokenRequests().size();
  }

  int revocations() {
    return (int)
        (stage.monday.requests().stream().filter(r -> r.path().endsWith("/revoke")).count()
            + stage.tracker.revocationRequests().size());
  }

  /** How many credentials are stored, for everybody. */
  int credentials() throws SQLException {
    return count(
        "SELECT count(*) FROM monday_auth_record WHERE name LIKE 'credential/%/%'"
            + " AND account > ?",
        0);
  }

  /** How many rows an account has, its root included. */
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
    stage.close();
  }
}

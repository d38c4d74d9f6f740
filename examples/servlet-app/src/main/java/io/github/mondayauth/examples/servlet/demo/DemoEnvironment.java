package io.github.mondayauth.examples.servlet.demo;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.Secret;
import io.github.mondayauth.examples.servlet.Settings;
import io.github.mondayauth.testkit.FakeAgent;
import io.github.mondayauth.testkit.FakeKeyService;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.vault.KeyRing;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The environment of the application: a fake monday.com with its users, a fake issue tracker and
 * mail service, an encryption key, and the settings that refer to them.
 */
public final class DemoEnvironment implements AutoCloseable {
  /** What the users of the demo call the services, by the names of the connections. */
  static final Map<String, String> TITLES =
      Map.of(
          "monday", "monday.com",
          "tracker", "Beetle Issues",
          "mailer", "Pigeon Mail");

  /** An administrator of the account acme. */
  public final FakeUser ada;

  /** Another administrator of the account acme. */
  public final FakeUser grace;

  /** A guest of the account acme. */
  public final FakeUser gus;

  /** An administrator of the account globex. */
  public final FakeUser linus;

  /** The fake monday.com. */
  public final FakeMonday monday;

  /** The fake issue tracker. */
  public final FakeOAuthServer tracker;

  /** The fake mail service. */
  public final FakeKeyService mailer = FakeKeyService.start();

  /** An external agent at the fake monday.com. */
  public final FakeAgent agent;

  private final URI baseUri;
  private final Path folder;
  private final RegisteredApp app;
  private final String lifecyclePath = "/lifecycle-" + UUID.randomUUID();

  /** Starts the fake services, for an application at the given base URI. */
  public DemoEnvironment(Path folder, URI baseUri, InstantSource clock) throws IOException {
    this.baseUri = baseUri;
    this.folder = folder;
    this.app =
        RegisteredApp.random()
            .withScopes("me:read", "account:read", "boards:read")
            .withRedirectUris(at("/callback/monday"));
    monday = FakeMonday.builder(app).clock(clock).shortLivedTokensOverHttp().start();
    tracker =
        FakeOAuthServer.builder()
            .name(title("tracker"))
            .users("ada", "grace", "linus")
            .clock(clock)
            .start();
    ada = monday.addUser("Ada", "acme");
    grace = monday.addUser("Grace", "acme");
    linus = monday.addUser("Linus", "globex");
    gus = monday.addGuest("Gus", "acme");
    agent = monday.addAgent(at("/agent"));
    Files.createDirectories(folder);
    KeyRing.generate(keyFile());
  }

  /** All users of the fake monday.com. */
  List<FakeUser> people() {
    return List.of(ada, grace, gus, linus);
  }

  /** The name of a user or an account of the demo. */
  String nameOf(Owner owner) {
    for (FakeUser user : people()) {
      if (user.accountId() == owner.account().id()) {
        if (!(owner instanceof MondayUser one)) {
          return user.accountSlug();
        }
        if (user.id() == one.id()) {
          return user.name();
        }
      }
    }
    return owner instanceof MondayUser ? "another user" : "another account";
  }

  /** The title of a connection. */
  static String title(String connection) {
    return TITLES.getOrDefault(connection, "another service");
  }

  /** The public URL of one of the application's endpoints. */
  public URI at(String path) {
    return URI.create(baseUri + path);
  }

  /** The public URL of the lifecycle webhook. */
  public URI lifecycleUrl() {
    return at(lifecyclePath);
  }

  /** The application's key file. */
  public Path keyFile() {
    return folder.resolve("keys.json");
  }

  /** The folder of the SQLite database, which contains nothing else. */
  public Path databaseFolder() throws IOException {
    return Files.createDirectories(folder.resolve("database"));
  }

  /** The JDBC URL of a SQLite database in the environment's folder. */
  public String sqlite() throws IOException {
    return "jdbc:sqlite:" + databaseFolder().resolve("app.db");
  }

  /** Settings of an application with the given database and without the mail service. */
  public Settings settings(String databaseUrl) {
    return settings(databaseUrl, Settings.TRACKER_TITLE, tracker.clientSecret(), null);
  }

  /** Settings of an application with the given database and with the mail service. */
  public Settings settingsWithMailer(String databaseUrl) {
    return settings(
        databaseUrl,
        Settings.TRACKER_TITLE,
        tracker.clientSecret(),
        new Settings.Mailer(Settings.MAILER_TITLE, mailer.resource()));
  }

  /** Settings of the demo's application, in which the services have names. */
  Settings settings() throws IOException {
    return settings(
        sqlite(),
        title("tracker"),
        tracker.clientSecret(),
        new Settings.Mailer(title("mailer"), mailer.resource()));
  }

  /** The same settings, but the last character of the tracker's client secret is missing. */
  Settings settingsWithMistypedSecret() throws IOException {
    String secret = tracker.clientSecret();
    return settings(
        sqlite(),
        title("tracker"),
        secret.substring(0, secret.length() - 1),
        new Settings.Mailer(title("mailer"), mailer.resource()));
  }

  private Settings settings(
      String databaseUrl,
      String trackerTitle,
      String trackerSecret,
      Settings.@Nullable Mailer mailerSettings) {
    return new Settings(
        0,
        List.of(baseUri),
        lifecyclePath,
        app.clientId(),
        Secret.of(app.clientSecret()),
        Secret.of(app.signingSecret()),
        false,
        databaseUrl,
        keyFile(),
        Duration.ofSeconds(10),
        new Settings.Tracker(
            trackerTitle,
            tracker.authorizationEndpoint(),
            tracker.tokenEndpoint(),
            tracker.revocationEndpoint(),
            tracker.resource(),
            tracker.clientId(),
            Secret.of(trackerSecret)),
        mailerSettings,
        new Settings.Agent(agent.id(), Secret.of(agent.signingSecret())),
        monday.origin());
  }

  /** All secrets that must not be readable anywhere: the app's, and all tokens and API keys. */
  public List<String> secrets() {
    List<String> secrets =
        new ArrayList<>(
            List.of(
                app.clientSecret(),
                app.signingSecret(),
                tracker.clientSecret(),
                agent.signingSecret()));
    secrets.addAll(monday.issuedTokens());
    secrets.addAll(tracker.issuedTokens());
    secrets.addAll(mailer.issuedKeys());
    return secrets;
  }

  @Override
  public void close() {
    monday.close();
    tracker.close();
    mailer.close();
  }
}

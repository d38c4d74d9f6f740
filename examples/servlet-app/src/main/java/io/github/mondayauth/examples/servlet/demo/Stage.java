package io.github.mondayauth.examples.servlet.demo;

import io.github.mondayauth.Secret;
import io.github.mondayauth.examples.servlet.Settings;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything around the application: monday.com with its users, the issue tracker, the mail
 * service, a key, and the settings that bring them together.
 */
public final class Stage implements AutoCloseable {
  /** Administers acme. */
  public final FakeUser ada;

  /** Of the same account as Ada. */
  public final FakeUser grace;

  /** A guest of the same account. */
  public final FakeUser gus;

  /** Of another account. */
  public final FakeUser linus;

  /** Plays monday.com. */
  public final FakeMonday monday;

  /** Plays the issue tracker. */
  public final FakeOAuthServer tracker;

  /** Plays the mail service. */
  public final FakeKeyService mailer = FakeKeyService.start();

  private final URI baseUri;
  private final Path folder;
  private final RegisteredApp app;
  private final String lifecyclePath = "/lifecycle-" + UUID.randomUUID();

  /** Sets the stage in a folder for an application that will be at a base URI. */
  public Stage(Path folder, URI baseUri, InstantSource clock) throws IOException {
    this(folder, baseUri, clock, FakeOAuthServer.builder());
  }

  /** Sets the stage with another kind of tracker. */
  public Stage(
      Path folder, URI baseUri, InstantSource clock, FakeOAuthServer.Builder trackerBuilder)
      throws IOException {
    this.baseUri = baseUri;
    this.folder = folder;
    this.app =
        RegisteredApp.random()
            .withScopes("me:read", "boards:read")
            .withRedirectUris(at("/callback/monday"));
    monday = FakeMonday.builder(app).clock(clock).start();
    tracker = trackerBuilder.clock(clock).start();
    ada = monday.addUser("Ada", "acme");
    grace = monday.addUser("Grace", "acme");
    linus = monday.addUser("Linus", "globex");
    gus = monday.addGuest("Gus", "acme");
    Files.createDirectories(folder);
    KeyRing.generate(keyFile());
  }

  /** The public address of one of the application's endpoints. */
  public URI at(String path) {
    return URI.create(baseUri + path);
  }

  /** The public address of the lifecycle webhook. */
  public URI lifecycle() {
    return at(lifecyclePath);
  }

  /** The application's key. */
  public Path keyFile() {
    return folder.resolve("keys.json");
  }

  /** Where SQLite keeps its files: nothing else is there. */
  public Path databaseFolder() throws IOException {
    return Files.createDirectories(folder.resolve("database"));
  }

  /** A SQLite database in the stage's folder. */
  public String sqlite() throws IOException {
    return "jdbc:sqlite:" + databaseFolder().resolve("app.db");
  }

  /** Settings of an application on a database, without the mail service. */
  public Settings settings(String databaseUrl) {
    return settings(databaseUrl, null);
  }

  /** Settings of an application on a database, with the mail service. */
  public Settings settingsWithMailer(String databaseUrl) {
    return settings(databaseUrl, mailer.resource());
  }

  private Settings settings(String databaseUrl, @Nullable URI mailerApi) {
    return new Settings(
        0,
        baseUri,
        lifecyclePath,
        app.clientId(),
        Secret.of(app.clientSecret()),
        Secret.of(app.signingSecret()),
        databaseUrl,
        keyFile(),
        Duration.ofSeconds(10),
        new Settings.Tracker(
            tracker.authorizationEndpoint(),
            tracker.tokenEndpoint(),
            tracker.revocationEndpoint(),
            tracker.resource(),
            tracker.clientId(),
            Secret.of(tracker.clientSecret())),
        mailerApi,
        monday.origin());
  }

  /** What must be found nowhere: the app's secrets, every token and key issued so far. */
  public List<String> secrets() {
    List<String> secrets =
        new ArrayList<>(List.of(app.clientSecret(), app.signingSecret(), tracker.clientSecret()));
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

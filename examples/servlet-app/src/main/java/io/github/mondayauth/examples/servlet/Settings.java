package io.github.mondayauth.examples.servlet;

import io.github.mondayauth.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one deployment. Each value is an environment variable, or an argument such
 * as {@code --database-url=...}, which takes precedence. Secrets are read from the environment
 * only, because all users of a machine can read the arguments of its processes.
 *
 * @param port PORT: the port that the app listens on, 8080 by default
 * @param baseUris BASE_URI: the public base URI of the app, or several, separated by spaces
 * @param lifecyclePath LIFECYCLE_PATH: the path of the lifecycle webhook, which must be hard to
 *     guess
 * @param clientId MONDAY_CLIENT_ID
 * @param clientSecret MONDAY_CLIENT_SECRET
 * @param signingSecret MONDAY_SIGNING_SECRET
 * @param clientSecretSignsAuthorization ALLOW_CLIENT_SECRET: whether authorization tokens may also
 *     be signed with the client secret, as monday.com's old documentation says; false by default
 * @param databaseUrl DATABASE_URL: a JDBC URL of SQLite (the default) or PostgreSQL
 * @param keyFile KEY_FILE: the JWK set that {@code generate-key} creates
 * @param callTimeout CALL_TIMEOUT: the timeout of one call to a service, PT10S by default;
 *     monday.com waits one minute for the app's reply
 * @param tracker the issue tracker
 * @param mailer MAILER_API and MAILER_TITLE: the mail service, which uses API keys; null for an app
 *     without one
 * @param agent AGENT_ID and AGENT_SECRET: an external agent; null for an app without one
 * @param insecureMonday INSECURE_MONDAY: the origin of a fake monday.com in a demo or test; null in
 *     production
 */
public record Settings(
    int port,
    List<URI> baseUris,
    String lifecyclePath,
    String clientId,
    Secret clientSecret,
    Secret signingSecret,
    boolean clientSecretSignsAuthorization,
    String databaseUrl,
    Path keyFile,
    Duration callTimeout,
    Tracker tracker,
    @Nullable Mailer mailer,
    @Nullable Agent agent,
    @Nullable URI insecureMonday) {
  /** The default title of the issue tracker. */
  public static final String TRACKER_TITLE = "the issue tracker";

  /** The default title of the mail service. */
  public static final String MAILER_TITLE = "the mail service";

  /** An external agent, as monday.com returned it when the agent was created. */
  public record Agent(String id, Secret signingSecret) {}

  /** The mail service: what users call it, and its API. */
  public record Mailer(String title, URI api) {}

  /**
   * The issue tracker: TRACKER_TITLE, by default {@value #TRACKER_TITLE}, is what users call it.
   * TRACKER_AUTHORIZATION_ENDPOINT and so on are in its documentation.
   */
  public record Tracker(
      String title,
      URI authorizationEndpoint,
      URI tokenEndpoint,
      URI revocationEndpoint,
      URI api,
      String clientId,
      Secret clientSecret) {}

  public static Settings from(Map<String, String> environment, String... arguments) {
    Map<String, String> values = new HashMap<>(environment);
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      String name = pair[0].replaceFirst("^--", "").replace('-', '_').toUpperCase(Locale.ROOT);
      boolean isSecret = name.contains("SECRET") && !name.equals("ALLOW_CLIENT_SECRET");
      if (pair.length != 2 || isSecret) {
        throw new IllegalArgumentException(
            "Expected --name=value for a setting that is not secret, found " + pair[0]);
      }
      values.put(name, pair[1]);
    }
    String mailer = values.get("MAILER_API");
    String mailerTitle = values.getOrDefault("MAILER_TITLE", MAILER_TITLE);
    String agent = values.get("AGENT_ID");
    String insecureMonday = values.get("INSECURE_MONDAY");
    return new Settings(
        Integer.parseInt(values.getOrDefault("PORT", "8080")),
        Arrays.stream(required(values, "BASE_URI").split(" ")).map(URI::create).toList(),
        required(values, "LIFECYCLE_PATH"),
        required(values, "MONDAY_CLIENT_ID"),
        Secret.of(required(values, "MONDAY_CLIENT_SECRET")),
        Secret.of(required(values, "MONDAY_SIGNING_SECRET")),
        Boolean.parseBoolean(values.get("ALLOW_CLIENT_SECRET")),
        values.getOrDefault("DATABASE_URL", "jdbc:sqlite:servlet-app.db"),
        Path.of(required(values, "KEY_FILE")),
        Duration.parse(values.getOrDefault("CALL_TIMEOUT", "PT10S")),
        new Tracker(
            values.getOrDefault("TRACKER_TITLE", TRACKER_TITLE),
            uri(values, "TRACKER_AUTHORIZATION_ENDPOINT"),
            uri(values, "TRACKER_TOKEN_ENDPOINT"),
            uri(values, "TRACKER_REVOCATION_ENDPOINT"),
            uri(values, "TRACKER_API"),
            required(values, "TRACKER_CLIENT_ID"),
            Secret.of(required(values, "TRACKER_CLIENT_SECRET"))),
        mailer == null ? null : new Mailer(mailerTitle, URI.create(mailer)),
        agent == null ? null : new Agent(agent, Secret.of(required(values, "AGENT_SECRET"))),
        insecureMonday == null ? null : URI.create(insecureMonday));
  }

  /** The origins of monday.com's pages, as sources of a Content Security Policy. */
  String mondayOrigins() {
    return insecureMonday == null
        ? "https://monday.com https://*.monday.com"
        : insecureMonday.toString();
  }

  /** The endpoint of monday.com's API. */
  URI mondayApi() {
    return insecureMonday == null
        ? URI.create("https://api.monday.com/v2")
        : insecureMonday.resolve("/v2");
  }

  private static URI uri(Map<String, String> values, String name) {
    return URI.create(required(values, name));
  }

  private static String required(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("Expected a value for " + name + ", found none");
    }
    return value;
  }
}

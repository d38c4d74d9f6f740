package io.github.mondayauth.examples.servlet;

import io.github.mondayauth.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What differs between installations. Each value is an environment variable, or an argument such as
 * {@code --database-url=...}, which goes before; secrets come from the environment only, since
 * everyone on a machine can read arguments.
 *
 * @param port PORT, 8080 by default
 * @param baseUri BASE_URI: where monday.com and browsers reach the app
 * @param lifecyclePath LIFECYCLE_PATH: the webhook's path, which nobody should guess
 * @param clientId MONDAY_CLIENT_ID
 * @param clientSecret MONDAY_CLIENT_SECRET
 * @param signingSecret MONDAY_SIGNING_SECRET
 * @param databaseUrl DATABASE_URL: a JDBC URL of SQLite (the default) or PostgreSQL
 * @param keyFile KEY_FILE: the JWK set that {@code generate-key} makes
 * @param callTimeout CALL_TIMEOUT, PT10S by default: how long one call to a service may take;
 *     monday.com itself waits for a minute
 * @param tracker the issue tracker
 * @param mailer MAILER_API: the mail service, which takes API keys; null for an app without one
 * @param insecureMonday INSECURE_MONDAY: what plays monday.com in a demo or test; null in earnest
 */
public record Settings(
    int port,
    URI baseUri,
    String lifecyclePath,
    String clientId,
    Secret clientSecret,
    Secret signingSecret,
    String databaseUrl,
    Path keyFile,
    Duration callTimeout,
    Tracker tracker,
    @Nullable URI mailer,
    @Nullable URI insecureMonday) {

  /** The third party: TRACKER_AUTHORIZATION_ENDPOINT and so on, as its documentation has them. */
  public record Tracker(
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
      if (pair.length != 2 || name.contains("SECRET")) {
        throw new IllegalArgumentException("--name=value expected and no secret: " + pair[0]);
      }
      values.put(name, pair[1]);
    }
    String mailer = values.get("MAILER_API");
    String standIn = values.get("INSECURE_MONDAY");
    return new Settings(
        Integer.parseInt(values.getOrDefault("PORT", "8080")),
        uri(values, "BASE_URI"),
        needed(values, "LIFECYCLE_PATH"),
        needed(values, "MONDAY_CLIENT_ID"),
        Secret.of(needed(values, "MONDAY_CLIENT_SECRET")),
        Secret.of(needed(values, "MONDAY_SIGNING_SECRET")),
        values.getOrDefault("DATABASE_URL", "jdbc:sqlite:servlet-app.db"),
        Path.of(needed(values, "KEY_FILE")),
        Duration.parse(values.getOrDefault("CALL_TIMEOUT", "PT10S")),
        new Tracker(
            uri(values, "TRACKER_AUTHORIZATION_ENDPOINT"),
            uri(values, "TRACKER_TOKEN_ENDPOINT"),
            uri(values, "TRACKER_REVOCATION_ENDPOINT"),
            uri(values, "TRACKER_API"),
            needed(values, "TRACKER_CLIENT_ID"),
            Secret.of(needed(values, "TRACKER_CLIENT_SECRET"))),
        mailer == null ? null : URI.create(mailer),
        standIn == null ? null : URI.create(standIn));
  }

  /** Where monday.com's API is. */
  URI mondayApi() {
    return insecureMonday == null
        ? URI.create("https://api.monday.com/v2")
        : insecureMonday.resolve("/v2");
  }

  private static URI uri(Map<String, String> values, String name) {
    return URI.create(needed(values, name));
  }

  private static String needed(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }
}

package io.github.mondayauth.testkit;

import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * An app as it is registered in monday.com's Developer Center: its credentials and configuration.
 *
 * @param appId the app's id
 * @param clientId the client id, 32 hexadecimal digits
 * @param clientSecret the client secret, 32 hexadecimal digits
 * @param signingSecret the signing secret, 32 hexadecimal digits
 * @param scopes the scopes configured under OAuth and permissions; they are granted if an
 *     authorization request names none
 * @param redirectUris the configured redirect URIs, one of which an authorization request must use;
 *     if the list is empty, every URI is accepted, which monday.com does not do
 */
public record RegisteredApp(
    long appId,
    String clientId,
    String clientSecret,
    String signingSecret,
    List<String> scopes,
    List<URI> redirectUris) {
  private static final int SECRET_BYTES = 16;

  /**
   * Copies the lists.
   *
   * @param appId the app's id
   * @param clientId the client id
   * @param clientSecret the client secret
   * @param signingSecret the signing secret
   * @param scopes the configured scopes
   * @param redirectUris the configured redirect URIs
   */
  public RegisteredApp {
    scopes = List.copyOf(scopes);
    redirectUris = List.copyOf(redirectUris);
  }

  /**
   * Creates an app with random credentials in monday.com's format, the scopes {@code me:read},
   * {@code account:read}, {@code boards:read} and {@code updates:write}, and no redirect URI.
   *
   * @return the app
   */
  public static RegisteredApp random() {
    SecureRandom random = new SecureRandom();
    return new RegisteredApp(
        10_000_000_000L + random.nextInt(1_000_000),
        hex(random),
        hex(random),
        hex(random),
        List.of("me:read", "account:read", "boards:read", "updates:write"),
        List.of());
  }

  /**
   * The same app with other scopes.
   *
   * @param configured the scopes
   * @return the app
   */
  public RegisteredApp withScopes(String... configured) {
    return new RegisteredApp(
        appId, clientId, clientSecret, signingSecret, List.of(configured), redirectUris);
  }

  /**
   * The same app with other redirect URIs.
   *
   * @param configured the URIs
   * @return the app
   */
  public RegisteredApp withRedirectUris(URI... configured) {
    return new RegisteredApp(
        appId, clientId, clientSecret, signingSecret, scopes, List.of(configured));
  }

  /** Shows the ids and no secrets, since a failing test prints it. */
  @Override
  public String toString() {
    return "RegisteredApp[" + appId + ", " + clientId + "]";
  }

  private static String hex(SecureRandom random) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}

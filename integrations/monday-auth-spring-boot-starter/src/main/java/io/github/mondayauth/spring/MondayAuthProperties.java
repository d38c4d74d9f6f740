package io.github.mondayauth.spring;

import io.github.mondayauth.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;

/**
 * The settings below {@code monday-auth}. The beans that use them check them at start-up.
 * Immutable, and safe for use by several threads.
 *
 * @param clientId the client id that the Developer Center shows
 * @param baseUri the URI at which monday.com and browsers reach the application, with the context
 *     path and the servlet path if there are any
 * @param moreBaseUris further URIs of the same application, such as one for each region
 * @param clientSecret the client secret that the Developer Center shows
 * @param previousClientSecrets earlier client secrets that are still accepted during a rotation
 * @param signingSecret the signing secret that the Developer Center shows
 * @param previousSigningSecrets earlier signing secrets that are still accepted during a rotation
 * @param allowClientSecretForAuthorizationTokens also accepts authorization tokens that are signed
 *     with the client secret
 * @param clockSkew how far monday.com's clock may differ from this application's; at most two
 *     minutes
 * @param insecureMonday the origin of a fake monday.com, for demos and tests only
 * @param authorizePath the path of the authorization URL
 * @param callbackPath the path below which each connection has its redirect URI
 * @param lifecyclePath the path of the app lifecycle webhook, which must be hard to guess; no
 *     webhook by default
 * @param verifiedPaths path patterns of Spring MVC. A handler below them is called only for a
 *     request whose token is verified, whether or not the handler has an argument for its claims
 * @param agentPaths path patterns of Spring MVC, below which requests to external agents arrive. A
 *     handler below them is called only for a request whose signature is verified
 * @param agentSecrets the signing secrets of each external agent by its id, the current one first
 * @param vault the settings of the vault
 * @param appearance how the app looks on the pages that the library shows to users
 */
@ConfigurationProperties("monday-auth")
public record MondayAuthProperties(
    @Nullable String clientId,
    @Nullable URI baseUri,
    @DefaultValue List<URI> moreBaseUris,
    @Nullable Secret clientSecret,
    @DefaultValue List<Secret> previousClientSecrets,
    @Nullable Secret signingSecret,
    @DefaultValue List<Secret> previousSigningSecrets,
    @DefaultValue("false") boolean allowClientSecretForAuthorizationTokens,
    @DefaultValue("30s") Duration clockSkew,
    @Nullable URI insecureMonday,
    @DefaultValue("/authorize") String authorizePath,
    @DefaultValue("/callback") String callbackPath,
    @Nullable String lifecyclePath,
    @DefaultValue List<String> verifiedPaths,
    @DefaultValue List<String> agentPaths,
    @DefaultValue Map<String, List<Secret>> agentSecrets,
    @DefaultValue Vault vault,
    @DefaultValue Appearance appearance) {

  /**
   * The settings below {@code monday-auth.vault}. Exactly one of the first three is set for a vault
   * whose keys come from settings; with none of them, there is a vault only if the application has
   * a bean of type {@code KeyRing}. Immutable, and safe for use by several threads.
   *
   * @param keyFile a key file that {@code KeyRing.generate} made
   * @param keyDirectory a directory of key files, which is watched for changes
   * @param keys the content of a key file
   * @param createTables creates the vault's tables at start-up if they do not exist
   */
  public record Vault(
      @Nullable Path keyFile,
      @Nullable Path keyDirectory,
      @Nullable Secret keys,
      @DefaultValue("false") boolean createTables) {}

  /**
   * The settings below {@code monday-auth.appearance}. With none of them, pages show the host of
   * the base URI as the app's name, and blue buttons. Immutable, and safe for use by several
   * threads.
   *
   * @param name the app's name as users know it, at most 60 characters; required if another of
   *     these settings is present
   * @param logo the location of a PNG, JPEG, WebP or SVG image of at most 64 KiB, such as {@code
   *     classpath:logo.svg}; it is read once, at start-up
   * @param accentLight the color of buttons and links in light mode, as {@code #rrggbb}; required
   *     together with the one for dark mode
   * @param accentDark the color of buttons and links in dark mode, as {@code #rrggbb}
   * @param support where users find help: an https URL, or {@code mailto:} and an email address
   */
  public record Appearance(
      @Nullable String name,
      @Nullable Resource logo,
      @Nullable String accentLight,
      @Nullable String accentDark,
      @Nullable URI support) {}
}

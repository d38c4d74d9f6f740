package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Verifies app lifecycle events: installation, uninstallation, subscriptions. It needs only the
 * client secret.
 *
 * <p>Session tokens have the same secret and the same shape, every user of a view can read theirs,
 * and no signature covers the body. The body must therefore name the account and the app of the
 * token, and an uninstall is proven only under the conditions of {@link
 * AppLifecycleEvent#isProvenUninstall()}. Choose a path for the webhook that nobody can guess.
 *
 * <p>Create it with {@link MondayApp#appLifecycleVerifier()}. Immutable and safe for use by several
 * threads.
 */
public final class AppLifecycleVerifier {
  private final DatTokenCheck tokens;

  AppLifecycleVerifier(DatTokenCheck tokens) {
    this.tokens = tokens;
  }

  /**
   * Verifies a webhook request.
   *
   * @param authorizationHeader the header's value, with or without {@code Bearer}, or null if the
   *     request has none
   * @param body the whole body of the request, or null if the request has none
   * @return the event
   * @throws TokenRejectedException if the token is missing, if one of the checks fails, or if the
   *     body is not an event of the token's account and app
   */
  public AppLifecycleEvent verify(@Nullable String authorizationHeader, @Nullable String body) {
    try {
      ClaimSet claims = tokens.open(authorizationHeader);
      DatClaims dat = tokens.dat(claims);
      MondayAccount account = dat.account();
      AppLifecycleBody event = AppLifecycleBody.parse(body);
      requireSameAccountAndApp(event, account, dat);
      boolean byAdministrator = namesApp(dat) && dat.isAdministrator();
      return tokens.accepted(
          claims,
          new AppLifecycleEvent(
              event, account, dat.user(account), tokens.latest(claims), byAdministrator));
    } catch (TokenRejectedException refusal) {
      throw tokens.refused(refusal);
    }
  }

  private static void requireSameAccountAndApp(
      AppLifecycleBody event, MondayAccount account, DatClaims dat) {
    if (event.accountId() != account.id() || (dat.appId != 0 && event.appId() != dat.appId)) {
      throw new TokenRejectedException(
          Reason.BODY, "body: expected the token's account and app, found another");
    }
  }

  /** Whether the token names the app by both ids. Those of other apps have been refused. */
  private static boolean namesApp(DatClaims dat) {
    return dat.clientId != null && dat.appId != 0;
  }

  /** Runs all checks that need no body, without reporting the outcome. */
  void check(@Nullable String authorizationHeader) {
    tokens.dat(tokens.open(authorizationHeader)).account();
  }

  /**
   * Returns a verifier for a webhook outside the app's base URIs: {@code aud}, if the token has
   * one, must name this endpoint. Without this option, it must be under a base URI.
   *
   * @param endpoint the webhook, as a path under the app's base URIs or as a full https URL
   * @return a new verifier; this one is unchanged
   * @throws IllegalArgumentException if {@code endpoint} is null, or neither a path nor an https
   *     URL
   */
  public AppLifecycleVerifier at(String endpoint) {
    return new AppLifecycleVerifier(tokens.at(endpoint));
  }
}

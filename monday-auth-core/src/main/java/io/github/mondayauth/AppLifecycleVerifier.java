package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Verifies app lifecycle webhooks: installation, uninstallation, subscriptions. Needs the client
 * secret.
 *
 * <p>The session tokens that every user of a view can read have the same secret and shape, and no
 * signature covers the body. So the body must tell of the token's account and app, and an uninstall
 * counts only under {@link AppLifecycleEvent#isUninstall()}'s conditions. Give the webhook a path
 * that cannot be guessed, too.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class AppLifecycleVerifier {
  private final DatTokenVerifier gate;

  AppLifecycleVerifier(DatTokenVerifier gate) {
    this.gate = gate;
  }

  /**
   * Verifies a webhook call.
   *
   * @param authorizationHeader the header's value, with or without {@code Bearer}, or null if there
   *     is none
   * @param body the whole body
   * @return what happened
   * @throws TokenRejectedException if anything about the token is not as it must be, or the body is
   *     no event of the token's account and app
   */
  public AppLifecycleEvent verify(@Nullable String authorizationHeader, String body) {
    try {
      ClaimSet claims = gate.open(authorizationHeader);
      DatClaims dat = gate.dat(claims);
      MondayAccount account = dat.account();
      AppLifecycleBody event = AppLifecycleBody.parse(body);
      if (event.accountId() != account.id() || (dat.appId != 0 && event.appId() != dat.appId)) {
        throw new TokenRejectedException(
            Reason.BODY, "the body names another account or app than its token");
      }
      boolean uninstall = event.type() == AppLifecycleEvent.Type.UNINSTALL;
      if (uninstall && (dat.clientId == null || dat.appId == 0)) {
        throw new TokenRejectedException(
            Reason.UNPROVEN, "an uninstall needs client_id and app_id in its token");
      }
      AppLifecycleEvent verified =
          new AppLifecycleEvent(
              event, account, dat.user(account), !Boolean.FALSE.equals(dat.isAdmin));
      gate.gate().verified(claims);
      return verified;
    } catch (TokenRejectedException refusal) {
      throw gate.gate().rejected(refusal);
    }
  }

  /** All that can be checked without a body. */
  void check(@Nullable String authorizationHeader) {
    gate.dat(gate.open(authorizationHeader)).account();
  }

  /**
   * A verifier for a webhook that is not under the app's base URI: a token that has an {@code aud}
   * must name this endpoint. Without it, an {@code aud} must be under the base URI.
   *
   * @param endpoint the webhook, as a path under the app's base URI or as a full https URL
   * @return a verifier for this endpoint
   * @throws IllegalArgumentException if {@code endpoint} is neither a path nor an https URL
   */
  public AppLifecycleVerifier at(String endpoint) {
    return new AppLifecycleVerifier(gate.at(endpoint));
  }
}

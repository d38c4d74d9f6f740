package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.token.MondayApi;
import java.util.OptionalLong;

/**
 * Checks that a monday.com access token belongs to the user who started the flow. The token itself
 * usually says whose it is; otherwise this class queries monday.com's API.
 */
final class IdentityCheck {
  private final MondayApi mondayApi;

  IdentityCheck(MondayApi mondayApi) {
    this.mondayApi = mondayApi;
  }

  /**
   * Checks an access token that came from the token endpoint.
   *
   * @throws OAuthException if it belongs to another user or account, if that is unknown, or if
   *     monday.com is not available
   */
  void requireTokenOf(MondayUser user, String accessToken) {
    MondayApi.Identity inToken = MondayApi.Identity.ofToken(accessToken);
    requireMatch(user, inToken);
    if (inToken.userId().isPresent() && inToken.accountId().isPresent()) {
      return;
    }
    MondayApi.Identity fromApi = mondayApi.identity(accessToken);
    requireMatch(user, fromApi);
    boolean isUserKnown = inToken.userId().isPresent() || fromApi.userId().isPresent();
    boolean isAccountKnown = inToken.accountId().isPresent() || fromApi.accountId().isPresent();
    if (!isUserKnown || !isAccountKnown) {
      throw new OAuthException(
          Reason.IDENTITY_UNKNOWN,
          "monday.com access token: expected a user and an account, found none. Add the scopes"
              + " me:read and account:read to the app");
    }
  }

  private static void requireMatch(MondayUser user, MondayApi.Identity found) {
    require("user", user.id(), found.userId());
    require("account", user.account().id(), found.accountId());
  }

  private static void require(String what, long expected, OptionalLong found) {
    if (found.isPresent() && found.getAsLong() != expected) {
      throw new OAuthException(
          Reason.IDENTITY,
          "monday.com access token: expected " + what + " " + expected + ", found another " + what);
    }
  }
}

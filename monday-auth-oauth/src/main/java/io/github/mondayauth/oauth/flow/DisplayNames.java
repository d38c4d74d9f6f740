package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.ShortLivedToken;
import io.github.mondayauth.oauth.token.MondayApi;
import org.jspecify.annotations.Nullable;

/** Names of the user and the account, for the confirmation page. */
final class DisplayNames {
  private final MondayApi mondayApi;

  DisplayNames(MondayApi mondayApi) {
    this.mondayApi = mondayApi;
  }

  /**
   * Queries the names from monday.com. If that fails, they stay empty and the page is shown without
   * them.
   *
   * @param token the short-lived token of the authorization token, or null if it contains none
   */
  FlowState.Origin addTo(FlowState.Origin origin, @Nullable ShortLivedToken token) {
    if (token == null) {
      return origin;
    }
    MondayApi.Names names = mondayApi.names(token.secret().reveal());
    return origin.withNames(names.user(), names.account());
  }
}

package io.github.mondayauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.util.OptionalLong;

/**
 * Whose a token of monday.com is: {@code uid} and {@code actid} of the token itself, which came
 * over TLS from the token endpoint and is only decoded, else what the API answers to {@code me}.
 */
final class Identity {
  private static final String QUERY = "{ me { id account { id } } }";

  private final GraphQl graphQl;

  Identity(GraphQl graphQl) {
    this.graphQl = graphQl;
  }

  /**
   * Checks that a token is this user's.
   *
   * @throws OAuthException if it is another's, or if that cannot be found out
   */
  void match(MondayUser user, String accessToken) {
    JsonNode claims = Json.jwtPayload(accessToken);
    OptionalLong uid = id(claims.path("uid"));
    OptionalLong actid = id(claims.path("actid"));
    require(uid, user.id(), "user");
    require(actid, user.account().id(), "account");
    if (uid.isPresent() && actid.isPresent()) {
      return;
    }
    JsonNode me = graphQl.query(accessToken, QUERY).path("data").path("me");
    OptionalLong meId = id(me.path("id"));
    OptionalLong accountId = id(me.path("account").path("id"));
    require(meId, user.id(), "user");
    require(accountId, user.account().id(), "account");
    boolean userKnown = uid.isPresent() || meId.isPresent();
    boolean accountKnown = actid.isPresent() || accountId.isPresent();
    if (!userKnown || !accountKnown) {
      throw new OAuthException(
          Reason.IDENTITY_UNKNOWN,
          "whose token it is cannot be found out: the app needs the scopes me:read and"
              + " account:read");
    }
  }

  private static void require(OptionalLong found, long expected, String what) {
    if (found.isPresent() && found.getAsLong() != expected) {
      throw new OAuthException(
          Reason.IDENTITY, "the monday.com token belongs to another " + what + " than the flow");
    }
  }

  /** A positive 64-bit number or its decimal text. */
  private static OptionalLong id(JsonNode node) {
    boolean number = node.isIntegralNumber() && node.canConvertToLong();
    boolean text = node.isTextual() && node.textValue().matches("[1-9][0-9]{0,17}");
    return number || text ? OptionalLong.of(node.asLong()) : OptionalLong.empty();
  }
}

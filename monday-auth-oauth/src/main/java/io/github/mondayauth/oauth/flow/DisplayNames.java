package io.github.mondayauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.ShortLivedToken;
import org.jspecify.annotations.Nullable;

/** Puts names beside the ids of an origin, for a page that a person reads. */
interface Naming {
  Naming NONE = origin -> origin;

  Flow.Origin name(Flow.Origin origin);

  /** Asks monday.com with the short-lived token of the authorization token, if it may be asked. */
  static Naming by(GraphQl graphQl, @Nullable ShortLivedToken token) {
    if (token == null) {
      return NONE;
    }
    return origin -> {
      try {
        JsonNode me =
            graphQl
                .query(token.secret().reveal(), "{ me { name account { name } } }")
                .path("data")
                .path("me");
        return origin.named(shortened(me.path("name")), shortened(me.path("account").path("name")));
      } catch (OAuthException e) {
        return origin;
      }
    };
  }

  private static String shortened(JsonNode name) {
    String text = name.isTextual() ? name.textValue().strip() : "";
    return text.length() <= 100 ? text : text.substring(0, 100);
  }
}

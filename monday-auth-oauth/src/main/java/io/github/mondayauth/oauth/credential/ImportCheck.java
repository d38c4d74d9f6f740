package io.github.mondayauth.oauth.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.ConsentSpec;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.TokenEndpoint;
import io.github.mondayauth.oauth.token.TokenResponseFormat;
import java.util.Optional;

/** Checks an imported credential as strictly as one that the connector obtains. */
public final class ImportCheck {
  private ImportCheck() {}

  /**
   * Checks a grant as its token response or its form would have been checked.
   *
   * @throws IllegalArgumentException if a token has a character other than printable ASCII, an API
   *     key has one that no form sends, or the address of an API is not allowed
   */
  public static void check(ConnectorSpec connector, Grant grant) {
    String refreshToken = grant.refreshToken();
    Optional<ConsentSpec> consent = connector.consent();
    if (consent.isEmpty()) {
      require(
          isText(grant.secret()),
          connector,
          "an API key that UTF-8 can encode, without control characters",
          "other characters");
      return;
    }
    require(
        GuardedTransport.isPrintableAscii(grant.secret())
            && (refreshToken == null || GuardedTransport.isPrintableAscii(refreshToken)),
        connector,
        "tokens of printable ASCII characters",
        "other characters");
    TokenEndpoint endpoint = consent.get().tokenEndpoint(grant.host());
    TokenResponseFormat format = endpoint.responses();
    Optional<String> refused = format.refused(grant.attributes());
    require(
        refused.isEmpty(),
        connector,
        "an allowed address in the attribute " + refused.orElse(""),
        "another");
  }

  /** Whether a string has no control characters, and UTF-8 can encode it. */
  private static boolean isText(String text) {
    return text.chars().noneMatch(Character::isISOControl) && UTF_8.newEncoder().canEncode(text);
  }

  private static void require(
      boolean isFulfilled, ConnectorSpec connector, String expected, String found) {
    if (!isFulfilled) {
      throw new IllegalArgumentException(
          connector.name() + ": expected " + expected + ", found " + found);
    }
  }
}

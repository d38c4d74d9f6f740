package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.ShortLivedToken;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.token.MondayApi;
import org.jspecify.annotations.Nullable;

/** The user's email address and names, for the confirmation page. */
final class DisplayNames {
  private static final int MAX_CHARACTERS = 60;

  private final MondayApi mondayApi;

  DisplayNames(MondayApi mondayApi) {
    this.mondayApi = mondayApi;
  }

  /**
   * Queries the email address and the names from monday.com. Names that are not available stay
   * empty.
   *
   * @param token the short-lived token of the authorization token, or null if it contains none
   * @throws OAuthException if the email address is not available: with {@code EXPIRED} if the
   *     short-lived token has expired, {@code IDENTITY_UNKNOWN} if the token or a scope is missing,
   *     and otherwise with a reason that may not persist
   */
  FlowState.Origin addTo(FlowState.Origin origin, @Nullable ShortLivedToken token) {
    if (token == null) {
      throw new OAuthException(
          Reason.IDENTITY_UNKNOWN,
          "authorization token: expected a short-lived token, found none. monday.com adds it if the"
              + " authorization URL uses https. The confirmation page needs it, unless"
              + " Connector.monday is one of the connectors");
    }
    MondayApi.Names names = mondayApi.names(token.secret().reveal());
    return origin.withNames(clean(names.email()), clean(names.user()), clean(names.account()));
  }

  /**
   * Reduces a string that a user chose to one line of visible characters that cannot end a
   * quotation.
   */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .map(DisplayNames::visible)
        .filter(character -> character != 0)
        .forEach(clean::appendCodePoint);
    String line = clean.toString().strip().replaceAll(" +", " ");
    int length = line.codePointCount(0, line.length());
    return length <= MAX_CHARACTERS
        ? line
        : line.substring(0, line.offsetByCodePoints(0, MAX_CHARACTERS - 1)) + "…";
  }

  /** The character to show in place of another one, or 0 for none. */
  private static int visible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          0;
      case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          ' ';
      case Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION -> '\'';
      default -> "\"„‚″〝〞〟＂".indexOf(character) >= 0 ? '\'' : character;
    };
  }
}

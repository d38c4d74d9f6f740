package io.github.mondayauth.oauth.token;

/** Names of accounts at providers, as users see them. */
final class Labels {
  private static final int MAX_LENGTH = 100;

  private Labels() {}

  /** The text in one line of at most 100 characters, without control and format characters. */
  static String shortened(String text) {
    StringBuilder shortened = new StringBuilder();
    text.strip()
        .codePoints()
        .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
        .filter(c -> Character.getType(c) != Character.SURROGATE)
        .limit(MAX_LENGTH)
        .forEach(shortened::appendCodePoint);
    return shortened.toString();
  }
}

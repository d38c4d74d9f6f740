package io.github.mondayauth.vault.internal;

import io.github.mondayauth.Owner;

/**
 * A record's name. Unique in its app, and bound to the content by the encryption.
 *
 * @param owner the user or account that the record belongs to
 * @param kind what the record is
 * @param connection the connection's name, the secret's name or the flow's id: 1 to 100 characters,
 *     no control characters
 * @param profile the profile within the connection, empty for the default one; at most 100
 *     characters
 */
public record RecordName(Owner owner, Kind kind, String connection, String profile) {
  private static final int LONGEST = 100;

  /** What a record is. */
  public enum Kind {
    /** A connection's credential. */
    CREDENTIAL("credential"),
    /** An application's own secret. */
    SECRET("secret"),
    /** An uninstall that may be genuine or forged. */
    CLAIM("claim"),
    /** The mark of a used authorization flow, without content. */
    FLOW("flow");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** The word in store keys and encryption contexts. It never changes. */
    public String text() {
      return text;
    }
  }

  /** Checks the parts. */
  public RecordName {
    check(connection);
    check(profile);
    if (connection.isEmpty()) {
      throw new IllegalArgumentException("a name has 1 to " + LONGEST + " characters, found 0");
    }
  }

  /** The name with the default profile. */
  public static RecordName of(Owner owner, Kind kind, String connection) {
    return new RecordName(owner, kind, connection, "");
  }

  private static void check(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a name has at most " + LONGEST + " characters, found " + text.length());
    }
    if (!isPlain(text)) {
      throw new IllegalArgumentException(
          "a name has no control characters and no unpaired surrogates, found one");
    }
  }

  /**
   * Whether a string has no control character and no unpaired surrogate, which UTF-8 cannot encode.
   * Runs for every record that is read, so it uses no stream.
   */
  public static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~') {
        continue;
      }
      if (Character.isISOControl(c)) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isSurrogatePair(c, text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }
}

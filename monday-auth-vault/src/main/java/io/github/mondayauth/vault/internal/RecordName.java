package io.github.mondayauth.vault.internal;

import io.github.mondayauth.Owner;

/**
 * What a record is called: unique, and bound to its content by the encryption.
 *
 * @param owner whose it is
 * @param kind what it is
 * @param connection the connection's name, the secret's name or the flow's id: 1 to 100 characters,
 *     none of them a control character
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
    /** The mark of a used authorization flow; it has no content. */
    FLOW("flow");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** The word that is stored and encrypted; never changed. */
    public String text() {
      return text;
    }
  }

  /** Checks the texts. */
  public RecordName {
    check(connection);
    check(profile);
    if (connection.isEmpty()) {
      throw new IllegalArgumentException("a record has a name, found an empty one");
    }
  }

  /** The default profile's record. */
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
          "a name has no control character and no half of a surrogate pair");
    }
  }

  /**
   * Whether a string has no control character and no unpaired surrogate, which UTF-8 cannot encode.
   * Runs for every record that is read, so it uses no stream.
   */
  public static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
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

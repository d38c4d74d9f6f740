package io.github.mondayauth.vault.internal;

/** What a name may be made of. */
public final class Names {
  private Names() {}

  /**
   * Whether a text has no control character and no half of a surrogate pair, which no bytes of
   * UTF-8 stand for. Called for every record that is read: no stream.
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

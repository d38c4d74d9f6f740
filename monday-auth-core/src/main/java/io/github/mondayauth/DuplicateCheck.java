package io.github.mondayauth;

import java.util.Arrays;

/** The names met so far in one JSON object, a dozen or so: cheaper to look through than to hash. */
final class DuplicateCheck {
  private String[] names = new String[12];
  private int count;

  /** Adds a name; false if it was there. */
  boolean isNew(String name) {
    for (int i = 0; i < count; i++) {
      if (names[i].equals(name)) {
        return false;
      }
    }
    if (count == names.length) {
      names = Arrays.copyOf(names, count * 2);
    }
    names[count++] = name;
    return true;
  }
}

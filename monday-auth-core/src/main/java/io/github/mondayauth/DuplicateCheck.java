package io.github.mondayauth;

import java.util.Arrays;

/**
 * Finds duplicate field names in one JSON object. An object has about a dozen, which a linear
 * search handles faster than a hash set.
 */
final class DuplicateCheck {
  private String[] names = new String[12];
  private int count;

  /** Adds a name. Returns false if it is already present. */
  boolean add(String name) {
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

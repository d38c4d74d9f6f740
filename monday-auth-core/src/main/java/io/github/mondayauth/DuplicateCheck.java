package io.github.mondayauth;

import java.util.Arrays;

/**
 * Finds duplicate field names in one JSON object. An object has about a dozen, so a linear search
 * is faster than a hash set. Most names need none: no earlier name has the same six bits of hash.
 */
final class DuplicateCheck {
  private String[] names = new String[12];
  private int count;

  /** A bit for each six bits of hash that a name has had. */
  private long hashes;

  /** Adds a name. Returns false if it is already present. */
  boolean add(String name) {
    long hash = 1L << name.hashCode();
    if ((hashes & hash) != 0 && contains(name)) {
      return false;
    }
    hashes |= hash;
    if (count == names.length) {
      names = Arrays.copyOf(names, count * 2);
    }
    names[count++] = name;
    return true;
  }

  private boolean contains(String name) {
    for (int i = 0; i < count; i++) {
      if (names[i].equals(name)) {
        return true;
      }
    }
    return false;
  }
}

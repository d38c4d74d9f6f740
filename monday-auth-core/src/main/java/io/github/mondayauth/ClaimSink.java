package io.github.mondayauth;

import org.jspecify.annotations.Nullable;

/** Receives the fields of one JSON object in the order of the text. No name occurs twice. */
interface ClaimSink {
  /**
   * Stores a field, or ignores it if its name is unknown.
   *
   * @param number the value of an integer, 0 for other types
   * @param string the value of a string, empty for other types
   * @throws TokenRejectedException if the name is known and the value has the wrong form
   */
  void set(String name, JsonType type, long number, String string);

  /** Returns the sink for the fields of the object of this name, or null if the name is unknown. */
  @Nullable ClaimSink child(String name);
}

package io.github.mondayauth.vault.linear;

import org.jspecify.annotations.Nullable;

/**
 * A call of a store for one key, with its result. Every write of a history has a different value,
 * and a version stands for the value that it was read with, so that only values are compared.
 *
 * @param kind which method
 * @param expected the value whose version was passed to a replacement or deletion, else null
 * @param value the value that a creation, replacement or put writes, or that a find returned; null
 *     for none
 * @param done whether the write happened; true for a find
 * @param called when the call began, as a number of events
 * @param returned when the call returned, as a number of events
 */
record Call(
    Kind kind,
    @Nullable String expected,
    @Nullable String value,
    boolean done,
    int called,
    int returned) {
  enum Kind {
    FIND,
    CREATE,
    REPLACE,
    PUT,
    DELETE
  }
}

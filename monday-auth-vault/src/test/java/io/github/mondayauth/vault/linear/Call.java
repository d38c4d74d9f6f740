package io.github.mondayauth.vault.linear;

import org.jspecify.annotations.Nullable;

/**
 * A call of a store for one key, and what it returned. Every write of a history has a value of its
 * own, and a version stands for the value it was read with, so that only values are compared.
 *
 * @param kind which method
 * @param expected the value whose version a replacement or deletion was given; else null
 * @param value what a creation, replacement or put writes, and what a find returned; null for
 *     nothing
 * @param done whether the write happened; true for a find
 * @param called when the call began, counted in events
 * @param returned when it returned
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

package io.github.mondayauth;

/** What a JSON value can be: a 64-bit integer, a text, one of JSON's words, or anything else. */
enum JsonType {
  INTEGER,
  TEXT,
  TRUE,
  FALSE,
  NULL,
  OTHER
}

package io.github.mondayauth;

/**
 * The types of a JSON value that claims distinguish. {@link #INTEGER} fits 64 bits; {@link #OTHER}
 * is any other number, an array, or an object that is not a claim.
 */
enum JsonType {
  INTEGER,
  STRING,
  TRUE,
  FALSE,
  NULL,
  OTHER
}

package io.github.mondayauth.internal;

/** Limits of every JSON document that the library reads, from monday.com and from providers. */
public final class JsonLimits {
  /** Deepest nesting of objects and arrays. */
  public static final int DEPTH = 32;

  /** Longest number, in characters. */
  public static final int NUMBER_LENGTH = 64;

  /** Longest field name, in characters. */
  public static final int NAME_LENGTH = 256;

  /** Longest string, in characters. */
  public static final int STRING_LENGTH = 65_536;

  private JsonLimits() {}
}

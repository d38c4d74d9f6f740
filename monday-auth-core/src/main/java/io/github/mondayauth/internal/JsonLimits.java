package io.github.mondayauth.internal;

/** The limits for every JSON document that the library reads, from monday.com or a provider. */
public final class JsonLimits {
  /** The deepest nesting of objects and arrays, the document itself included. */
  public static final int DEPTH = 32;

  /** The longest number, in digits. */
  public static final int NUMBER_LENGTH = 64;

  /** The longest field name, in characters. */
  public static final int NAME_LENGTH = 256;

  /** The longest string, in characters. It does not apply to the responses of providers. */
  public static final int STRING_LENGTH = 65_536;

  private JsonLimits() {}
}

package io.github.mondayauth;

import io.github.mondayauth.internal.ConstantTime;
import org.jspecify.annotations.Nullable;

/**
 * A secret value: a signing secret, a client secret, an access token, an API key.
 *
 * <p>{@link #reveal()} is the only way to read it. {@link #toString()} is redacted, {@link #equals}
 * takes constant time for values of the same length, and the class is not {@link
 * java.io.Serializable}. A secret therefore does not reach a log, a message or a stored session by
 * accident. A heap dump still contains it.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /**
   * Wraps a value unchanged: it is neither trimmed nor decoded.
   *
   * @param value the value. The parameter is nullable so that a missing setting fails here with a
   *     clear message.
   * @return the secret
   * @throws IllegalArgumentException if {@code value} is null or blank
   */
  public static Secret of(@Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "secret: expected a value, found "
              + (value == null ? "null" : "a blank one")
              + "; check the setting that it comes from");
    }
    return new Secret(value);
  }

  /**
   * The value.
   *
   * @return the value, never blank
   */
  public String reveal() {
    return value;
  }

  /** Compares the values in a time that does not depend on where they differ. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret && ConstantTime.areEqual(value, secret.value);
  }

  /** The same for all secrets, since a hash would reveal something about the value. */
  @Override
  public int hashCode() {
    return 1;
  }

  /** Shows no part of the value. */
  @Override
  public String toString() {
    return "Secret[redacted]";
  }
}

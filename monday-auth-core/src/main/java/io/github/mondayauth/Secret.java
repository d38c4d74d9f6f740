package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A value that must not be seen: a signing secret, a client secret, an access token, an API key.
 *
 * <p>{@link #reveal()} is the only way out. {@link #toString()} is redacted, {@link #equals} takes
 * the same time wherever two values of one length differ, and the class is not {@link
 * java.io.Serializable}, so that a secret does not reach a log, a message or a session by accident.
 * It does not protect against a heap dump.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /**
   * Wraps a value as it was given, without trimming or decoding it.
   *
   * @param value the value; null is accepted as an argument so that a missing setting is refused
   *     here, with a message, and not later
   * @return the secret
   * @throws IllegalArgumentException if {@code value} is null or blank
   */
  public static Secret of(@Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("the secret is missing: null or blank");
    }
    return new Secret(value);
  }

  /**
   * The value itself.
   *
   * @return the value, never blank
   */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret
        && MessageDigest.isEqual(value.getBytes(UTF_8), secret.value.getBytes(UTF_8));
  }

  /** One value for all secrets: a hash of the value would say something about it. */
  @Override
  public int hashCode() {
    return 1;
  }

  @Override
  public String toString() {
    return "Secret[redacted]";
  }
}

package io.github.mondayauth.vault;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a vault operation fails because of the store, a key, or a record that cannot be
 * decrypted. What is stored is unchanged, unless the reason says otherwise. A missing record is
 * never an exception but an empty result.
 */
public final class VaultException extends MondayAuthException {
  private static final long serialVersionUID = 1L;

  /** The kind of failure. */
  public enum Reason {
    /** The store failed or cannot be reached. A write may have happened. Try again. */
    STORE_FAILED,
    /** The key ring failed or cannot be reached. Try again. */
    KEY_UNAVAILABLE,
    /** A needed key is not in the key ring, or a data key is not in its account's root. */
    KEY_UNKNOWN,
    /** The needed key is in the key ring, but disabled. */
    KEY_DISABLED,
    /** A key-encryption key has the right id and other bytes, or a wrapped key was altered. */
    KEY_MISMATCH,
    /** A record does not authenticate: it was altered, or moved from another place. */
    RECORD_REJECTED,
    /** A newer version of this library wrote the record or root, or something else wrote it. */
    FORMAT_UNKNOWN,
    /**
     * The account was never opened with this app or was forgotten, so nothing can be stored. Of a
     * rotation: the app has no account at all.
     */
    ACCOUNT_UNKNOWN,
    /** Other callers wrote the record every time it was about to be updated. Try again. */
    CONTENDED
  }

  /** The reason; an enum survives serialization. */
  private final Reason reason;

  /**
   * Creates an exception, also for implementations of {@link KeyRing} that know the reason of their
   * failure.
   *
   * @param reason the kind of failure
   * @param message what was expected and what was found, without secrets
   */
  public VaultException(Reason reason, String message) {
    this(reason, message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param reason the kind of failure
   * @param message what was expected and what was found, without secrets
   * @param cause the cause, whose message must not contain secrets either, or null
   */
  public VaultException(Reason reason, String message, @Nullable Throwable cause) {
    super(reason + ": " + message, cause);
    this.reason = reason;
  }

  /**
   * The kind of failure.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * A reply that lets monday.com try again: 503, or 409 if the account is unknown.
   *
   * @return the reply, whose body names the reason in lower case and nothing else
   */
  @Override
  public Reply reply() {
    int status = reason == Reason.ACCOUNT_UNKNOWN ? 409 : 503;
    return Reply.json(status, "{\"error\":\"" + reason.name().toLowerCase(Locale.ROOT) + "\"}");
  }
}

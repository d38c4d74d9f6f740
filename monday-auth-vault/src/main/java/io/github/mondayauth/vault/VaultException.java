package io.github.mondayauth.vault;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import org.jspecify.annotations.Nullable;

/**
 * The vault cannot do what was asked, because of the store, a key or a record that does not open.
 * What is stored is as it was. It never stands for a missing record: that is an empty result.
 */
public final class VaultException extends MondayAuthException {
  private static final long serialVersionUID = 1L;

  /** Which kind of trouble it is. */
  public enum Reason {
    /** The store failed or cannot be reached; whether a write happened is unknown. Try again. */
    STORE_FAILED,
    /** The key ring failed or cannot be reached. Try again. */
    KEY_UNAVAILABLE,
    /** A key that is needed is not in the key ring, or a data key is not in its account's root. */
    KEY_UNKNOWN,
    /** The key that is needed is in the key ring, but disabled. */
    KEY_DISABLED,
    /** A wrapping key has the right id and the wrong bytes, or a wrapped key was altered. */
    KEY_MISMATCH,
    /** A record does not open: altered, or moved here from another place. */
    RECORD_REJECTED,
    /** A record or root was written by a newer version of this library, or is no record at all. */
    FORMAT_UNKNOWN,
    /** The account never began with this app, or was forgotten: nothing can be stored for it. */
    ACCOUNT_UNKNOWN,
    /** A record was written by others again and again while it was being updated. */
    CONTENDED
  }

  /** What happened, as a name; it survives serialization. */
  private final Reason reason;

  /**
   * For the vault, and for implementations of {@link KeyRing} that know their trouble's kind.
   *
   * @param reason which kind of trouble it is
   * @param message what was expected and what was found, without secrets
   */
  public VaultException(Reason reason, String message) {
    this(reason, message, null);
  }

  /**
   * Like {@link #VaultException(Reason, String)}, with a cause.
   *
   * @param reason which kind of trouble it is
   * @param message what was expected and what was found, without secrets
   * @param cause what led to it, whose message is as free of secrets, or null
   */
  public VaultException(Reason reason, String message, @Nullable Throwable cause) {
    super(reason + ": " + message, cause);
    this.reason = reason;
  }

  /**
   * Which kind of trouble it is.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * An answer that lets monday.com try again: 503, or 409 where the account is unknown.
   *
   * @return the answer, which names the reason only
   */
  @Override
  public Reply reply() {
    int status = reason == Reason.ACCOUNT_UNKNOWN ? 409 : 503;
    return Reply.json(status, "{\"error\":\"" + reason + "\"}");
  }
}

package io.github.mondayauth;

/**
 * Is told what happens, for metrics and audit. No event carries a secret, a token or a personal
 * detail beyond monday.com's ids.
 *
 * <p>Methods are called on the thread that does the work, must return quickly, and may be called by
 * several threads at once. What they throw is dropped: listening never changes an outcome.
 */
public interface AuthListener {
  /** Ignores everything; the default. */
  AuthListener NONE = new AuthListener() {};
}

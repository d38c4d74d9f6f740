package io.github.mondayauth;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Discards what an application's listener throws, so that listening never changes an outcome. */
final class GuardedAuthListener implements AuthListener {
  /** Ignores every event; the default. */
  static final AuthListener NONE = new AuthListener() {};

  private final AuthListener listener;

  private GuardedAuthListener(AuthListener listener) {
    this.listener = listener;
  }

  static AuthListener of(AuthListener listener) {
    return listener == NONE ? listener : new GuardedAuthListener(listener);
  }

  @Override
  public void verified(TokenKind kind, int secretIndex) {
    deliver(l -> l.verified(kind, secretIndex));
  }

  @Override
  public void rejected(TokenKind kind, TokenRejectedException.Reason reason) {
    deliver(l -> l.rejected(kind, reason));
  }

  @Override
  public void connected(Owner owner, String connection) {
    deliver(l -> l.connected(owner, connection));
  }

  @Override
  public void refreshed(Owner owner, String connection) {
    deliver(l -> l.refreshed(owner, connection));
  }

  @Override
  public void refreshFailed(Owner owner, String connection, String reasonCode) {
    deliver(l -> l.refreshFailed(owner, connection, reasonCode));
  }

  @Override
  public void reauthorizationNeeded(Owner owner, String connection) {
    deliver(l -> l.reauthorizationNeeded(owner, connection));
  }

  @Override
  public void forgotten(MondayAccount account, int records) {
    deliver(l -> l.forgotten(account, records));
  }

  @Override
  public void keyTrouble(String reasonCode, @Nullable String keyId) {
    deliver(l -> l.keyTrouble(reasonCode, keyId));
  }

  private void deliver(Consumer<AuthListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException discarded) {
      // See the class comment.
    }
  }
}

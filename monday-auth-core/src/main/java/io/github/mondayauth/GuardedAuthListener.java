package io.github.mondayauth;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Discards exceptions from an application's listener, so that it cannot change an outcome. */
final class GuardedAuthListener implements AuthListener {
  /** The default, which ignores every event. */
  static final AuthListener NONE = new AuthListener() {};

  private final AuthListener listener;

  private GuardedAuthListener(AuthListener listener) {
    this.listener = listener;
  }

  /** Wraps a listener. Returns {@link #NONE} unwrapped, so that the default costs nothing. */
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
  public void connected(Owner owner, String connection, @Nullable MondayUser connectedBy) {
    deliver(l -> l.connected(owner, connection, connectedBy));
  }

  @Override
  public void refreshTokenMissing(Owner owner, String connection) {
    deliver(l -> l.refreshTokenMissing(owner, connection));
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
  public void uninstallClaimed(MondayAccount account) {
    deliver(l -> l.uninstallClaimed(account));
  }

  @Override
  public void unrevoked(Owner owner, String connection) {
    deliver(l -> l.unrevoked(owner, connection));
  }

  @Override
  public void keyFailed(String reasonCode, @Nullable String keyId) {
    deliver(l -> l.keyFailed(reasonCode, keyId));
  }

  private void deliver(Consumer<AuthListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException discarded) {
      // An event must not change the outcome that it reports.
    }
  }
}

package io.github.mondayauth;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes each event on to the application's listeners. Logs and discards their exceptions, so that
 * none of them changes an outcome or keeps an event from the others.
 */
final class GuardedAuthListener implements AuthListener {
  /** The default, which ignores every event. */
  static final AuthListener NONE = new AuthListener() {};

  private final Iterable<? extends AuthListener> listeners;

  private GuardedAuthListener(Iterable<? extends AuthListener> listeners) {
    this.listeners = listeners;
  }

  /**
   * Wraps a listener. Returns {@link #NONE} and wrapped listeners as they are, so that the default
   * costs nothing and no event is guarded twice.
   */
  static AuthListener of(AuthListener listener) {
    return listener == NONE || listener instanceof GuardedAuthListener
        ? listener
        : all(List.of(listener));
  }

  /** Wraps several listeners. */
  static AuthListener all(Iterable<? extends AuthListener> listeners) {
    return new GuardedAuthListener(listeners);
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
      for (AuthListener listener : listeners) {
        deliver(event, listener);
      }
    } catch (Exception failure) {
      discard(listeners, failure);
    }
  }

  private static void deliver(Consumer<AuthListener> event, AuthListener listener) {
    try {
      event.accept(listener);
    } catch (Exception failure) {
      discard(listener, failure);
    }
  }

  /**
   * Logs only the names of the classes, because a message may contain anything. The exception may
   * be a checked one: a listener in Kotlin need not declare it.
   */
  private static void discard(Object source, Exception failure) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    System.getLogger("io.github.mondayauth")
        .log(
            Level.WARNING,
            "AuthListener: expected no exception, found {0} from {1}. Correct it; this event is lost",
            failure.getClass().getName(),
            source.getClass().getName());
  }
}

package io.github.mondayauth.spring;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.TokenKind;
import io.github.mondayauth.TokenRejectedException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Passes each event on to all listeners of the application, even if one throws. They are looked up
 * at the first event, so that a listener may depend on the app's other beans.
 */
final class ListenerBeans implements AuthListener {
  private static final Logger LOG = LoggerFactory.getLogger(ListenerBeans.class);

  private final ObjectProvider<AuthListener> beans;
  private volatile @Nullable List<AuthListener> listeners;

  ListenerBeans(ObjectProvider<AuthListener> beans) {
    this.beans = beans;
  }

  private void each(Consumer<AuthListener> event) {
    List<AuthListener> known = listeners;
    if (known == null) {
      known = beans.orderedStream().toList();
      listeners = known;
    }
    for (AuthListener listener : known) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        LOG.warn("{} failed: {}", listener.getClass().getName(), e.getClass().getName());
      }
    }
  }

  @Override
  public void verified(TokenKind kind, int secretIndex) {
    each(listener -> listener.verified(kind, secretIndex));
  }

  @Override
  public void rejected(TokenKind kind, TokenRejectedException.Reason reason) {
    each(listener -> listener.rejected(kind, reason));
  }

  @Override
  public void connected(Owner owner, String connection, @Nullable MondayUser connectedBy) {
    each(listener -> listener.connected(owner, connection, connectedBy));
  }

  @Override
  public void refreshTokenMissing(Owner owner, String connection) {
    each(listener -> listener.refreshTokenMissing(owner, connection));
  }

  @Override
  public void refreshed(Owner owner, String connection) {
    each(listener -> listener.refreshed(owner, connection));
  }

  @Override
  public void refreshFailed(Owner owner, String connection, String reasonCode) {
    each(listener -> listener.refreshFailed(owner, connection, reasonCode));
  }

  @Override
  public void reauthorizationNeeded(Owner owner, String connection) {
    each(listener -> listener.reauthorizationNeeded(owner, connection));
  }

  @Override
  public void forgotten(MondayAccount account, int records) {
    each(listener -> listener.forgotten(account, records));
  }

  @Override
  public void uninstallClaimed(MondayAccount account) {
    each(listener -> listener.uninstallClaimed(account));
  }

  @Override
  public void unrevoked(Owner owner, String connection) {
    each(listener -> listener.unrevoked(owner, connection));
  }

  @Override
  public void keyFailed(String reasonCode, @Nullable String keyId) {
    each(listener -> listener.keyFailed(reasonCode, keyId));
  }
}

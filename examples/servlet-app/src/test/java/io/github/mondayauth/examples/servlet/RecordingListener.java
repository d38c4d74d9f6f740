package io.github.mondayauth.examples.servlet;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.TokenKind;
import io.github.mondayauth.TokenRejectedException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Records the events of the library. */
final class RecordingListener implements AuthListener {
  private final List<String> all = new CopyOnWriteArrayList<>();

  List<String> all() {
    return List.copyOf(all);
  }

  @Override
  public void rejected(TokenKind kind, TokenRejectedException.Reason reason) {
    all.add("rejected " + kind + " " + reason);
  }

  @Override
  public void connected(Owner owner, String connection, @Nullable MondayUser connectedBy) {
    all.add("connected " + connection);
  }

  @Override
  public void refreshed(Owner owner, String connection) {
    all.add("refreshed " + connection);
  }

  @Override
  public void reauthorizationNeeded(Owner owner, String connection) {
    all.add("reauthorize " + connection);
  }

  @Override
  public void forgotten(MondayAccount account, int records) {
    all.add("forgotten");
  }

  @Override
  public void uninstallClaimed(MondayAccount account) {
    all.add("claimed");
  }
}

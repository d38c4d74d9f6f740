package io.github.mondayauth.vault.record;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.internal.AppRecords;
import io.github.mondayauth.vault.key.AppRoot;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the app's own records under account 0, next to those of the key check. */
final class PlainAppRecords implements AppRecords {
  private final String app;
  private final TokenStore store;

  PlainAppRecords(String app, TokenStore store) {
    this.app = app;
    this.store = store;
  }

  @Override
  public Optional<AppRecord> find(String name) {
    return store.find(key(name)).map(row -> new AppRecord(name, row.version(), row.value()));
  }

  @Override
  public boolean create(String name, byte[] content, @Nullable Instant purgeAfter) {
    return AppRoot.create(store, key(name), content, purgeAfter);
  }

  @Override
  public Optional<AppRecord> replace(AppRecord current, byte[] content) {
    var version = store.replace(key(current.name()), current.version(), content);
    return version.isEmpty()
        ? Optional.empty()
        : Optional.of(new AppRecord(current.name(), version.getAsLong(), content.clone()));
  }

  private TokenStore.Key key(String name) {
    return new TokenStore.Key(app, 0, name);
  }
}

package io.github.mondayauth.vault.record;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.internal.AppRecords;
import io.github.mondayauth.vault.key.KeyCheck;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the app's own records under account 0, next to those of the key check. */
final class PlainAppRecords implements AppRecords {
  private static final int ATTEMPTS = 3;

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
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Created created = store.create(key(name), KeyCheck.APP_EPOCH, content, purgeAfter);
      if (created != Created.FENCED) {
        return created == Created.CREATED;
      }
      store.create(TokenStore.Key.root(app, 0), KeyCheck.APP_EPOCH, new byte[0], null);
    }
    throw new VaultException(
        Reason.FORMAT_UNKNOWN,
        "account 0: expected the app's own root with the epoch "
            + KeyCheck.APP_EPOCH
            + ", found another root");
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

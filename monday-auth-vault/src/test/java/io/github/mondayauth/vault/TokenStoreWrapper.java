package io.github.mondayauth.vault;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Delegates to another store. Tests override what they change; {@code put} is not delegated. */
public interface TokenStoreWrapper extends TokenStore {
  TokenStore store();

  @Override
  default Optional<Row> find(Key key) {
    return store().find(key);
  }

  @Override
  default Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
    return store().create(key, epoch, value, purgeAfter);
  }

  @Override
  default OptionalLong replace(Key key, long version, byte[] value) {
    return store().replace(key, version, value);
  }

  @Override
  default boolean delete(Key key, long version) {
    return store().delete(key, version);
  }

  @Override
  default DeletedAccount deleteAccount(String app, long account) {
    return store().deleteAccount(app, account);
  }

  @Override
  default List<Row> records(String app, long account, @Nullable Key after, int limit) {
    return store().records(app, account, after, limit);
  }

  @Override
  default List<Row> roots(String app, @Nullable Key after, int limit) {
    return store().roots(app, after, limit);
  }

  @Override
  default int purge(Instant before, int limit) {
    return store().purge(before, limit);
  }
}

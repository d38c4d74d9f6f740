package io.github.mondayauth.vault.record;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Translates every exception of a store into a {@link VaultException}. A vault wraps its store
 * once, when it is opened, so no other class catches exceptions of a store.
 *
 * <p>Delegates {@link #put} too: the wrapped store may do it in one step.
 */
public final class GuardedTokenStore implements TokenStore {
  private final TokenStore store;

  /** Guards a store. */
  public GuardedTokenStore(TokenStore store) {
    this.store = store;
  }

  @Override
  public Optional<Row> find(Key key) {
    return guarded(() -> store.find(key));
  }

  @Override
  public Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
    return guarded(() -> store.create(key, epoch, value, purgeAfter));
  }

  @Override
  public OptionalLong replace(Key key, long version, byte[] value) {
    return guarded(() -> store.replace(key, version, value));
  }

  @Override
  public boolean put(Key key, String epoch, byte[] value) {
    return guarded(() -> store.put(key, epoch, value));
  }

  @Override
  public boolean delete(Key key, long version) {
    return guarded(() -> store.delete(key, version));
  }

  @Override
  public DeletedAccount deleteAccount(String app, long account) {
    return guarded(() -> store.deleteAccount(app, account));
  }

  @Override
  public List<Row> records(String app, long account, @Nullable Key after, int limit) {
    return guarded(() -> store.records(app, account, after, limit));
  }

  @Override
  public List<Row> roots(String app, @Nullable Key after, int limit) {
    return guarded(() -> store.roots(app, after, limit));
  }

  @Override
  public int purge(Instant before, int limit) {
    return guarded(() -> store.purge(before, limit));
  }

  /** Shows the class only: a store's own text may contain the address of a database. */
  @Override
  public String toString() {
    return "GuardedTokenStore[" + store.getClass().getSimpleName() + "]";
  }

  private static <T> T guarded(Supplier<T> call) {
    try {
      return call.get();
    } catch (VaultException typed) {
      throw typed;
    } catch (Exception failed) {
      // A checked one too: a store in Kotlin need not declare it.
      if (failed instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new VaultException(
          Reason.STORE_FAILED,
          "the token store failed with " + failed.getClass().getSimpleName(),
          failed);
    }
  }
}

package io.github.mondayauth.vault;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.vault.VaultException.Reason;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls into a key ring: whatever it throws becomes typed and is told to the listener, and no more
 * than twenty calls are under way at once.
 */
final class GuardedKeyRing implements KeyRing {
  private static final int MOST_CALLS = 20;

  private final KeyRing ring;
  private final AuthListener listener;
  private final Semaphore calls = new Semaphore(MOST_CALLS);

  GuardedKeyRing(KeyRing ring, AuthListener listener) {
    this.ring = ring;
    this.listener = listener;
  }

  @Override
  public String primaryKeyId() {
    return call(null, ring::primaryKeyId);
  }

  @Override
  public Wrapped wrap(byte[] dataKey, KeyContext context) {
    return call(null, () -> ring.wrap(dataKey, context));
  }

  @Override
  public byte[] unwrap(Wrapped wrapped, KeyContext context) {
    return call(wrapped.keyId(), () -> ring.unwrap(wrapped, context));
  }

  private <T> T call(@Nullable String keyId, Supplier<T> work) {
    calls.acquireUninterruptibly();
    try {
      return work.get();
    } catch (VaultException typed) {
      throw tell(typed, keyId);
    } catch (RuntimeException failed) {
      throw tell(
          new VaultException(
              Reason.KEY_UNAVAILABLE,
              "the key ring failed with " + failed.getClass().getSimpleName(),
              failed),
          keyId);
    } finally {
      calls.release();
    }
  }

  private VaultException tell(VaultException trouble, @Nullable String keyId) {
    tell(listener, trouble.reason(), keyId);
    return trouble;
  }

  static void tell(AuthListener listener, Reason reason, @Nullable String keyId) {
    try {
      listener.keyTrouble(reason.name(), keyId);
    } catch (RuntimeException dropped) {
      // Listening never changes an outcome.
    }
  }
}

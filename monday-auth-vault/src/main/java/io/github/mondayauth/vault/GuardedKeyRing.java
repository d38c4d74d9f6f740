package io.github.mondayauth.vault;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.vault.VaultException.Reason;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls into a key ring: whatever it throws becomes typed and is told to the listener, and no more
 * than twenty calls are under way at once. Who waits for a turn too long is told so: a key service
 * that hangs must not hang every thread of the application. Of an exception that is not ours the
 * class and the stack are kept; its message may quote a request to the key service.
 */
final class GuardedKeyRing implements KeyRing {
  static final int MOST_CALLS = 20;
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final KeyRing ring;
  private final AuthListener listener;
  private final Duration wait;
  private final Semaphore calls = new Semaphore(MOST_CALLS);

  GuardedKeyRing(KeyRing ring, AuthListener listener) {
    this(ring, listener, WAIT);
  }

  GuardedKeyRing(KeyRing ring, AuthListener listener, Duration wait) {
    this.ring = ring;
    this.listener = listener;
    this.wait = wait;
    if (ring instanceof DirectoryKeyRing directory) {
      directory.tell(reason -> report(reason, null));
    }
  }

  /** Whether the keys are in this process, so that checking one of them costs nothing. */
  boolean isBuiltIn() {
    return ring instanceof JwkKeyRing || ring instanceof DirectoryKeyRing;
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
    if (!calls.tryAcquire() && !turnComes()) {
      throw tell(
          new VaultException(
              Reason.KEY_UNAVAILABLE,
              "no turn at the key ring, " + MOST_CALLS + " calls are under way"),
          keyId);
    }
    try {
      return work.get();
    } catch (VaultException typed) {
      throw tell(typed, keyId);
    } catch (RuntimeException failed) {
      throw tell(withoutMessage(failed), keyId);
    } finally {
      calls.release();
    }
  }

  private boolean turnComes() {
    try {
      return calls.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static VaultException withoutMessage(RuntimeException failed) {
    VaultException typed =
        new VaultException(
            Reason.KEY_UNAVAILABLE,
            "the key ring failed with " + failed.getClass().getSimpleName());
    typed.setStackTrace(failed.getStackTrace());
    return typed;
  }

  private VaultException tell(VaultException failure, @Nullable String keyId) {
    report(failure.reason(), keyId);
    return failure;
  }

  private void report(Reason reason, @Nullable String keyId) {
    listener.keyTrouble(reason.name(), keyId);
  }
}

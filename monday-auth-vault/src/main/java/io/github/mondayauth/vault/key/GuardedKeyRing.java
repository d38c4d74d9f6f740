package io.github.mondayauth.vault.key;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits and translates the calls of a key ring: at most twenty run at once, every exception
 * becomes a {@link VaultException}, and the listener receives each failure.
 *
 * <p>Callers that wait longer than ten seconds get {@link Reason#KEY_UNAVAILABLE}, so that a key
 * service that hangs does not hang every thread of the application. Of an exception that is not a
 * {@code VaultException}, only the class and the stack trace are kept: its message may quote a
 * request to the key service.
 */
public final class GuardedKeyRing implements KeyRing {
  static final int MOST_CALLS = 20;
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final KeyRing ring;
  private final AuthListener listener;
  private final Duration wait;
  private final Semaphore calls = new Semaphore(MOST_CALLS);

  /**
   * Guards a key ring. The listener must not throw: pass the guarded one of a {@code MondayApp}.
   */
  public GuardedKeyRing(KeyRing ring, AuthListener listener) {
    this(ring, listener, WAIT);
  }

  GuardedKeyRing(KeyRing ring, AuthListener listener, Duration wait) {
    this.ring = ring;
    this.listener = listener;
    this.wait = wait;
    if (ring instanceof DirectoryKeyRing directory) {
      directory.onRefusedChange(reason -> report(reason, null));
    }
  }

  /** Whether the keys are in this process, so that using one needs no remote call. */
  boolean isBuiltIn() {
    return ring instanceof JwkKeyRing || ring instanceof DirectoryKeyRing;
  }

  @Override
  public String primaryKeyId() {
    return call(
        null,
        () -> {
          String keyId = ring.primaryKeyId();
          if (keyId == null || !keyId.matches("[ -~]{1,64}")) {
            throw new VaultException(
                Reason.KEY_UNAVAILABLE,
                "the id of the primary key: expected 1 to 64 printable ASCII characters, found"
                    + " another id");
          }
          return keyId;
        });
  }

  @Override
  public Wrapped wrap(byte[] dataKey, KeyContext context) {
    return call(null, () -> ring.wrap(dataKey, context));
  }

  @Override
  public byte[] unwrap(Wrapped wrapped, KeyContext context) {
    return call(wrapped.keyId(), () -> ring.unwrap(wrapped, context));
  }

  @Override
  public Wrapped rewrap(Wrapped wrapped, KeyContext context) {
    return call(wrapped.keyId(), () -> ring.rewrap(wrapped, context));
  }

  private <T> T call(@Nullable String keyId, Supplier<T> work) {
    if (!calls.tryAcquire() && !acquiresInTime()) {
      throw reported(
          new VaultException(
              Reason.KEY_UNAVAILABLE,
              "the key ring is busy: "
                  + MOST_CALLS
                  + " calls are running, and none returned within "
                  + wait.toSeconds()
                  + " s"),
          keyId);
    }
    try {
      return work.get();
    } catch (VaultException typed) {
      throw reported(typed, keyId);
    } catch (Exception failed) {
      // A checked one too: a key ring in Kotlin need not declare it.
      if (failed instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw reported(withoutMessage(failed), keyId);
    } finally {
      calls.release();
    }
  }

  private boolean acquiresInTime() {
    try {
      return calls.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static VaultException withoutMessage(Exception failed) {
    VaultException typed =
        new VaultException(
            Reason.KEY_UNAVAILABLE,
            "the key ring failed with " + failed.getClass().getSimpleName());
    typed.setStackTrace(failed.getStackTrace());
    return typed;
  }

  private VaultException reported(VaultException failure, @Nullable String keyId) {
    report(failure.reason(), keyId);
    return failure;
  }

  private void report(Reason reason, @Nullable String keyId) {
    listener.keyFailed(reason.name().toLowerCase(Locale.ROOT), keyId);
  }
}

package io.github.mondayauth.vault.key;

import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys in a directory whose files change while the application runs, such as a secret mount.
 * Each use checks the directory for changes, at most every five seconds. If the new contents are
 * invalid, the previous keys stay in use.
 */
public final class DirectoryKeyRing implements KeyRing {
  private static final long CHECK_NANOS = Duration.ofSeconds(5).toNanos();

  private record Loaded(JwkKeyRing ring, String fingerprint) {}

  private final Path directory;
  private final LongSupplier nanos;
  private final AtomicLong lastCheck;
  private final List<Consumer<Reason>> refusedChangeListeners = new CopyOnWriteArrayList<>();

  /** Fingerprints of all keys there ever were, by id: no id may return with other bytes. */
  private final Map<String, String> known = new ConcurrentHashMap<>();

  private volatile Loaded loaded;

  /** The directory's fingerprint at the latest refused change, which is reported once. */
  private volatile @Nullable String refused;

  /** Reads the directory. */
  public DirectoryKeyRing(Path directory) {
    this(directory, System::nanoTime);
  }

  DirectoryKeyRing(Path directory, LongSupplier nanos) {
    this.directory = directory;
    this.nanos = nanos;
    this.lastCheck = new AtomicLong(nanos.getAsLong());
    String fingerprint = KeyFile.fingerprint(directory);
    this.loaded = new Loaded(JwkKeyRing.merge(KeyFile.readAll(directory)), fingerprint);
    known.putAll(loaded.ring().fingerprints());
  }

  /** Calls the listener, once for each invalid state of the directory, with the reason. */
  void onRefusedChange(Consumer<Reason> listener) {
    refusedChangeListeners.add(listener);
  }

  @Override
  public String primaryKeyId() {
    return current().primaryKeyId();
  }

  @Override
  public Wrapped wrap(byte[] dataKey, KeyContext context) {
    return current().wrap(dataKey, context);
  }

  @Override
  public byte[] unwrap(Wrapped wrapped, KeyContext context) {
    return current().unwrap(wrapped, context);
  }

  @Override
  public String toString() {
    return loaded.ring().toString();
  }

  private JwkKeyRing current() {
    long last = lastCheck.get();
    long now = nanos.getAsLong();
    if (now - last >= CHECK_NANOS && lastCheck.compareAndSet(last, now)) {
      reload();
    }
    return loaded.ring();
  }

  private void reload() {
    String fingerprint = "unreadable";
    try {
      fingerprint = KeyFile.fingerprint(directory);
      if (fingerprint.equals(loaded.fingerprint()) || fingerprint.equals(refused)) {
        return;
      }
      JwkKeyRing next = JwkKeyRing.merge(KeyFile.readAll(directory));
      next.requireSameBytes(known);
      known.putAll(next.fingerprints());
      loaded = new Loaded(next, fingerprint);
      refused = null;
    } catch (RuntimeException invalid) {
      boolean isNew = !fingerprint.equals(refused);
      refused = fingerprint;
      Reason reason =
          invalid instanceof VaultException typed ? typed.reason() : Reason.KEY_UNAVAILABLE;
      if (isNew) {
        refusedChangeListeners.forEach(listener -> listener.accept(reason));
      }
    }
  }
}

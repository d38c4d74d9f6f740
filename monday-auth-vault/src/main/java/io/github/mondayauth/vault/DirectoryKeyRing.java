package io.github.mondayauth.vault;

import io.github.mondayauth.vault.VaultException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a directory that is changed while the application runs, such as a secret mount. It is
 * looked at again on use, at most every five seconds; what it holds then takes the place of the
 * keys before only if it is right in all.
 */
final class DirectoryKeyRing implements KeyRing {
  private static final long EVERY_NANOS = Duration.ofSeconds(5).toNanos();

  /** Told when the directory became wrong and the keys before stay in use. */
  interface Trouble {
    void keptOldKeys(Reason reason);
  }

  private record Loaded(JwkKeyRing ring, String fingerprint) {}

  private final Path directory;
  private final LongSupplier nanos;
  private final AtomicLong lastLook;
  private final List<Trouble> told = new CopyOnWriteArrayList<>();

  /** Of every id there ever was, so that none comes back as another key. */
  private final Map<String, String> known = new ConcurrentHashMap<>();

  private volatile Loaded loaded;
  private volatile @Nullable String refused;

  DirectoryKeyRing(Path directory) {
    this(directory, System::nanoTime);
  }

  DirectoryKeyRing(Path directory, LongSupplier nanos) {
    this.directory = directory;
    this.nanos = nanos;
    this.lastLook = new AtomicLong(nanos.getAsLong());
    String fingerprint = KeyFile.fingerprint(directory);
    this.loaded = new Loaded(JwkKeyRing.merge(KeyFile.readAll(directory)), fingerprint);
    known.putAll(loaded.ring().fingerprints());
  }

  void tell(Trouble trouble) {
    told.add(trouble);
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
    long last = lastLook.get();
    long now = nanos.getAsLong();
    if (now - last >= EVERY_NANOS && lastLook.compareAndSet(last, now)) {
      reload();
    }
    return loaded.ring();
  }

  /** Keeps the keys before, and says so once for each wrong state of the directory. */
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
    } catch (RuntimeException wrong) {
      boolean isNew = !fingerprint.equals(refused);
      refused = fingerprint;
      Reason reason =
          wrong instanceof VaultException typed ? typed.reason() : Reason.KEY_UNAVAILABLE;
      if (isNew) {
        told.forEach(each -> each.keptOldKeys(reason));
      }
    }
  }
}

package io.github.mondayauth.vault.key;

import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Caches the accounts' data keys for at most five minutes. Concurrent callers share one load of an
 * account's keys: the first one loads them in its own thread, the others wait until ten seconds
 * after the load began. A failed load is reported to all of them, is not cached, and extends no
 * key's lifetime.
 *
 * <p>Bounded by two generations: new keys enter the young one. When it is full or five minutes old,
 * it becomes the old one, and the previous old one is dropped.
 */
public final class DataKeyCache {
  /** How long a data key may be used after its root was read. */
  public static final Duration LIFE = Duration.ofMinutes(5);

  /** The most accounts in a generation. */
  static final int MOST = 100_000;

  /** Reads an account's root and unwraps its data keys. */
  public interface Loader {
    /** Returns the keys, or empty if the account has no root. */
    Optional<AccountKeys> load(long account);
  }

  /** How long after a load began other callers wait for it. */
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final Loader loader;
  private final InstantSource time;
  private final Runnable onDrop;
  private final Duration wait;
  private final Map<Long, Load> loading = new ConcurrentHashMap<>();
  private volatile Generations generations;

  private record Load(CompletableFuture<Optional<AccountKeys>> keys, long begun) {
    static Load begin() {
      return new Load(new CompletableFuture<>(), System.nanoTime());
    }
  }

  private record Generations(
      ConcurrentHashMap<Long, AccountKeys> young,
      ConcurrentHashMap<Long, AccountKeys> old,
      ClockReading since) {}

  /** Creates an empty cache that calls {@code onDrop} whenever it drops keys. */
  public DataKeyCache(Loader loader, InstantSource time, Runnable onDrop) {
    this(loader, time, onDrop, WAIT);
  }

  DataKeyCache(Loader loader, InstantSource time, Runnable onDrop, Duration wait) {
    this.loader = loader;
    this.time = time;
    this.onDrop = onDrop;
    this.wait = wait;
    this.generations = next(new ConcurrentHashMap<>());
  }

  /**
   * Returns the cached keys if they satisfy the predicate. Otherwise loads and returns the keys in
   * the root now, whether they satisfy it or not; empty if the account has no root.
   */
  public Optional<AccountKeys> find(long account, Predicate<AccountKeys> satisfies) {
    AccountKeys cached = cached(account);
    if (cached != null && satisfies.test(cached)) {
      return Optional.of(cached);
    }
    return load(account, satisfies);
  }

  /**
   * Returns the keys in the root now, whether they satisfy the predicate or not. Joins a load of
   * another caller; if its keys do not satisfy the predicate, loads once more, since that load may
   * have read the root before this call.
   */
  public Optional<AccountKeys> load(long account, Predicate<AccountKeys> satisfies) {
    Optional<AccountKeys> found = Optional.empty();
    for (int round = 0; round < 2; round++) {
      Load mine = Load.begin();
      Load theirs = loading.putIfAbsent(account, mine);
      found = theirs == null ? lead(account, mine) : await(account, theirs);
      if (theirs == null || found.filter(satisfies).isPresent()) {
        return found;
      }
    }
    return found;
  }

  /** Caches keys whose root is known to be stored. */
  public void keep(AccountKeys keys) {
    Generations now = generations;
    if (now.young.size() >= MOST || now.since.isOlderThan(LIFE, ClockReading.now(time))) {
      now = age(now);
    }
    now.young.put(keys.account(), keys);
  }

  /** Drops an account's keys. */
  public void drop(long account) {
    Generations now = generations;
    AccountKeys young = now.young.remove(account);
    AccountKeys old = now.old.remove(account);
    if (young != null || old != null) {
      onDrop.run();
    }
  }

  private @Nullable AccountKeys cached(long account) {
    Generations now = generations;
    AccountKeys keys = now.young.get(account);
    if (keys == null) {
      keys = now.old.get(account);
    }
    if (keys == null || !isAlive(keys)) {
      return null;
    }
    return keys;
  }

  /** Whether the keys were loaded less than {@link #LIFE} ago, so that they may still be used. */
  public boolean isAlive(AccountKeys keys) {
    return !keys.loaded().isOlderThan(LIFE, ClockReading.now(time));
  }

  private Generations age(Generations seen) {
    synchronized (this) {
      if (generations.since.equals(seen.since)) {
        generations = next(seen.young);
        onDrop.run();
      }
      return generations;
    }
  }

  private Generations next(ConcurrentHashMap<Long, AccountKeys> old) {
    return new Generations(new ConcurrentHashMap<>(), old, ClockReading.now(time));
  }

  private Optional<AccountKeys> lead(long account, Load load) {
    try {
      Optional<AccountKeys> loaded = loader.load(account);
      loaded.ifPresentOrElse(this::keep, () -> drop(account));
      loading.remove(account, load);
      load.keys().complete(loaded);
      return loaded;
    } catch (Throwable failed) {
      drop(account);
      loading.remove(account, load);
      load.keys().completeExceptionally(failed);
      throw failed;
    }
  }

  private Optional<AccountKeys> await(long account, Load load) {
    long left = wait.toNanos() - (System.nanoTime() - load.begun());
    try {
      return load.keys().get(Math.max(0, left), TimeUnit.NANOSECONDS);
    } catch (TimeoutException hanging) {
      throw unavailable(account, "has been running for " + wait.toSeconds() + " s", hanging);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw unavailable(account, "was interrupted", stopped);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof VaultException typed) {
        throw new VaultException(
            typed.reason(), "loading the data keys failed in another thread", typed);
      }
      throw new IllegalStateException("loading the data keys failed in another thread", failed);
    }
  }

  private static VaultException unavailable(long account, String state, Exception cause) {
    return new VaultException(
        Reason.KEY_UNAVAILABLE,
        "account "
            + account
            + ": loading the data keys in another thread "
            + state
            + ". Set a timeout in the client of the key service",
        cause);
  }
}

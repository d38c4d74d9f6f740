package io.github.mondayauth.vault;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The accounts' data keys: bounded, for five minutes at most, one load at a time for an account. A
 * load that fails is told to whoever waited for it and leaves nothing behind; nothing lengthens the
 * life of what was loaded before.
 *
 * <p>Two generations: a new key goes into the young one; when that is full or five minutes old it
 * becomes the old one, and the old one is let go.
 */
final class DataKeys {
  static final Duration LIFE = Duration.ofMinutes(5);

  /** The most accounts in a generation. */
  static final int MOST = 100_000;

  /** Reads and unwraps an account's root; empty if it has none. */
  interface Loader {
    Optional<AccountKeys> load(long account);
  }

  private final Loader loader;
  private final InstantSource time;
  private final Runnable onDrop;
  private final Map<Long, CompletableFuture<Optional<AccountKeys>>> loading =
      new ConcurrentHashMap<>();
  private volatile Generations generations;

  private record Generations(
      ConcurrentHashMap<Long, AccountKeys> young,
      ConcurrentHashMap<Long, AccountKeys> old,
      Moment since) {}

  /** Calls {@code onDrop} whenever keys are let go. */
  DataKeys(Loader loader, InstantSource time, Runnable onDrop) {
    this.loader = loader;
    this.time = time;
    this.onDrop = onDrop;
    this.generations = next(new ConcurrentHashMap<>());
  }

  /**
   * The kept keys if they satisfy, otherwise the keys as the root has them now, whether these
   * satisfy or not; empty if there is no root.
   */
  Optional<AccountKeys> find(long account, Predicate<AccountKeys> satisfies) {
    AccountKeys kept = kept(account);
    if (kept != null && satisfies.test(kept)) {
      return Optional.of(kept);
    }
    return load(account, satisfies);
  }

  /** The account's keys as its root has them now, whether they satisfy or not. */
  Optional<AccountKeys> load(long account, Predicate<AccountKeys> satisfies) {
    Optional<AccountKeys> found = Optional.empty();
    // A load that was under way when this call began may have read an older root; a second one that
    // is waited for began after it.
    for (int round = 0; round < 2; round++) {
      CompletableFuture<Optional<AccountKeys>> mine = new CompletableFuture<>();
      CompletableFuture<Optional<AccountKeys>> theirs = loading.putIfAbsent(account, mine);
      found = theirs == null ? lead(account, mine) : await(theirs);
      if (theirs == null || found.filter(satisfies).isPresent()) {
        return found;
      }
    }
    return found;
  }

  /** Keeps keys whose root is known to be stored. */
  void keep(AccountKeys keys) {
    Generations now = generations;
    if (now.young.size() >= MOST || now.since.isOlderThan(LIFE, Moment.now(time))) {
      now = age(now);
    }
    now.young.put(keys.account(), keys);
  }

  void drop(long account) {
    Generations now = generations;
    AccountKeys young = now.young.remove(account);
    AccountKeys old = now.old.remove(account);
    if (young != null || old != null) {
      onDrop.run();
    }
  }

  private @Nullable AccountKeys kept(long account) {
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

  /** Whether the keys were loaded so recently that they may be used without asking again. */
  boolean isAlive(AccountKeys keys) {
    return !keys.loaded().isOlderThan(LIFE, Moment.now(time));
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
    return new Generations(new ConcurrentHashMap<>(), old, Moment.now(time));
  }

  private Optional<AccountKeys> lead(
      long account, CompletableFuture<Optional<AccountKeys>> flight) {
    try {
      Optional<AccountKeys> loaded = loader.load(account);
      loaded.ifPresentOrElse(this::keep, () -> drop(account));
      loading.remove(account, flight);
      flight.complete(loaded);
      return loaded;
    } catch (RuntimeException | Error failed) {
      drop(account);
      loading.remove(account, flight);
      flight.completeExceptionally(failed);
      throw failed;
    }
  }

  private static Optional<AccountKeys> await(CompletableFuture<Optional<AccountKeys>> flight) {
    try {
      return flight.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof VaultException trouble) {
        throw new VaultException(trouble.reason(), "another caller's attempt failed", trouble);
      }
      throw failed;
    }
  }
}

package io.github.mondayauth.vault.rotation;

import io.github.mondayauth.vault.key.RootFormat;
import io.github.mondayauth.vault.key.RootFormat.WrappedDataKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells old data keys from new ones by when they were made. Clocks of instances are assumed to be
 * within 30 seconds of each other, so a key counts as new only if it was made at least 30 seconds
 * after the limit by its maker's clock. A key that seems to come from the future is old: its
 * maker's clock was wrong. Reads whole seconds, as roots store them.
 */
final class DataKeyAge {
  private static final Duration SKEW = Duration.ofSeconds(30);

  private final Instant firstNew;
  private final Instant lastNew;

  /**
   * Creates the rule.
   *
   * @param before data keys made before this instant are old
   * @param now the present time, not before {@code before}
   */
  DataKeyAge(Instant before, Instant now) {
    this.firstNew = roundedUp(before.plus(SKEW));
    this.lastNew = roundedUp(now.plus(SKEW));
  }

  private static Instant roundedUp(Instant time) {
    return Instant.ofEpochSecond(time.plusNanos(999_999_999).getEpochSecond());
  }

  boolean isOld(WrappedDataKey key) {
    return key.madeAt().isBefore(firstNew) || key.madeAt().isAfter(lastNew);
  }

  /** Whether a record is under a new data key, by the id in its header. */
  boolean isNew(RootFormat root, Optional<Long> dataKey) {
    return dataKey
        .flatMap(id -> root.keys().stream().filter(key -> key.id() == id).findFirst())
        .filter(key -> !isOld(key))
        .isPresent();
  }

  /** Whether a root holds an old data key. */
  boolean hasOld(RootFormat root) {
    return root.keys().stream().anyMatch(this::isOld);
  }

  /** The time that a data key made now gets: it must count as new in every later run. */
  Instant madeAt(Instant now) {
    return now.isBefore(firstNew) ? firstNew : now;
  }
}

package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long this process has seen each lease unchanged, by its own monotonic clock. Such a time does
 * not depend on the wall clock of the instance that took the lease, which may be wrong by days.
 * Holds the latest leases, up to a limit. A lease beyond the limit is timed from its next sighting.
 */
final class LeaseSightings {
  static final int CAPACITY = 10_000;

  private record Sighting(long version, long nanos) {}

  private final MonotonicClock clock;
  private final Map<RecordName, Sighting> sightings = new LinkedHashMap<>();

  LeaseSightings(MonotonicClock clock) {
    this.clock = clock;
  }

  /**
   * How long ago this process first saw the record in its present version; zero if it did not see
   * it before.
   */
  synchronized Duration age(RecordSnapshot record) {
    long now = clock.nanos();
    Sighting known = sightings.get(record.name());
    if (known != null && known.version() == record.version()) {
      return Duration.ofNanos(now - known.nanos());
    }
    sightings.remove(record.name());
    sightings.put(record.name(), new Sighting(record.version(), now));
    if (sightings.size() > CAPACITY) {
      sightings.remove(sightings.keySet().iterator().next());
    }
    return Duration.ZERO;
  }
}

package io.github.mondayauth.transit;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The version with which a transit key encrypts, looked up at most once a minute. */
final class LatestVersion {
  static final Duration LIFE = Duration.ofMinutes(1);

  private final TransitServer server;
  private final String name;
  private final LongSupplier nanos;
  private volatile @Nullable Seen seen;

  private record Seen(int version, long at) {}

  LatestVersion(TransitServer server, String name, LongSupplier nanos) {
    this.server = server;
    this.name = name;
    this.nanos = nanos;
  }

  int get() {
    Seen last = seen;
    long now = nanos.getAsLong();
    if (last != null && now - last.at < LIFE.toNanos()) {
      return last.version;
    }
    seen = null;
    int version = server.latestVersion(name);
    seen = new Seen(version, now);
    return version;
  }

  void drop() {
    seen = null;
  }
}

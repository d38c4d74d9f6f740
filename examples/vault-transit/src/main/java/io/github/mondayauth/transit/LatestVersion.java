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
  private volatile @Nullable Cached cached;

  private record Cached(int version, long at) {}

  LatestVersion(TransitServer server, String name, LongSupplier nanos) {
    this.server = server;
    this.name = name;
    this.nanos = nanos;
  }

  int get() {
    Cached last = cached;
    long now = nanos.getAsLong();
    if (last != null && now - last.at < LIFE.toNanos()) {
      return last.version;
    }
    cached = null;
    int version = server.latestVersion(name);
    cached = new Cached(version, now);
    return version;
  }

  void drop() {
    cached = null;
  }
}

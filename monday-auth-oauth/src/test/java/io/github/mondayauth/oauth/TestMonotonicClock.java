package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.credential.MonotonicClock;
import java.util.concurrent.atomic.AtomicLong;

/** A clock on which only pauses take time. Safe for use by several threads. */
final class TestMonotonicClock implements MonotonicClock {
  private final AtomicLong nanos = new AtomicLong();

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public void pause(long length) {
    nanos.addAndGet(length);
  }
}

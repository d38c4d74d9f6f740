package io.github.mondayauth.vault;

import java.util.concurrent.atomic.AtomicInteger;

/** A key ring that fails while it is told to, and counts. */
final class FaultyKeyRing implements KeyRing {
  private final KeyRing ring;
  private final AtomicInteger unwraps = new AtomicInteger();
  private volatile boolean failing;

  FaultyKeyRing(KeyRing ring) {
    this.ring = ring;
  }

  void fail() {
    failing = true;
  }

  void recover() {
    failing = false;
  }

  int unwraps() {
    return unwraps.get();
  }

  @Override
  public String primaryKeyId() {
    check();
    return ring.primaryKeyId();
  }

  @Override
  public Wrapped wrap(byte[] dataKey, KeyContext context) {
    check();
    return ring.wrap(dataKey, context);
  }

  @Override
  public byte[] unwrap(Wrapped wrapped, KeyContext context) {
    unwraps.incrementAndGet();
    check();
    return ring.unwrap(wrapped, context);
  }

  private void check() {
    if (failing) {
      throw new IllegalStateException("the key service does not answer");
    }
  }
}

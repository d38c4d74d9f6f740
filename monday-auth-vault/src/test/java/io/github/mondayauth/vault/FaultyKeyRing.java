package io.github.mondayauth.vault;

/** A key ring that fails between {@link #fail} and {@link #recover}. */
public final class FaultyKeyRing implements KeyRing {
  private final KeyRing ring;
  private volatile boolean isFailing;

  public FaultyKeyRing(KeyRing ring) {
    this.ring = ring;
  }

  public void fail() {
    isFailing = true;
  }

  public void recover() {
    isFailing = false;
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
    check();
    return ring.unwrap(wrapped, context);
  }

  private void check() {
    if (isFailing) {
      throw new IllegalStateException("the key service does not respond");
    }
  }
}

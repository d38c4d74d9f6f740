package io.github.mondayauth;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a few costly objects for reuse, without locks and without belonging to threads: however
 * many virtual threads come by, no more than {@link #COUNT} are kept.
 */
final class ObjectPool<T> {
  private static final int COUNT = 16;

  /** Two threads' slots are this far apart, so as not to share a cache line. */
  private static final int STRIDE = 16;

  private final AtomicReferenceArray<@Nullable T> slots =
      new AtomicReferenceArray<>(COUNT * STRIDE);

  /** Takes the object of this thread's slot, or null if somebody has it. */
  @Nullable T take() {
    int slot = slot();
    return slots.getPlain(slot) == null ? null : slots.getAndSet(slot, null);
  }

  /** Gives an object back, replacing one that was given back meanwhile. */
  void give(T object) {
    slots.setRelease(slot(), object);
  }

  private static int slot() {
    return ((int) Thread.currentThread().getId() & (COUNT - 1)) * STRIDE;
  }
}

package io.github.mondayauth;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A pool of at most {@link #COUNT} expensive objects, without locks. Threads share the slots by
 * their ids, so the bound also holds for any number of virtual threads. Safe for use by several
 * threads.
 */
final class ObjectPool<T> {
  private static final int COUNT = 16;

  /** The distance of two slots, which keeps them on different cache lines. */
  private static final int STRIDE = 16;

  private final AtomicReferenceArray<@Nullable T> slots =
      new AtomicReferenceArray<>(COUNT * STRIDE);

  /** Takes the object in this thread's slot. Returns null if the slot is empty. */
  @Nullable T take() {
    int slot = slot();
    return slots.getPlain(slot) == null ? null : slots.getAndSet(slot, null);
  }

  /** Puts an object into this thread's slot. An object already there is dropped. */
  void give(T object) {
    slots.setRelease(slot(), object);
  }

  private static int slot() {
    return ((int) Thread.currentThread().getId() & (COUNT - 1)) * STRIDE;
  }
}

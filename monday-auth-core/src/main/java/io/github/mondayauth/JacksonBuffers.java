package io.github.mondayauth;

import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;

/**
 * Lends the JSON parser its buffers. Jackson's default keeps them by thread, which with virtual
 * threads keeps none; its others lock, or have no bound.
 */
final class JacksonBuffers implements RecyclerPool<BufferRecycler> {
  private static final long serialVersionUID = 1L;

  private final transient ObjectPool<BufferRecycler> slots = new ObjectPool<>();

  @Override
  public BufferRecycler acquirePooled() {
    BufferRecycler kept = slots.take();
    return kept == null ? new BufferRecycler() : kept;
  }

  @Override
  public void releasePooled(BufferRecycler buffers) {
    slots.give(buffers);
  }
}

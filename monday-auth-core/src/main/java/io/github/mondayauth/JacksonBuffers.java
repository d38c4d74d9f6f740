package io.github.mondayauth;

import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;

/**
 * Lends buffers to Jackson's parsers from a bounded pool without locks. Jackson's default keeps
 * buffers per thread, which reuses none on virtual threads; its other pools lock or are unbounded.
 */
final class JacksonBuffers implements RecyclerPool<BufferRecycler> {
  private static final long serialVersionUID = 1L;

  private final transient ObjectPool<BufferRecycler> pool = new ObjectPool<>();

  @Override
  public BufferRecycler acquirePooled() {
    BufferRecycler pooled = pool.take();
    return pooled == null ? new BufferRecycler() : pooled;
  }

  @Override
  public void releasePooled(BufferRecycler buffers) {
    pool.give(buffers);
  }
}

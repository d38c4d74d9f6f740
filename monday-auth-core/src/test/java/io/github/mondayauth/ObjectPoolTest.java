package io.github.mondayauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.BufferRecycler;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObjectPoolTest {
  private final ObjectPool<Object> pool = new ObjectPool<>();

  @Test
  void lendsAnObjectToOneBorrowerAtATime() {
    Object object = new Object();
    assertThat(pool.take()).isNull();
    pool.give(object);
    assertThat(pool.take()).isSameAs(object);
    assertThat(pool.take()).isNull();
  }

  @Test
  void keepsTheLastObjectOfASlot() {
    Object last = new Object();
    pool.give(new Object());
    pool.give(last);
    assertThat(pool.take()).isSameAs(last);
    assertThat(pool.take()).isNull();
  }

  @Test
  void keepsSixteenObjectsForAnyNumberOfThreads() throws InterruptedException {
    runInThreads(() -> pool.give(new Object()));
    Set<Object> taken = new HashSet<>();
    runInThreads(
        () -> {
          Object object = pool.take();
          if (object != null) {
            taken.add(object);
          }
        });
    assertThat(taken).hasSize(16);
  }

  @Test
  void returnsBuffersToTheSameThread() {
    JacksonBuffers buffers = new JacksonBuffers();
    BufferRecycler first = buffers.acquirePooled();
    assertThat(buffers.acquirePooled()).isNotSameAs(first);
    buffers.releasePooled(first);
    assertThat(buffers.acquirePooled()).isSameAs(first);
  }

  /** Runs a task in 64 threads, one after the other. Their ids differ by little. */
  private static void runInThreads(Runnable task) throws InterruptedException {
    for (int i = 0; i < 64; i++) {
      Thread thread = new Thread(task);
      thread.start();
      thread.join();
    }
  }
}

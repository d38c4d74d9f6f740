package io.github.mondayauth.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * The cost of an operation that was repeated on the calling thread for some time.
 *
 * @param operations how often it ran
 * @param cpuNanos the CPU time of the thread in nanoseconds
 * @param wallNanos the wall-clock time in nanoseconds
 * @param bytes the bytes that the thread allocated
 */
public record Slice(long operations, long cpuNanos, long wallNanos, long bytes) {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Receives the results, so that the JIT does not remove the operations. */
  static volatile long sink;

  /**
   * Repeats an operation.
   *
   * @param operation the operation
   * @param millis the approximate wall-clock time
   * @return the cost
   * @throws Exception if the operation throws it
   */
  public static Slice of(Operation operation, int millis) throws Exception {
    long thread = Thread.currentThread().getId();
    long results = 0;
    long operations = 0;
    int batch = 1;
    long bytes = THREADS.getThreadAllocatedBytes(thread);
    long cpu = THREADS.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long end = start + millis * 1_000_000L;
    long now = start;
    while (now < end) {
      for (int i = 0; i < batch; i++) {
        results += operation.run();
      }
      operations += batch;
      now = System.nanoTime();
      // Reads the clock about a hundred times, however long one operation takes.
      batch = (int) Math.max(1, Math.min(1_000, operations * millis * 10_000L / (now - start)));
    }
    cpu = THREADS.getCurrentThreadCpuTime() - cpu;
    bytes = THREADS.getThreadAllocatedBytes(thread) - bytes;
    sink = results;
    return new Slice(operations, cpu, now - start, bytes);
  }

  /**
   * The CPU time of one operation.
   *
   * @return nanoseconds
   */
  public double cpuPerOperation() {
    return (double) cpuNanos / operations;
  }

  /**
   * The memory that one operation allocates.
   *
   * @return bytes
   */
  public double bytesPerOperation() {
    return (double) bytes / operations;
  }
}

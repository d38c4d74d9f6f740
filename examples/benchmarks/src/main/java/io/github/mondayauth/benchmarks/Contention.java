package io.github.mondayauth.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How much more an operation costs if two threads run it concurrently.
 *
 * @param ratio the CPU time of one operation with two threads, divided by that with one thread: the
 *     median of the slices; 1 means that the threads do not slow each other down
 * @param blocked how often a thread waited for a lock
 */
public record Contention(double ratio, long blocked) {
  private static final int MILLIS = 100;

  /**
   * Measures an operation that is already warmed up.
   *
   * @param operation the operation
   * @param slices how many slices to run with one thread, and with two
   * @return the result
   * @throws Exception if the operation throws it
   */
  public static Contention measure(Operation operation, int slices) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      double[] ratios = new double[slices];
      long blocked = 0;
      for (int i = 0; i < slices; i++) {
        Share alone = share(threads, operation, 1);
        Share together = share(threads, operation, 2);
        ratios[i] = together.cpuPerOperation() / alone.cpuPerOperation();
        blocked += together.blocked();
      }
      return new Contention(PairedMeasurement.median(ratios), blocked);
    } finally {
      threads.shutdown();
    }
  }

  private static Share share(ExecutorService threads, Operation operation, int count)
      throws InterruptedException, ExecutionException {
    List<Future<Share>> running = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      running.add(threads.submit(() -> Share.of(operation)));
    }
    double cpu = 0;
    long blocked = 0;
    for (Future<Share> share : running) {
      cpu += share.get().cpuPerOperation();
      blocked += share.get().blocked();
    }
    return new Share(cpu / count, blocked);
  }

  private record Share(double cpuPerOperation, long blocked) {
    static Share of(Operation operation) throws Exception {
      long before = timesBlocked();
      Slice slice = Slice.of(operation, MILLIS);
      return new Share(slice.cpuPerOperation(), timesBlocked() - before);
    }

    private static long timesBlocked() {
      return ManagementFactory.getThreadMXBean()
          .getThreadInfo(Thread.currentThread().getId())
          .getBlockedCount();
    }
  }
}

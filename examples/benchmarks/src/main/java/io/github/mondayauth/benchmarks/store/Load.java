package io.github.mondayauth.benchmarks.store;

import io.github.mondayauth.benchmarks.PairedMeasurement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs operations of two stores alternately on several threads, and compares their throughput. */
final class Load implements AutoCloseable {
  private static final int MILLIS = 150;
  private static final int SLICES = 31;
  private static final int WARM_UP = 40;

  private final int threads;
  private final ExecutorService workers;

  Load(int threads) {
    this.threads = threads;
    this.workers = Executors.newFixedThreadPool(threads);
  }

  /**
   * The throughput of two operations.
   *
   * @param ratio the throughput of the first divided by that of the second: the median of the
   *     slices
   * @param first operations per second of the first: the median
   * @param second operations per second of the second: the median
   */
  record Throughput(double ratio, double first, double second) {}

  /** An operation on the user with a given index. */
  interface OnUser {
    void run(int user) throws Exception;
  }

  /** Runs two operations alternately, each on random users out of its own number of users. */
  Throughput compare(OnUser first, int firstUsers, OnUser second, int secondUsers)
      throws Exception {
    double[] ratios = new double[SLICES];
    double[] firsts = new double[SLICES];
    double[] seconds = new double[SLICES];
    for (int i = -WARM_UP; i < SLICES; i++) {
      double ofFirst = slice(first, firstUsers);
      double ofSecond = slice(second, secondUsers);
      if (i >= 0) {
        ratios[i] = ofFirst / ofSecond;
        firsts[i] = ofFirst;
        seconds[i] = ofSecond;
      }
    }
    return new Throughput(
        PairedMeasurement.median(ratios),
        PairedMeasurement.median(firsts),
        PairedMeasurement.median(seconds));
  }

  /** Runs an operation once for each index from 0 to {@code count - 1}. */
  void forEach(int count, OnUser operation) throws Exception {
    AtomicInteger next = new AtomicInteger();
    all(
        () -> {
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            operation.run(i);
          }
          return 0L;
        });
  }

  private double slice(OnUser operation, int users) throws Exception {
    long start = System.nanoTime();
    long end = start + MILLIS * 1_000_000L;
    long operations =
        all(
            () -> {
              long done = 0;
              while (System.nanoTime() < end) {
                operation.run(ThreadLocalRandom.current().nextInt(users));
                done++;
              }
              return done;
            });
    return operations * 1e9 / (System.nanoTime() - start);
  }

  private long all(Callable<Long> work) throws Exception {
    List<Future<Long>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      running.add(workers.submit(work));
    }
    long sum = 0;
    for (Future<Long> worker : running) {
      sum += worker.get();
    }
    return sum;
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}

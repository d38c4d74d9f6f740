package io.github.mondayauth.benchmarks.store;

import io.github.mondayauth.benchmarks.Paired;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Several threads that use two stores in turn, on the clock. */
final class Load implements AutoCloseable {
  private static final int MILLIS = 150;
  private static final int SLICES = 31;
  private static final int WARM_UP = 10;

  private final int threads;
  private final ExecutorService workers;

  Load(int threads) {
    this.threads = threads;
    this.workers = Executors.newFixedThreadPool(threads);
  }

  /**
   * What came out.
   *
   * @param ratio operations per second of the first over the second: the median of the slices
   * @param first operations per second of the first: the median
   * @param second operations per second of the second: the median
   */
  record Throughput(double ratio, double first, double second) {}

  /** An operation on one of so many users. */
  interface OnUser {
    void run(int user) throws Exception;
  }

  /** Runs both in turn, each on users picked at random from its own number of them. */
  Throughput compare(OnUser first, int firstUsers, OnUser second, int secondUsers)
      throws Exception {
    double[] ratios = new double[SLICES];
    double[] firsts = new double[SLICES];
    double[] seconds = new double[SLICES];
    for (int i = -WARM_UP; i < SLICES; i++) {
      double ours = slice(first, firstUsers);
      double theirs = slice(second, secondUsers);
      if (i >= 0) {
        ratios[i] = ours / theirs;
        firsts[i] = ours;
        seconds[i] = theirs;
      }
    }
    return new Throughput(Paired.median(ratios), Paired.median(firsts), Paired.median(seconds));
  }

  /** Runs once for each number below {@code count}. */
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

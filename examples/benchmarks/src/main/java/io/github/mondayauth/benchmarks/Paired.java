package io.github.mondayauth.benchmarks;

import java.util.Arrays;

/**
 * A subject and the limit, in turn on one thread in slices of about 100 ms, so that whatever slows
 * the machine slows both. The cost is the CPU time of the thread.
 *
 * @param ratio the cost of the subject over that of the limit: the median of the slices
 * @param limitNanos the CPU time of the limit, nanoseconds an operation: the median
 * @param bytes what the subject allocates, bytes an operation: the least of the slices
 */
public record Paired(double ratio, double limitNanos, double bytes) {
  private static final int MILLIS = 100;

  /**
   * Measures, after a warm-up of both.
   *
   * @param subject what is compared
   * @param limit what it is compared with
   * @param warmUpMillis for how much CPU time the subject runs unmeasured
   * @param slices how many slices of each
   * @return the comparison
   * @throws Exception what either throws
   */
  public static Paired measure(Operation subject, Operation limit, int warmUpMillis, int slices)
      throws Exception {
    long warm = 0;
    while (warm < warmUpMillis * 1_000_000L) {
      // By CPU time: on a busy machine the clock runs on without us.
      warm += Slice.of(subject, MILLIS).cpuNanos();
      Slice.of(limit, MILLIS);
    }
    double[] ratios = new double[slices];
    double[] limits = new double[slices];
    double[] bytes = new double[slices];
    for (int i = 0; i < slices; i++) {
      Slice ours = Slice.of(subject, MILLIS);
      Slice theirs = Slice.of(limit, MILLIS);
      ratios[i] = ours.cpuPerOperation() / theirs.cpuPerOperation();
      limits[i] = theirs.cpuPerOperation();
      bytes[i] = ours.bytesPerOperation();
    }
    return new Paired(median(ratios), median(limits), Arrays.stream(bytes).min().orElseThrow());
  }

  /**
   * The middle one.
   *
   * @param values at least one value
   * @return the median
   */
  public static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}

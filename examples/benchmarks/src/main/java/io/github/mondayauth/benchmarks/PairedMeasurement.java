package io.github.mondayauth.benchmarks;

import java.util.Arrays;

/**
 * Compares a subject with the limit. Both run alternately on one thread, in slices of about 100 ms,
 * so other load on the machine slows both equally. The cost is the CPU time of the thread.
 *
 * @param ratio the cost of the subject divided by that of the limit: the median of the slices
 * @param limitNanos the CPU time of one operation of the limit in nanoseconds: the median
 * @param bytes the bytes that one operation of the subject allocates: the minimum of the slices
 */
public record PairedMeasurement(double ratio, double limitNanos, double bytes) {
  private static final int MILLIS = 100;

  /**
   * Warms up both operations, and measures them.
   *
   * @param subject the operation to compare
   * @param limit the operation to compare it with
   * @param warmUpMillis the CPU time of the subject's warm-up
   * @param slices how many slices to measure of each
   * @return the result
   * @throws Exception if one of the operations throws it
   */
  public static PairedMeasurement measure(
      Operation subject, Operation limit, int warmUpMillis, int slices) throws Exception {
    long warm = 0;
    while (warm < warmUpMillis * 1_000_000L) {
      // Measured in CPU time, since wall-clock time passes while a busy machine runs other threads.
      warm += Slice.of(subject, MILLIS).cpuNanos();
      Slice.of(limit, MILLIS);
    }
    double[] ratios = new double[slices];
    double[] limits = new double[slices];
    double[] bytes = new double[slices];
    for (int i = 0; i < slices; i++) {
      Slice ofSubject = Slice.of(subject, MILLIS);
      Slice ofLimit = Slice.of(limit, MILLIS);
      ratios[i] = ofSubject.cpuPerOperation() / ofLimit.cpuPerOperation();
      limits[i] = ofLimit.cpuPerOperation();
      bytes[i] = ofSubject.bytesPerOperation();
    }
    return new PairedMeasurement(
        median(ratios), median(limits), Arrays.stream(bytes).min().orElseThrow());
  }

  /**
   * The median.
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

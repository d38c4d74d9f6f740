package io.github.mondayauth.benchmarks;

/** An operation to measure. */
@FunctionalInterface
public interface Operation {
  /**
   * Runs the operation once.
   *
   * @return a value that depends on the whole result, so that the JIT cannot remove any work
   * @throws Exception if the operation fails, which aborts the measurement
   */
  long run() throws Exception;
}

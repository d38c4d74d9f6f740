package io.github.mondayauth.benchmarks;

/** What is measured. */
@FunctionalInterface
public interface Operation {
  /**
   * Runs once.
   *
   * @return something that depends on all of the work, so that none of it is optimized away
   * @throws Exception whatever goes wrong; it ends the measurement
   */
  long run() throws Exception;
}

package io.github.mondayauth.cli;

import java.time.InstantSource;

/**
 * What the commands share.
 *
 * @param environment the environment of the process
 * @param settings the settings in that environment
 * @param output where results go
 * @param time the time
 */
record CliContext(Environment environment, Settings settings, Output output, InstantSource time) {
  /** Returns a progress line on standard error. */
  ProgressLine progress(long total) {
    return new ProgressLine(output.err(), environment, time, total);
  }
}

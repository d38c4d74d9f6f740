package io.github.mondayauth.benchmarks.verify;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** {@code run jmh}: runs {@link VerifyJmh} with the command-line options of JMH. */
final class JmhCommand {
  private JmhCommand() {}

  /** Prints JMH's report. */
  public static void main(String[] arguments) throws Exception {
    Options options =
        new OptionsBuilder()
            .parent(new CommandLineOptions(arguments))
            .include(VerifyJmh.class.getSimpleName())
            .build();
    new Runner(options).run();
  }
}

package io.github.mondayauth.cli;

import picocli.CommandLine.Option;

/** The options of every command. */
final class CommonOptions {
  @Option(names = "--json", description = "Prints one JSON object; the README lists its fields.")
  private boolean isJson;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this help.")
  private boolean isHelp;

  boolean isJson() {
    return isJson && !isHelp;
  }
}

package io.github.mondayauth.cli;

import io.github.mondayauth.oauth.Connector;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the connectors file. */
final class ConnectorOptions {
  @Option(
      names = "--connectors",
      paramLabel = "FILE",
      description = "The JSON file of the application's connectors. Default: MONDAY_CONNECTORS.")
  private @Nullable String file;

  /** Returns the connectors, or null if no file is named. */
  Connector @Nullable [] find(CliContext context) {
    String path = file == null ? context.environment().variable("MONDAY_CONNECTORS") : file;
    return path == null || path.isEmpty() ? null : ConnectorFile.read(context.settings(), path);
  }

  /** Returns the connectors, and fails if no file is named. */
  Connector[] require(CliContext context, String remedy) {
    Connector[] connectors = find(context);
    if (connectors == null) {
      throw CliException.usage("expected a connectors file, found none", remedy);
    }
    return connectors;
  }
}

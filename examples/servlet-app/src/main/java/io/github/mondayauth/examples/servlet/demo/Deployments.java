package io.github.mondayauth.examples.servlet.demo;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.examples.servlet.ServletApp;
import io.github.mondayauth.examples.servlet.WebServer;
import io.github.mondayauth.oauth.ConnectorCheck;
import io.github.mondayauth.oauth.MaintenanceReport;
import java.time.InstantSource;
import java.util.List;

/**
 * The running application, and a new deployment of it with a mistyped client secret of the issue
 * tracker, which an operator checks before it gets any requests.
 */
final class Deployments {
  private final DemoEnvironment environment;
  private final InstantSource clock;
  private final ServletApp running;

  Deployments(DemoEnvironment environment, InstantSource clock, ServletApp running) {
    this.environment = environment;
    this.clock = clock;
    this.running = running;
  }

  /** Runs the maintenance of the running application, which its scheduler would do. */
  MaintenanceReport maintain() {
    return running.maintain();
  }

  /** Checks the configuration of the running application. */
  List<ConnectorCheck> check() {
    return running.check();
  }

  /** Starts the new deployment, checks its configuration, and stops it. */
  List<ConnectorCheck> checkMistyped() throws Exception {
    try (ServletApp mistyped =
        new ServletApp(
            WebServer.open(0),
            environment.settingsWithMistypedSecret(),
            new AuthListener() {},
            clock)) {
      return mistyped.check();
    }
  }

  /** What was found about a connector's client id and client secret. */
  static ConnectorCheck.Finding client(ConnectorCheck check) {
    return check.findings().stream()
        .filter(finding -> finding.subject() == ConnectorCheck.Subject.CLIENT)
        .findFirst()
        .orElseThrow();
  }

  /** What an operator reads about a connector's client, as one sentence. */
  static String sentence(ConnectorCheck check) {
    ConnectorCheck.Finding client = client(check);
    String outcome =
        switch (client.outcome()) {
          case GOOD -> "works";
          case BAD -> "does not work";
          case CANNOT_TELL -> "cannot be checked";
        };
    return DemoEnvironment.title(check.connection())
        + " "
        + outcome
        + ": "
        + client.message()
        + ".";
  }
}

package io.github.mondayauth.examples.servlet.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.examples.servlet.ServletApp;
import io.github.mondayauth.examples.servlet.WebServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's walk, as its command line runs it. */
class DemoWalkTest {
  @TempDir Path folder;

  @Test
  void passesEveryStepAndShowsNamesInsteadOfIds() throws Exception {
    DemoClock clock = new DemoClock();
    WebServer server = WebServer.open(0);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (DemoEnvironment environment =
        new DemoEnvironment(folder, URI.create("http://localhost:" + server.port()), clock)) {
      DemoLog log = new DemoLog(environment, new Story());
      try (ServletApp app = new ServletApp(server, environment.settings(), log, clock)) {
        Deployments deployments = new Deployments(environment, clock, app);
        DatabaseView database = new DatabaseView(environment, environment.sqlite());
        PrintStream out = new PrintStream(printed, true, UTF_8);
        DemoScript script = new DemoScript(environment, clock, deployments, database, out);
        boolean isSuccessful = script.run();

        String text = printed.toString(UTF_8);
        assertThat(isSuccessful).as(text).isTrue();
        assertThat(text)
            .contains("A day passes", "with the link in a notification", "to the agent")
            .contains("from a view", "workflow block", "mistyped client secret");
        environment
            .people()
            .forEach(
                user ->
                    assertThat(text + log.json())
                        .doesNotContain(
                            String.valueOf(user.id()), String.valueOf(user.accountId())));
      }
    }
  }
}

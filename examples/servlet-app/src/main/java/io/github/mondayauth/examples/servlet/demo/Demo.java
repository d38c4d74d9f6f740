package io.github.mondayauth.examples.servlet.demo;

import io.github.mondayauth.examples.servlet.ServletApp;
import io.github.mondayauth.examples.servlet.WebServer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Request;

/** Starts the demo: on a page, or as a walk. */
public final class Demo {
  private Demo() {}

  /**
   * Runs the demo.
   *
   * @param arguments a folder of its own, and {@code page} or {@code walk}
   * @throws Exception if it cannot start
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    clear(folder);
    DemoClock clock = new DemoClock();
    WebServer server = WebServer.open(0);
    boolean right;
    try (Stage stage = new Stage(folder, URI.create("http://localhost:" + server.port()), clock)) {
      Log log = new Log(stage);
      server.log(
          (request, response) ->
              log.answered(
                  request.getMethod(), Request.getPathInContext(request), response.getStatus()));
      try (ServletApp app =
          new ServletApp(server, stage.settingsWithMailer(stage.sqlite()), log, clock)) {
        DatabaseView database = new DatabaseView(stage.sqlite());
        if (arguments[1].equals("walk")) {
          right = new Walk(stage, clock, database, out()).run();
        } else {
          Play play = new Play(stage, clock, log);
          try (PageServer page = new PageServer(stage, play, log, database)) {
            out().println("\nThe demo is at " + page.address() + "   (Ctrl-C ends it)\n");
            app.join();
          }
          right = true;
        }
      }
    }
    System.exit(right ? 0 : 1);
  }

  private static PrintStream out() {
    return new PrintStream(System.out, true, StandardCharsets.UTF_8);
  }

  private static void clear(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}

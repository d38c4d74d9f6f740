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
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Starts the demo, with a page or with the script. */
public final class Demo {
  /** The refusals that the attacks cause; kept here, since the log manager drops unused loggers. */
  private static final Logger REFUSALS = Logger.getLogger("io.github.mondayauth.servlet");

  private Demo() {}

  /**
   * Runs the demo.
   *
   * @param arguments the folder of the demo's files, which is cleared first, and {@code page} or
   *     {@code walk}
   * @throws Exception if the demo cannot start
   */
  public static void main(String[] arguments) throws Exception {
    REFUSALS.setLevel(Level.WARNING);
    Path folder = Path.of(arguments[0]);
    clear(folder);
    DemoClock clock = new DemoClock();
    Story story = new Story();
    WebServer server = WebServer.open(0);
    boolean isSuccessful;
    try (DemoEnvironment environment =
        new DemoEnvironment(folder, URI.create("http://localhost:" + server.port()), clock)) {
      DemoLog log = new DemoLog(environment, story);
      server.filter("/*", new BrowserFilter(log));
      try (ServletApp app = new ServletApp(server, environment.settings(), log, clock)) {
        Deployments deployments = new Deployments(environment, clock, app);
        DatabaseView database = new DatabaseView(environment, environment.sqlite());
        if (arguments[1].equals("walk")) {
          isSuccessful = new DemoScript(environment, clock, deployments, database, out()).run();
        } else {
          DemoActions actions = new DemoActions(environment, clock, log, story, deployments);
          try (PageServer page = new PageServer(environment, actions, log, story, database)) {
            boolean isOpen = SystemBrowser.open(page.address());
            String verb = isOpen ? "Your browser opens the demo at " : "Open the demo at ";
            out().println("\n" + verb + page.address() + "   (stop it with Ctrl-C)\n");
            app.join();
          }
          isSuccessful = true;
        }
      }
    }
    System.exit(isSuccessful ? 0 : 1);
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

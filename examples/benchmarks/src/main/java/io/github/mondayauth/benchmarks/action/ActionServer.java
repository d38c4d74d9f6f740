package io.github.mondayauth.benchmarks.action;

import com.sun.management.OperatingSystemMXBean;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.Secret;
import io.github.mondayauth.benchmarks.store.Database;
import io.github.mondayauth.benchmarks.verify.RequestTokens;
import io.github.mondayauth.servlet.MondayRequestFilter;
import io.github.mondayauth.vault.KeyRing;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** One instance of a subject: the same Jetty and the same connection pool for all subjects. */
final class ActionServer implements AutoCloseable {
  /** The names of the subjects. */
  static final List<String> SUBJECTS = List.of("mondayAuth", "spring", "bare");

  /** The environment variable with the key ring. */
  static final String KEYS = "BENCHMARK_KEYS";

  private final Server server = new Server();
  private final ServerConnector connector;

  /** Starts a subject on any free port of localhost. */
  ActionServer(String subject, DataSource source, Secret keys) throws Exception {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    // The clients keep their connections while they send requests to other subjects.
    connector.setIdleTimeout(Duration.ofMinutes(30).toMillis());
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(new ServletHolder(servlet(subject, source, keys)), RequestTokens.ENDPOINT);
    if (subject.equals("mondayAuth")) {
      context.addFilter(
          new FilterHolder(new MondayRequestFilter(MondayAuthAction.app().requestVerifier())),
          RequestTokens.ENDPOINT,
          EnumSet.of(DispatcherType.REQUEST));
    }
    server.setHandler(context);
    server.start();
  }

  private static HttpServlet servlet(String subject, DataSource source, Secret keys) {
    return switch (subject) {
      case "mondayAuth" ->
          new MondayAuthAction(MondayAuthAction.connections(source, KeyRing.of(keys)));
      case "spring" -> new HmacServlet(new SpringStore(source));
      case "bare" -> new HmacServlet(new BareStore(source));
      default -> throw new IllegalArgumentException("Expected a subject, found " + subject);
    };
  }

  int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The server did not stop", e);
    }
  }

  /**
   * Prints the port, then the CPU time of this process in nanoseconds for every line that it reads,
   * and ends with its input. The arguments are the subject and the port of PostgreSQL.
   */
  public static void main(String[] arguments) throws Exception {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Secret keys = Secret.of(System.getenv(KEYS));
    int postgres = Integer.parseInt(arguments[1]);
    try (HikariDataSource pool = Database.postgresPool(postgres, ActionData.NAME);
        ActionServer server = new ActionServer(arguments[0], pool, keys);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println(server.port());
      while (in.readLine() != null) {
        System.out.println(system.getProcessCpuTime());
      }
    }
  }
}

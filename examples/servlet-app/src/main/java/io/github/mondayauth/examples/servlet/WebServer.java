package io.github.mondayauth.examples.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;

/**
 * An embedded Jetty server. Keep its log level at INFO: at DEBUG it prints queries and cookies,
 * which are secret while an authorization is in progress.
 */
public final class WebServer implements AutoCloseable {
  private final Server server = new Server();
  private final ServerConnector connector;
  private final ServletContextHandler context = new ServletContextHandler("/");

  private WebServer(int port) throws IOException {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setPort(port);
    connector.open();
    server.addConnector(connector);
    server.setHandler(context);
    context.setErrorHandler(quiet(new ErrorPageErrorHandler()));
    server.setErrorHandler(quiet(new ErrorHandler()));
  }

  /** Binds the port (0 for any free port); {@link #start} starts to serve requests. */
  public static WebServer open(int port) throws IOException {
    return new WebServer(port);
  }

  public int port() {
    return connector.getLocalPort();
  }

  void serve(String path, HttpServlet servlet) {
    context.addServlet(new ServletHolder(servlet), path);
  }

  /** Adds a filter, behind those that were added before it. */
  public void filter(String path, Filter filter) {
    context.addFilter(new FilterHolder(filter), path, EnumSet.of(DispatcherType.REQUEST));
  }

  void start() throws Exception {
    server.start();
  }

  /** Lets requests in progress finish before the process exits. */
  void finishRequestsAtShutdown(Duration timeout) {
    server.setStopTimeout(timeout.toMillis());
    server.setStopAtShutdown(true);
  }

  /** Keeps internal details out of the container's error pages. */
  private static ErrorHandler quiet(ErrorHandler handler) {
    handler.setShowStacks(false);
    handler.setShowCauses(false);
    handler.setShowMessageInTitle(false);
    return handler;
  }

  void join() throws InterruptedException {
    server.join();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The server did not stop", e);
    }
    connector.close();
  }
}

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
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;

/**
 * Embedded Jetty. Its log stays at INFO: at DEBUG it prints queries and cookies, which are secrets
 * for as long as an authorization lasts.
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

  /** Takes the port, 0 for any, and answers nobody before {@link #start}. */
  public static WebServer open(int port) throws IOException {
    return new WebServer(port);
  }

  public int port() {
    return connector.getLocalPort();
  }

  void serve(String path, HttpServlet servlet) {
    context.addServlet(new ServletHolder(servlet), path);
  }

  void filter(String path, Filter filter) {
    context.addFilter(new FilterHolder(filter), path, EnumSet.of(DispatcherType.REQUEST));
  }

  public void log(RequestLog log) {
    server.setRequestLog(log);
  }

  void start() throws Exception {
    server.start();
  }

  /** When the process is told to end, requests under way are finished first. */
  void finishRequestsAtShutdown(Duration atMost) {
    server.setStopTimeout(atMost.toMillis());
    server.setStopAtShutdown(true);
  }

  /** Error pages of the container say nothing of what went on inside. */
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
      throw new IllegalStateException("the server did not stop", e);
    }
    connector.close();
  }
}

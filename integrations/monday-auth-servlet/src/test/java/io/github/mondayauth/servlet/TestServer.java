package io.github.mondayauth.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A servlet container on a free port, which is known before the container starts. */
interface TestServer extends AutoCloseable {
  HttpClient CLIENT = HttpClient.newHttpClient();

  URI origin();

  /** Maps a filter, for all types of dispatches. */
  void filter(Filter filter, String pattern);

  void servlet(HttpServlet servlet, String... patterns);

  void start() throws Exception;

  @Override
  void close();

  default URI at(String path) {
    return URI.create(origin() + path);
  }

  default HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The containers to test with. */
  enum Container {
    JETTY,
    TOMCAT;

    /** A server whose application has a context path, which is empty or starts with a slash. */
    TestServer open(String contextPath) throws Exception {
      return this == JETTY ? new Jetty(contextPath) : new TomcatServer(contextPath);
    }
  }

  /** Jetty 12 with Servlet 6.1. */
  final class Jetty implements TestServer {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ServletContextHandler context;

    Jetty(String contextPath) throws Exception {
      context = new ServletContextHandler(contextPath.isEmpty() ? "/" : contextPath);
      connector.open();
      server.addConnector(connector);
      server.setHandler(context);
    }

    @Override
    public URI origin() {
      return URI.create("http://localhost:" + connector.getLocalPort());
    }

    @Override
    public void filter(Filter filter, String pattern) {
      FilterHolder holder = new FilterHolder(filter);
      holder.setAsyncSupported(true);
      context.addFilter(holder, pattern, EnumSet.allOf(DispatcherType.class));
    }

    @Override
    public void servlet(HttpServlet servlet, String... patterns) {
      ServletHolder holder = new ServletHolder(servlet);
      holder.setAsyncSupported(true);
      for (String pattern : patterns) {
        context.addServlet(holder, pattern);
      }
    }

    @Override
    public void start() throws Exception {
      server.start();
    }

    @Override
    public void close() {
      try {
        server.stop();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      connector.close();
    }
  }

  /** Tomcat 11 with Servlet 6.1. */
  final class TomcatServer implements TestServer {
    private final Tomcat tomcat = new Tomcat();
    private final Context context;
    private int names;

    TomcatServer(String contextPath) throws Exception {
      tomcat.setBaseDir(System.getProperty("java.io.tmpdir") + "/tomcat");
      tomcat.setPort(0);
      tomcat.setSilent(true);
      context = tomcat.addContext(contextPath, System.getProperty("java.io.tmpdir"));
      tomcat.getConnector();
      tomcat.init();
    }

    @Override
    public URI origin() {
      return URI.create("http://localhost:" + tomcat.getConnector().getLocalPort());
    }

    @Override
    public void filter(Filter filter, String pattern) {
      FilterDef definition = new FilterDef();
      definition.setFilterName("filter" + names++);
      definition.setFilter(filter);
      definition.setAsyncSupported("true");
      context.addFilterDef(definition);
      FilterMap map = new FilterMap();
      map.setFilterName(definition.getFilterName());
      map.addURLPattern(pattern);
      for (DispatcherType type : DispatcherType.values()) {
        map.setDispatcher(type.name());
      }
      context.addFilterMap(map);
    }

    @Override
    public void servlet(HttpServlet servlet, String... patterns) {
      Wrapper wrapper = Tomcat.addServlet(context, "servlet" + names++, servlet);
      wrapper.setAsyncSupported(true);
      for (String pattern : patterns) {
        context.addServletMapping(pattern, wrapper.getName());
      }
    }

    @Override
    public void start() throws Exception {
      tomcat.start();
    }

    @Override
    public void close() {
      try {
        tomcat.stop();
        tomcat.destroy();
      } catch (LifecycleException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}

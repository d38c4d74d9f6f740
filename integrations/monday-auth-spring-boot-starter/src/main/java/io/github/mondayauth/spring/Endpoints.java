package io.github.mondayauth.spring;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Reply;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Step;
import io.github.mondayauth.servlet.AppLifecycleServlet;
import io.github.mondayauth.servlet.ServletAdapter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.web.HttpRequestHandler;

/** The library's endpoints as handlers of Spring MVC. */
final class Endpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

  private Endpoints() {}

  /** The authorization URL. */
  static HttpRequestHandler authorize(Connections connections) {
    return browser(List.of("GET"), connections::begin);
  }

  /** The callbacks of consent screens and forms. */
  static HttpRequestHandler callback(Connections connections) {
    return browser(List.of("GET", "POST"), connections::resume);
  }

  /** Other methods include HEAD, for which a handler of Spring MVC would use up a callback. */
  private static HttpRequestHandler browser(
      List<String> methods, Function<BrowserRequest, Step> endpoint) {
    Reply notAllowed = Reply.of(405, Map.of("Allow", String.join(", ", methods)), List.of(), "");
    return (request, response) ->
        ServletAdapter.send(
            methods.contains(request.getMethod()) ? reply(request, endpoint) : notAllowed,
            response);
  }

  private static Reply reply(HttpServletRequest request, Function<BrowserRequest, Step> endpoint)
      throws IOException {
    Step step = endpoint.apply(ServletAdapter.browserRequest(request));
    if (step instanceof Step.Refused refused) {
      LOG.info("{} refused: {}", request.getMethod(), refused.cause().toString());
    }
    return step.reply();
  }

  /**
   * The app lifecycle webhook. A proven uninstall deletes what is stored for the account. Then
   * every verified event is published to the application's listeners.
   */
  static HttpRequestHandler lifecycle(
      MondayApp app, @Nullable Connections connections, ApplicationEventPublisher publisher) {
    AppLifecycleServlet servlet =
        new AppLifecycleServlet(
            app.appLifecycleVerifier(), event -> handle(event, connections, publisher));
    return servlet::service;
  }

  private static void handle(
      AppLifecycleEvent event,
      @Nullable Connections connections,
      ApplicationEventPublisher publisher) {
    if (connections != null) {
      connections.forget(event);
    }
    publisher.publishEvent(event);
  }
}

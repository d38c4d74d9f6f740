package io.github.mondayauth.oauth;

import io.github.mondayauth.Secret;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A provider inside the test, which responds as a test says and records every request, and Ada, who
 * connects it.
 */
final class ProviderBench implements AutoCloseable {
  static final String CODE = "c0de";
  static final Secret SECRET = Secret.of("s3cret");

  final OAuthFixture fixture = new OAuthFixture();
  final DirectBrowser browser = new DirectBrowser();
  final List<HttpTransport.Request> requests = new ArrayList<>();
  private final Deque<HttpTransport> responses = new ArrayDeque<>();

  static OAuthServer server() {
    return OAuthServer.of(
        URI.create("https://svc.example/authorize"), URI.create("https://svc.example/token"));
  }

  Connections connections(OAuthServer server) {
    return connections(server, connector -> connector);
  }

  Connections connections(OAuthServer server, UnaryOperator<OAuthConnector> options) {
    return fixture.add(
        Connections.builder(
                fixture.mondayApp(),
                fixture.vault(),
                options.apply(Connector.oauth("svc", server, "id", SECRET)))
            .insecureWithoutConfirmation()
            .httpTransport(this::respond));
  }

  private HttpTransport.Response respond(HttpTransport.Request request) throws IOException {
    requests.add(request);
    HttpTransport next = responses.poll();
    if (next == null) {
      throw new AssertionError("expected no request, found " + request);
    }
    return next.send(request);
  }

  /** Adds a response to the requests that follow. */
  ProviderBench then(int status, String body) {
    return then(request -> new HttpTransport.Response(status, Map.of(), body));
  }

  ProviderBench then(HttpTransport response) {
    responses.add(response);
    return this;
  }

  /** Ada opens the authorization URL; returns the redirect to the consent screen. */
  URI consentScreen(Connections connections) {
    return DirectBrowser.location(browser.open(connections, fixture.recipe(fixture.ada)));
  }

  /** Ada opens the authorization URL and consents. */
  Step connect(Connections connections) {
    return callback(connections, consentScreen(connections), "");
  }

  /** The provider returns Ada with a code and more parameters. */
  Step callback(Connections connections, URI consentScreen, String more) {
    return browser.open(connections, callbackUri(consentScreen, more));
  }

  URI callbackUri(URI consentScreen, String more) {
    String state = DirectBrowser.parameter(consentScreen, "state");
    return URI.create(
        fixture.testApp.origin() + "/callback/svc?code=" + CODE + "&state=" + state + more);
  }

  Credential credential(Connections connections) {
    return connections.credential(fixture.adaUser(), "svc");
  }

  ConnectionStatus status(Connections connections) {
    return connections.admin().list(fixture.adaUser().account()).get(0);
  }

  HttpTransport.Request last() {
    return requests.get(requests.size() - 1);
  }

  @Override
  public void close() {
    fixture.close();
  }
}

package io.github.mondayauth.testkit;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * Stands in for the application: replies to every request with 200, and to a POST with its body.
 */
final class Recorder implements AutoCloseable {
  private final FakeServer server = new FakeServer();

  Recorder() {
    server.route("GET /", request -> FakeResponse.of(200, "text/plain", "here"));
    server.route("POST /", request -> FakeResponse.of(200, "application/json", request.body()));
    server.start();
  }

  URI at(String path) {
    return server.at(path);
  }

  List<ReceivedRequest> received() {
    return server.received();
  }

  ReceivedRequest last() {
    List<ReceivedRequest> all = server.received();
    return all.get(all.size() - 1);
  }

  Map<String, String> parameters() {
    return last().parameters();
  }

  @Override
  public void close() {
    server.close();
  }
}

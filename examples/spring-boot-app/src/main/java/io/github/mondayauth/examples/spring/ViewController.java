package io.github.mondayauth.examples.spring;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.SessionClaims;
import io.github.mondayauth.oauth.Connections;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The endpoints of the app's views, which send their session token in {@code Authorization}. */
@RestController
class ViewController {
  private final MondayApp app;
  private final Connections connections;

  ViewController(MondayApp app, Connections connections) {
    this.app = app;
    this.connections = connections;
  }

  /**
   * A link with which the viewer connects what is missing. The view opens it in a new tab, and then
   * calls {@code /view/connections} until the connections are there.
   */
  @PostMapping("/view/link")
  Map<String, URI> link(SessionClaims claims) {
    URI done = URI.create(app.baseUri() + "/connected");
    return Map.of("link", connections.link(claims, done).toUri());
  }

  /** The services that the viewer has connected. */
  @PostMapping("/view/connections")
  Set<String> connections(SessionClaims claims) {
    return connections.connected(claims.user());
  }
}

package io.github.mondayauth.examples.spring;

import io.github.mondayauth.SessionClaims;
import io.github.mondayauth.oauth.Connections;
import java.util.Set;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The endpoints of the app's views, which send their session token in {@code Authorization}. */
@RestController
class ViewController {
  private final Connections connections;

  ViewController(Connections connections) {
    this.connections = connections;
  }

  /** The services that the viewer has connected. */
  @PostMapping("/view/connections")
  Set<String> connections(SessionClaims claims) {
    return connections.connected(claims.user());
  }
}

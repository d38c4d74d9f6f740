package io.github.mondayauth.examples.spring;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.oauth.ConnectionStatus;
import io.github.mondayauth.oauth.Connections;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A page for the app's operators, which Spring Security protects as everything else. */
@RestController
class OperatorController {
  private final Connections connections;

  OperatorController(Connections connections) {
    this.connections = connections;
  }

  /** Who has connected what, without secrets. */
  @GetMapping("/operator/accounts/{account}")
  List<String> connections(@PathVariable long account) {
    return connections.admin().list(new MondayAccount(account)).stream()
        .map(ConnectionStatus::toString)
        .toList();
  }
}

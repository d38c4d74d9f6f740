package io.github.mondayauth.examples.endtoend;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/** The clients that are registered at the authorization server; each test adds its own. */
final class Clients implements RegisteredClientRepository {
  private final Map<String, RegisteredClient> clients = new ConcurrentHashMap<>();

  @Override
  public void save(RegisteredClient client) {
    clients.put(client.getId(), client);
  }

  @Override
  public @Nullable RegisteredClient findById(String id) {
    return clients.get(id);
  }

  /** The id is the client id. */
  @Override
  public @Nullable RegisteredClient findByClientId(String clientId) {
    return clients.get(clientId);
  }
}

package io.github.mondayauth.testkit;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server on localhost that plays a third party without OAuth: its users make API keys in its
 * settings and paste them elsewhere. A key goes into the header {@code X-Api-Key}, opens one
 * resource, and lives until it is revoked. Safe for use by several threads.
 */
public final class FakeKeyService implements AutoCloseable {
  private static final String RESOURCE = "/api/account";

  private final FakeServer server = new FakeServer();
  private final Map<String, String> live = new ConcurrentHashMap<>();
  private final List<String> issued = new CopyOnWriteArrayList<>();

  private FakeKeyService() {
    server.route("GET " + RESOURCE, this::resource);
    server.start();
  }

  /**
   * Starts a server.
   *
   * @return a running server on a free port, without keys
   */
  public static FakeKeyService start() {
    return new FakeKeyService();
  }

  /**
   * Where the server is.
   *
   * @return {@code http://localhost} with the port
   */
  public URI origin() {
    return server.origin();
  }

  /**
   * What keys open: {@code GET} with {@code X-Api-Key} answers the user's {@code login} as JSON, or
   * 401.
   *
   * @return the resource
   */
  public URI resource() {
    return server.at(RESOURCE);
  }

  /**
   * Makes a key, as a user does in the service's settings.
   *
   * @param login whose key it is
   * @return a random key, which works from now on
   */
  public String newKey(String login) {
    String key = "key-" + UUID.randomUUID();
    live.put(key, login);
    issued.add(key);
    return key;
  }

  /** Revokes every key made so far. */
  public void revokeKeys() {
    live.clear();
  }

  /**
   * Breaks the resource, or heals it.
   *
   * @param fault what it does from now on
   */
  public void resource(Fault fault) {
    server.fault(RESOURCE, fault);
  }

  /**
   * Every key made so far, to look for where none may be.
   *
   * @return the keys, revoked ones included
   */
  public List<String> issuedKeys() {
    return new ArrayList<>(issued);
  }

  /**
   * What was received, in order.
   *
   * @return all requests, a snapshot
   */
  public List<ReceivedRequest> requests() {
    return server.received();
  }

  /** Stops the server; requests under way are cut off. */
  @Override
  public void close() {
    server.close();
  }

  private FakeResponse resource(ReceivedRequest request) {
    String key = request.header("X-Api-Key");
    String login = key == null ? null : live.get(key);
    return login == null
        ? FakeResponse.error(401, "invalid_key", "revoked or unknown")
        : FakeResponse.json(200, Json.object("login", login));
  }
}

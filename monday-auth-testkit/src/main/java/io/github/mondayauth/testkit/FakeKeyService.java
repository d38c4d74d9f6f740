package io.github.mondayauth.testkit;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A fake third party without OAuth, on localhost: its users create API keys in its settings and
 * enter them into other applications. A key is sent in the header {@code X-Api-Key}, gives access
 * to {@link #resource()}, and is valid until it is revoked. Safe for use by several threads.
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
   * Starts a server without keys.
   *
   * @return a running server on a free port
   */
  public static FakeKeyService start() {
    return new FakeKeyService();
  }

  /**
   * The server's origin.
   *
   * @return {@code http://localhost} with the port
   */
  public URI origin() {
    return server.origin();
  }

  /**
   * The protected resource: {@code GET} with a valid {@code X-Api-Key} returns a JSON object with
   * the user's {@code login}, and otherwise status 401.
   *
   * @return the resource's URL
   */
  public URI resource() {
    return server.at(RESOURCE);
  }

  /**
   * Creates a key, as a user does in the service's settings.
   *
   * @param login the user who owns the key
   * @return a random key, valid until {@link #revokeKeys()}
   */
  public String newKey(String login) {
    String key = "key-" + UUID.randomUUID();
    live.put(key, login);
    issued.add(key);
    return key;
  }

  /** Revokes all keys created so far. */
  public void revokeKeys() {
    live.clear();
  }

  /**
   * Sets the fault of the resource.
   *
   * @param fault how the resource fails from now on; {@link Fault#none()} restores it
   */
  public void resource(Fault fault) {
    server.fault(RESOURCE, fault);
  }

  /**
   * All keys created so far, so that a test can check that none of them appears in a log or on a
   * page.
   *
   * @return the keys in the order of creation, including revoked ones
   */
  public List<String> issuedKeys() {
    return new ArrayList<>(issued);
  }

  /**
   * The requests received so far.
   *
   * @return a snapshot, in the order received
   */
  public List<ReceivedRequest> requests() {
    return server.received();
  }

  /** Stops the server and drops open connections. */
  @Override
  public void close() {
    server.close();
  }

  private FakeResponse resource(ReceivedRequest request) {
    String key = request.header("X-Api-Key");
    String login = key == null ? null : live.get(key);
    return login == null
        ? FakeResponse.error(401, "invalid_key", "The key is unknown or was revoked")
        : FakeResponse.json(200, Json.object("login", login));
  }
}

package io.github.mondayauth.transit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;

/**
 * A server with a transit engine that follows the documentation of its API: keys with versions,
 * AES-GCM with associated data, tokens, namespaces, a seal, and faults on request.
 */
final class FakeTransit implements AutoCloseable {
  static final String TOKEN = "hvs.canary-token-4711";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final MockWebServer server = new MockWebServer();
  private final Map<String, TransitKey> keys = new ConcurrentHashMap<>();
  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();

  volatile String mount = "transit";
  volatile @Nullable String namespace;
  volatile boolean sealed;
  volatile boolean ignoresAssociatedData;
  volatile boolean respondsLikeVersion16;
  volatile String token = TOKEN;

  /** Responds instead of the engine, unless it returns null. */
  volatile Function<RecordedRequest, @Nullable MockResponse> fault = request -> null;

  static final class TransitKey {
    final String type;
    final boolean derived;
    final List<byte[]> versions = new CopyOnWriteArrayList<>();
    volatile int minDecryption = 1;
    volatile int minEncryption;

    TransitKey(String type, boolean derived) {
      this.type = type;
      this.derived = derived;
    }

    void rotate() {
      byte[] bytes = new byte[32];
      RANDOM.nextBytes(bytes);
      versions.add(bytes);
    }
  }

  FakeTransit() {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            requests.add(request);
            MockResponse faulty = fault.apply(request);
            return faulty == null ? respond(request) : faulty;
          }
        });
    try {
      server.start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  URI address() {
    return URI.create("http://localhost:" + server.getPort());
  }

  TransitKey addKey(String name) {
    return addKey(name, "aes256-gcm96", false);
  }

  TransitKey addKey(String name, String type, boolean derived) {
    TransitKey key = new TransitKey(type, derived);
    key.rotate();
    keys.put(name, key);
    return key;
  }

  void removeKey(String name) {
    keys.remove(name);
  }

  List<String> keyNames() {
    return List.copyOf(keys.keySet());
  }

  List<RecordedRequest> requests() {
    return requests;
  }

  /** How many calls of an operation the server received. */
  long calls(String operation) {
    return requests.stream().filter(r -> r.getTarget().contains("/" + operation + "/")).count();
  }

  private MockResponse respond(RecordedRequest request) {
    if (sealed) {
      return error(503, "Vault is sealed");
    }
    if (!token.equals(request.getHeaders().get("X-Vault-Token"))) {
      return error(403, "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n");
    }
    String[] path = request.getTarget().split("/", -1);
    boolean exists =
        request.getTarget().startsWith("/v1/" + mount + "/")
            && Objects.equals(namespace, request.getHeaders().get("X-Vault-Namespace"));
    if (!exists) {
      return error(
          404, "no handler for route \"" + request.getTarget() + "\". route entry not found.");
    }
    String name = path[path.length - 1];
    return operate(path[path.length - 2], name, keys.get(name), request);
  }

  private MockResponse operate(
      String operation, String name, @Nullable TransitKey key, RecordedRequest request) {
    if (operation.equals("keys") && request.getMethod().equals("GET")) {
      return key == null ? error(404) : ok(description(name, key));
    }
    if (!request.getMethod().equals("POST")) {
      return error(405, "unsupported operation");
    }
    if (key == null) {
      // Encrypting with a missing key would create it, which the policy forbids.
      return operation.equals("encrypt")
          ? error(403, "permission denied")
          : error(400, "encryption key not found");
    }
    try {
      JsonNode body = JSON.readTree(Objects.requireNonNull(request.getBody()).utf8());
      return operation.equals("encrypt") ? encrypt(key, body) : decrypt(key, body);
    } catch (IOException | GeneralSecurityException failed) {
      return error(500, "1 error occurred:\n\t* internal error\n\n");
    }
  }

  private static ObjectNode description(String name, TransitKey key) {
    return JSON.createObjectNode()
        .put("name", name)
        .put("type", key.type)
        .put("derived", key.derived)
        .put("latest_version", key.versions.size())
        .put("min_decryption_version", key.minDecryption)
        .put("min_encryption_version", key.minEncryption);
  }

  private MockResponse encrypt(TransitKey key, JsonNode body)
      throws IOException, GeneralSecurityException {
    int requested = body.path("key_version").asInt();
    int version = requested == 0 ? key.versions.size() : requested;
    if (version > key.versions.size()) {
      return error(400, "requested version for encryption is higher than the latest key version");
    }
    if (version < key.minEncryption) {
      return error(400, "requested version for encryption is less than the minimum");
    }
    if (key.derived && !body.has("context")) {
      return error(400, "missing 'context' for key derivation");
    }
    byte[] nonce = new byte[12];
    RANDOM.nextBytes(nonce);
    Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, version, nonce, body);
    byte[] sealed = cipher.doFinal(body.path("plaintext").binaryValue());
    byte[] all = ByteBuffer.allocate(12 + sealed.length).put(nonce).put(sealed).array();
    String text = "vault:v" + version + ":" + Base64.getEncoder().encodeToString(all);
    return ok(JSON.createObjectNode().put("ciphertext", text).put("key_version", version));
  }

  private MockResponse decrypt(TransitKey key, JsonNode body)
      throws IOException, GeneralSecurityException {
    String[] parts = body.path("ciphertext").asText().split(":", -1);
    if (parts.length != 3 || !parts[0].equals("vault") || !parts[1].matches("v[0-9]+")) {
      return error(400, "invalid ciphertext: no prefix");
    }
    int version = Integer.parseInt(parts[1].substring(1));
    if (version > key.versions.size()) {
      return error(400, "invalid ciphertext: version is too new");
    }
    if (version < key.minDecryption) {
      return error(400, "ciphertext or signature version is disallowed by policy (too old)");
    }
    if (key.derived && !body.has("context")) {
      return error(400, "missing 'context' for key derivation");
    }
    byte[] all;
    try {
      all = Base64.getDecoder().decode(parts[2]);
    } catch (IllegalArgumentException malformed) {
      return error(400, "invalid ciphertext: could not decode base64");
    }
    byte[] nonce = Arrays.copyOf(all, 12);
    try {
      byte[] plain =
          cipher(Cipher.DECRYPT_MODE, key, version, nonce, body).doFinal(all, 12, all.length - 12);
      return ok(JSON.createObjectNode().put("plaintext", plain));
    } catch (AEADBadTagException wrong) {
      return respondsLikeVersion16
          ? error(500, "1 error occurred:\n\t* cipher: message authentication failed\n\n")
          : error(400, "cipher: message authentication failed");
    }
  }

  private Cipher cipher(int mode, TransitKey key, int version, byte[] nonce, JsonNode body)
      throws IOException, GeneralSecurityException {
    byte[] bytes = key.versions.get(version - 1);
    if (key.derived) {
      Mac kdf = Mac.getInstance("HmacSHA256");
      kdf.init(new SecretKeySpec(bytes, "HmacSHA256"));
      bytes = kdf.doFinal(body.path("context").binaryValue());
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(bytes, "AES"), new GCMParameterSpec(128, nonce));
    if (body.has("associated_data") && !ignoresAssociatedData) {
      cipher.updateAAD(body.path("associated_data").binaryValue());
    }
    return cipher;
  }

  private static MockResponse ok(ObjectNode data) {
    ObjectNode response = JSON.createObjectNode().put("request_id", "a").put("lease_duration", 0);
    response.set("data", data);
    return json(200, response);
  }

  static MockResponse error(int status, String... errors) {
    ObjectNode response = JSON.createObjectNode();
    new ArrayList<>(List.of(errors)).forEach(response.withArray("errors")::add);
    response.withArray("errors");
    return json(status, response);
  }

  static MockResponse json(int status, JsonNode body) {
    return new MockResponse.Builder()
        .code(status)
        .setHeader("Content-Type", "application/json")
        .body(body.toString())
        .build();
  }

  @Override
  public void close() {
    server.close();
  }
}

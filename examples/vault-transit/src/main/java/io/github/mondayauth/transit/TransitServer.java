package io.github.mondayauth.transit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.Set;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** A client for the three calls of the transit engine's API that a key ring needs. */
final class TransitServer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MediaType TYPE = MediaType.get("application/json");
  private static final int MOST_RESPONSE_BYTES = 65_536;
  private static final Set<String> KEY_TYPES = Set.of("aes256-gcm96", "chacha20-poly1305");

  private final OkHttpClient client;
  private final HttpUrl engine;
  private final URI address;
  private final @Nullable String namespace;
  private final Supplier<Secret> token;

  TransitServer(TransitKeyRing.Builder builder) {
    this.address = builder.address;
    this.namespace = builder.namespace;
    this.token = builder.token;
    this.engine =
        HttpUrl.get(builder.address)
            .newBuilder()
            .addPathSegment("v1")
            .addPathSegments(builder.mount)
            .build();
    // A redirect would send the token and the data key to whatever host the response names.
    this.client =
        builder
            .client
            .newBuilder()
            .followRedirects(false)
            .followSslRedirects(false)
            .callTimeout(builder.timeout)
            .build();
  }

  /** Returns the version with which the key encrypts. */
  int latestVersion(String key) {
    JsonNode data = call("keys", key, null);
    if (!KEY_TYPES.contains(data.path("type").asText())) {
      throw new VaultException(
          Reason.KEY_UNKNOWN,
          "transit key " + key + ": expected a type in " + KEY_TYPES + ", found another one");
    }
    int version = data.path("latest_version").asInt();
    if (version < 1) {
      throw invalid("keys", key);
    }
    return version;
  }

  String encrypt(String key, int version, Binding binding, byte[] plaintext, boolean derived) {
    ObjectNode body = body(binding, derived);
    body.put("plaintext", plaintext).put("key_version", version);
    return call("encrypt", key, body).path("ciphertext").asText();
  }

  byte[] decrypt(String key, String ciphertext, Binding binding, boolean derived) {
    ObjectNode body = body(binding, derived).put("ciphertext", ciphertext);
    try {
      return Base64.getDecoder().decode(call("decrypt", key, body).path("plaintext").asText());
    } catch (IllegalArgumentException malformed) {
      throw invalid("decrypt", key);
    }
  }

  /** Jackson writes byte arrays in base64 with padding, which the API expects. */
  private static ObjectNode body(Binding binding, boolean derived) {
    ObjectNode body = JSON.createObjectNode().put("associated_data", binding.associatedData());
    return derived ? body.put("context", binding.associatedData()) : body;
  }

  /** Calls the engine, with POST if there is a body, and returns the data of its response. */
  private JsonNode call(String operation, String key, @Nullable ObjectNode body) {
    Request.Builder request =
        new Request.Builder()
            .url(engine.newBuilder().addPathSegment(operation).addPathSegment(key).build())
            .header("X-Vault-Token", token())
            .header("X-Vault-Request", "true");
    if (namespace != null) {
      request.header("X-Vault-Namespace", namespace);
    }
    if (body != null) {
      request.post(RequestBody.create(body.toString(), TYPE));
    }
    try (Response response = client.newCall(request.build()).execute()) {
      JsonNode json = read(response);
      if (response.code() != 200) {
        throw ErrorResponse.of(operation, key, response.code(), json.path("errors"));
      }
      if (!json.path("data").isObject()) {
        throw invalid(operation, key);
      }
      return json.path("data");
    } catch (IOException unreachable) {
      throw new VaultException(
          Reason.KEY_UNAVAILABLE,
          "transit " + operation + " of key " + key + ": " + address + " cannot be reached",
          unreachable);
    }
  }

  /** Checks the token, since okhttp quotes an invalid header value in its exception. */
  private String token() {
    String text = token.get().reveal();
    if (!text.matches("[!-~]+")) {
      throw new VaultException(
          Reason.KEY_UNAVAILABLE,
          "expected a Vault token of printable characters without spaces, found others");
    }
    return text;
  }

  /** Returns the body as JSON, or a missing node if it is none: a proxy may send HTML. */
  private static JsonNode read(Response response) throws IOException {
    BufferedSource source = response.body().source();
    if (source.request(MOST_RESPONSE_BYTES + 1)) {
      return JSON.missingNode();
    }
    try {
      JsonNode json = JSON.readTree(source.readByteArray());
      return json == null ? JSON.missingNode() : json;
    } catch (JacksonException malformed) {
      return JSON.missingNode();
    }
  }

  private VaultException invalid(String operation, String key) {
    return new VaultException(
        Reason.KEY_UNAVAILABLE,
        "transit "
            + operation
            + " of key "
            + key
            + ": "
            + address
            + " sent a response that is not Vault's");
  }

  @Override
  public String toString() {
    return address.toString();
  }
}

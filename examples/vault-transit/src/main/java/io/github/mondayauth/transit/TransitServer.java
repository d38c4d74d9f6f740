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

/** The three calls of the transit engine's API that wrapping takes. */
final class TransitServer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MediaType TYPE = MediaType.get("application/json");
  private static final int MOST_ANSWER_BYTES = 65_536;
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
    // A redirect would take the token, and the key with it, to whoever the answer names.
    this.client =
        builder
            .client
            .newBuilder()
            .followRedirects(false)
            .followSslRedirects(false)
            .callTimeout(builder.timeout)
            .build();
  }

  /** The version the key encrypts with. */
  int latestVersion(String key) {
    JsonNode data = call("keys", key, null);
    if (!KEY_TYPES.contains(data.path("type").asText())) {
      throw new VaultException(
          Reason.KEY_UNKNOWN, "transit key " + key + " is not of a type in " + KEY_TYPES);
    }
    int version = data.path("latest_version").asInt();
    if (version < 1) {
      throw nonsense("keys", key);
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
      throw nonsense("decrypt", key);
    }
  }

  /** Jackson writes byte arrays as Base64 with padding, as the API takes them. */
  private static ObjectNode body(Binding binding, boolean derived) {
    ObjectNode body = JSON.createObjectNode().put("associated_data", binding.associatedData());
    return derived ? body.put("context", binding.associatedData()) : body;
  }

  /** Calls the engine, with POST where there is a body, and returns the answer's data. */
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
      JsonNode answer = read(response);
      if (response.code() != 200) {
        throw Refusal.of(operation, key, response.code(), answer.path("errors"));
      }
      if (!answer.path("data").isObject()) {
        throw nonsense(operation, key);
      }
      return answer.path("data");
    } catch (IOException unreachable) {
      throw new VaultException(
          Reason.KEY_UNAVAILABLE,
          "transit " + operation + " of key " + key + ": " + address + " cannot be reached",
          unreachable);
    }
  }

  /** okhttp would quote a value that is no header. */
  private String token() {
    String text = token.get().reveal();
    if (!text.matches("[!-~]+")) {
      throw new VaultException(
          Reason.KEY_UNAVAILABLE, "the Vault token has spaces or line breaks around or in it");
    }
    return text;
  }

  /** The body as JSON, or a missing node: a proxy may answer in HTML. */
  private static JsonNode read(Response response) throws IOException {
    BufferedSource source = response.body().source();
    if (source.request(MOST_ANSWER_BYTES + 1)) {
      return JSON.missingNode();
    }
    try {
      JsonNode answer = JSON.readTree(source.readByteArray());
      return answer == null ? JSON.missingNode() : answer;
    } catch (JacksonException malformed) {
      return JSON.missingNode();
    }
  }

  private VaultException nonsense(String operation, String key) {
    return new VaultException(
        Reason.KEY_UNAVAILABLE,
        "transit " + operation + " of key " + key + ": " + address + " did not answer like Vault");
  }

  @Override
  public String toString() {
    return address.toString();
  }
}

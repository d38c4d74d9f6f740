package io.github.mondayauth.oauth.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Completes a new grant with what the provider's API says about it. */
public final class LookupClient {
  /**
   * In bytes, for all attributes that are looked up. {@code CredentialRecords} limits the whole
   * grant.
   */
  private static final int MAX_LENGTH = 4_000;

  private final TokenClient tokens;

  /** Creates a client that sends its requests through this one. */
  public LookupClient(TokenClient tokens) {
    this.tokens = tokens;
  }

  /**
   * Sends the endpoint's lookups, and returns the grant with their attributes and its label. The
   * label is a convenience, so that a lookup for a label alone never fails. A label that the token
   * response contained stays. An attribute for which there is no room is left out.
   *
   * @throws OAuthException if a lookup for attributes failed: with {@code UNAVAILABLE} if there was
   *     no response, or one with status 429 or 5xx, and with {@code PROVIDER} if it contained none
   *     of them
   */
  public Grant complete(TokenEndpoint endpoint, Grant grant) {
    Grant completed = grant;
    int left = MAX_LENGTH;
    for (Lookup lookup : endpoint.lookups()) {
      boolean isForLabelOnly = lookup.attributes().isEmpty();
      if (isForLabelOnly && !completed.label().isEmpty()) {
        continue;
      }
      JsonNode document = document(endpoint, lookup, completed);
      Map<String, String> found = new LinkedHashMap<>();
      for (Map.Entry<String, FieldPath> attribute : lookup.attributes().entrySet()) {
        String value = attribute.getValue().findText(document);
        int length = value == null ? 0 : value.getBytes(UTF_8).length;
        if (value != null && length <= left) {
          found.put(attribute.getKey(), value);
          left -= length;
        }
      }
      String label =
          completed.label().isEmpty()
              ? TokenResponse.label(document, lookup.labels())
              : completed.label();
      completed = completed.with(found, label);
    }
    return completed;
  }

  /** The response, or a missing node if a lookup for a label failed. */
  private JsonNode document(TokenEndpoint endpoint, Lookup lookup, Grant grant) {
    RequestTemplate template = lookup.request();
    Response response = tokens.send(endpoint, template, grant.secret(), grant.attributes(), null);
    JsonNode document =
        response != null && template.isSuccess(response)
            ? Json.document(response.body())
            : Json.missing();
    if (!lookup.attributes().isEmpty()) {
      requireOne(endpoint, lookup, response, document);
    }
    return document;
  }

  private static void requireOne(
      TokenEndpoint endpoint, Lookup lookup, @Nullable Response response, JsonNode document) {
    String expected = endpoint.uri().getHost() + ": expected what belongs to the new connection";
    if (response == null || response.status() == 429 || response.status() / 100 == 5) {
      throw new OAuthException(
          Reason.UNAVAILABLE,
          expected
              + ", found "
              + (response == null ? "no response" : "status " + response.status()));
    }
    if (lookup.attributes().values().stream().allMatch(path -> path.findText(document) == null)) {
      throw new OAuthException(
          Reason.PROVIDER,
          expected + ", found none of it in a response with status " + response.status());
    }
  }
}

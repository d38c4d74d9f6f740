package io.github.mondayauth.oauth.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Completes a new grant with what the provider's API says about it. */
public final class LookupClient {
  private final TokenClient tokens;

  /** Creates a client that sends its requests through this one. */
  public LookupClient(TokenClient tokens) {
    this.tokens = tokens;
  }

  /**
   * Sends the endpoint's lookups, and returns the grant with their attributes and its label. The
   * label is a convenience, so that a lookup for a label alone never fails. A label that the token
   * response contained stays.
   *
   * @throws OAuthException if a lookup for attributes failed: with {@code UNAVAILABLE} if there was
   *     no response, or one with status 429 or 5xx, and with {@code PROVIDER} if it contained none
   *     of them
   */
  public Grant complete(TokenEndpoint endpoint, Grant grant) {
    Grant completed = grant;
    for (Lookup lookup : endpoint.lookups()) {
      boolean isForLabelOnly = lookup.attributes().isEmpty();
      if (!isForLabelOnly || completed.label().isEmpty()) {
        completed = completed(endpoint, lookup, completed);
      }
    }
    return completed;
  }

  private Grant completed(TokenEndpoint endpoint, Lookup lookup, Grant grant) {
    RequestTemplate template = lookup.request();
    Response response = tokens.send(endpoint, template, grant.secret(), grant.attributes(), null);
    JsonNode document =
        response != null && template.isSuccess(response)
            ? Json.document(response.body())
            : MissingNode.getInstance();
    Map<String, String> found = new LinkedHashMap<>();
    int length = 0;
    for (Map.Entry<String, FieldPath> attribute : lookup.attributes().entrySet()) {
      String value = attribute.getValue().findText(document);
      if (value != null) {
        found.put(attribute.getKey(), value);
        length += value.length();
      }
    }
    if (!lookup.attributes().isEmpty()) {
      requireFound(endpoint, response, found, length);
    }
    String label =
        grant.label().isEmpty() ? TokenResponse.label(document, lookup.labels()) : grant.label();
    return grant.with(found, label);
  }

  private static void requireFound(
      TokenEndpoint endpoint, @Nullable Response response, Map<String, String> found, int length) {
    String host = endpoint.uri().getHost();
    if (response == null || response.status() == 429 || response.status() / 100 == 5) {
      throw new OAuthException(
          Reason.UNAVAILABLE,
          host
              + ": expected what belongs to the new connection, found "
              + (response == null ? "no response" : "status " + response.status()));
    }
    if (found.isEmpty() || length > TokenResponse.MAX_OTHER_LENGTH) {
      throw new OAuthException(
          Reason.PROVIDER,
          host
              + ": expected what belongs to the new connection, found "
              + (found.isEmpty() ? "none of it" : "more than can be stored")
              + " in a response with status "
              + response.status());
    }
  }
}

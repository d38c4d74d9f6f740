package io.github.mondayauth.oauth.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.web.QueryParameters;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token response (RFC 6749 section 5.1), in any of the forms that providers use.
 *
 * @param accessToken the access token
 * @param refreshToken the refresh token, or null if the response has none
 * @param lifetime the value of {@code expires_in}, or null if it is absent or implausible
 * @param scopes the granted scopes, or empty if the response does not list them
 * @param attributes the fields that the connector keeps
 */
public record TokenResponse(
    String accessToken,
    @Nullable String refreshToken,
    @Nullable Duration lifetime,
    Set<String> scopes,
    Map<String, String> attributes) {
  /** In bytes. A record has room for two tokens of this length and everything else. */
  private static final int MAX_TOKEN_LENGTH = 24_000;

  /** In bytes, for scopes and kept fields together. */
  private static final int MAX_OTHER_LENGTH = 8_000;

  /** The end of the year 9999, in seconds since the epoch. */
  private static final long MAX_EXP = 253_402_300_799L;

  /** In characters. Parsing a million digits takes half a minute. */
  private static final int MAX_LIFETIME_LENGTH = 20;

  private static final BigDecimal MAX_LIFETIME =
      BigDecimal.valueOf(Duration.ofDays(36_500).toSeconds());

  /**
   * Parses a response, whatever its status.
   *
   * @throws TokenEndpointException if it is an error response or contains no usable token
   */
  static TokenResponse parse(Response response, TokenEndpoint endpoint)
      throws TokenEndpointException {
    JsonNode fields = fields(response);
    TokenErrorResponse.check(response, fields, endpoint);
    if (response.body().stripLeading().startsWith("<")) {
      // A page of a proxy or of a maintenance mode: the endpoint itself sends no HTML.
      throw new TokenEndpointException(
          Reason.UNAVAILABLE, endpoint.uri().getHost() + " responded with a page of HTML", true);
    }
    String accessToken = string(fields, "access_token");
    if (accessToken == null) {
      throw unusable(endpoint, "no access_token");
    }
    if (length(accessToken) > MAX_TOKEN_LENGTH) {
      throw unusable(endpoint, "an access_token of more than " + MAX_TOKEN_LENGTH + " bytes");
    }
    String refreshToken = string(fields, "refresh_token");
    if (refreshToken != null && length(refreshToken) > MAX_TOKEN_LENGTH) {
      throw unusable(endpoint, "a refresh_token of more than " + MAX_TOKEN_LENGTH + " bytes");
    }
    checkType(fields, endpoint);
    Set<String> scopes = scopes(fields);
    Map<String, String> kept = kept(fields, endpoint);
    if (length(String.join(" ", scopes)) + length(String.join(" ", kept.values()))
        > MAX_OTHER_LENGTH) {
      throw unusable(
          endpoint, "scopes and kept fields of more than " + MAX_OTHER_LENGTH + " bytes");
    }
    return new TokenResponse(accessToken, refreshToken, lifetime(fields), scopes, kept);
  }

  private static int length(String text) {
    return text.getBytes(UTF_8).length;
  }

  /**
   * The grant of a response to a code.
   *
   * @param now when the response arrived
   * @param host the customer's host, or empty if the service has one host
   * @param connectedBy the id of the user who connected
   */
  public Grant toGrant(Instant now, TokenEndpoint endpoint, String host, long connectedBy) {
    return new Grant(
        accessToken,
        refreshToken,
        now,
        expiresAt(now),
        scopes,
        endpoint.requestedScopes(),
        attributes,
        host,
        connectedBy);
  }

  /**
   * The grant of a response to a refresh token. What the response leaves out stays as it was
   * before.
   *
   * @param now when the response arrived
   * @param before the refreshed grant
   */
  public Grant toGrant(Instant now, Grant before) {
    Map<String, String> merged = new LinkedHashMap<>(before.attributes());
    merged.putAll(attributes);
    return new Grant(
        accessToken,
        refreshToken == null ? before.refreshToken() : refreshToken,
        now,
        expiresAt(now),
        scopes.isEmpty() ? before.granted() : scopes,
        before.requested(),
        merged,
        before.host(),
        before.connectedBy());
  }

  private @Nullable Instant expiresAt(Instant now) {
    if (lifetime != null) {
      return now.plus(lifetime);
    }
    JsonNode exp = Json.jwtPayload(accessToken).path("exp");
    long seconds = exp.isNumber() && exp.canConvertToLong() ? exp.longValue() : 0;
    return seconds > 0 && seconds <= MAX_EXP ? Instant.ofEpochSecond(seconds) : null;
  }

  /** The fields of a JSON or form-encoded body, or a missing node if it is neither. */
  private static JsonNode fields(Response response) {
    String body = response.body().strip();
    if (body.startsWith("{")) {
      return Json.object(body);
    }
    boolean form = body.contains("access_token=") || body.startsWith("error=");
    if (!form || body.startsWith("<")) {
      return Json.object("");
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    QueryParameters parameters = parameters(body);
    for (String name : parameters.names()) {
      String value = parameters.one(name);
      if (value != null) {
        node.put(name, value);
      }
    }
    return node;
  }

  private static QueryParameters parameters(String body) {
    try {
      QueryParameters parsed = QueryParameters.parse(body);
      return parsed.withoutDuplicates(parsed.names().toArray(new String[0]));
    } catch (OAuthException e) {
      return QueryParameters.parse("");
    }
  }

  private static void checkType(JsonNode fields, TokenEndpoint endpoint)
      throws TokenEndpointException {
    String type = string(fields, "token_type");
    if (type == null) {
      return;
    }
    String lower = type.toLowerCase(Locale.ROOT);
    if (!lower.equals("bearer") && !endpoint.tokenTypes().contains(lower)) {
      throw unusable(endpoint, "a token_type other than bearer");
    }
  }

  private static @Nullable Duration lifetime(JsonNode fields) {
    JsonNode value = fields.path("expires_in");
    if (value.asText("").length() > MAX_LIFETIME_LENGTH) {
      return null;
    }
    BigDecimal seconds;
    try {
      seconds =
          value.isTextual() ? new BigDecimal(value.textValue().strip()) : value.decimalValue();
    } catch (NumberFormatException e) {
      return null;
    }
    boolean number = value.isNumber() || value.isTextual();
    // Some providers send 0 for a token that does not expire.
    boolean plausible = seconds.signum() > 0 && seconds.compareTo(MAX_LIFETIME) <= 0;
    return number && plausible ? Duration.ofSeconds(seconds.longValue()) : null;
  }

  private static Set<String> scopes(JsonNode fields) {
    JsonNode scope = fields.path("scope");
    if (scope.isTextual()) {
      return Scopes.parse(scope.textValue());
    }
    Set<String> scopes = new LinkedHashSet<>();
    scope.forEach(element -> scopes.addAll(Scopes.parse(element.asText())));
    return scopes;
  }

  private static Map<String, String> kept(JsonNode fields, TokenEndpoint endpoint) {
    Map<String, String> kept = new LinkedHashMap<>();
    for (String name : endpoint.keptMembers()) {
      JsonNode value = fields.path(name);
      if (value.isValueNode() && !value.isNull()) {
        kept.put(name, value.asText());
      }
    }
    return kept;
  }

  private static @Nullable String string(JsonNode fields, String name) {
    JsonNode value = fields.path(name);
    return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
  }

  private static TokenEndpointException unusable(TokenEndpoint endpoint, String found) {
    return new TokenEndpointException(
        Reason.PROVIDER, endpoint.uri().getHost() + " responded with " + found, true);
  }

  /** Shows the lifetime only. */
  @Override
  public String toString() {
    return "TokenResponse[lifetime=" + lifetime + "]";
  }
}

package io.github.mondayauth.oauth.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.web.QueryParameters;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token response (RFC 6749 section 5.1), in any of the forms that providers use.
 *
 * @param accessToken the access token
 * @param refreshToken the refresh token, or null if the response has none
 * @param expiry when the access token expires, or null if the response does not say it
 * @param refreshExpiry when the refresh token expires, or null if the response does not say it
 * @param scopes the granted scopes, or empty if the response does not list them
 * @param attributes the fields that the connector keeps
 * @param label who is connected at the provider, or empty if the response does not say it
 */
public record TokenResponse(
    String accessToken,
    @Nullable String refreshToken,
    @Nullable Expiry expiry,
    @Nullable Expiry refreshExpiry,
    Set<String> scopes,
    Map<String, String> attributes,
    String label) {
  /** In bytes, far more than any known token. */
  private static final int MAX_TOKEN_LENGTH = 24_000;

  /** In bytes, for scopes and kept fields together. */
  private static final int MAX_OTHER_LENGTH = 8_000;

  /** The end of the year 9999, in seconds since the epoch. */
  private static final long MAX_EXP = 253_402_300_799L;

  /** In characters. Parsing a million digits takes half a minute. */
  private static final int MAX_LIFETIME_LENGTH = 20;

  private static final BigDecimal MAX_LIFETIME =
      BigDecimal.valueOf(Duration.ofDays(36_500).toSeconds());

  /** The shortest lifetime that is assumed because the access token before had it. */
  private static final Duration MIN_EARLIER_LIFETIME = Duration.ofMinutes(5);

  /**
   * What a response says about the expiry of a token.
   *
   * @param seconds the lifetime of the token, or the time at which it expires, in seconds since the
   *     epoch
   */
  record Expiry(long seconds) {
    /** A greater number is no lifetime but a time. */
    private static final long MAX_SECONDS = 1_000_000_000;

    /** The furthest time that is plausible. */
    private static final Duration MAX_UNTIL_TIME = Duration.ofDays(3_650);

    /** The time at which a token expires that was issued now, or null if it is implausible. */
    @Nullable Instant instant(Instant now) {
      if (seconds <= MAX_SECONDS) {
        return now.plusSeconds(seconds);
      }
      Instant time = Instant.ofEpochSecond(seconds);
      return time.isAfter(now) && time.isBefore(now.plus(MAX_UNTIL_TIME)) ? time : null;
    }
  }

  /**
   * Parses a response, whatever its status.
   *
   * @param toCode whether it responds to a code, and not to a refresh token
   * @throws TokenEndpointException if it is an error response or contains no usable token
   */
  static TokenResponse parse(Response response, TokenEndpoint endpoint, boolean toCode)
      throws TokenEndpointException {
    JsonNode fields = fields(response);
    TokenErrorResponse.check(response, fields, endpoint);
    if (fields.isMissingNode()) {
      // A page of a proxy or of a maintenance mode, or half a response. It says nothing about the
      // grant.
      throw new TokenEndpointException(
          Reason.UNAVAILABLE,
          endpoint.uri().getHost()
              + " responded with "
              + response.status()
              + ", but with neither a JSON object nor a form that can be read",
          true);
    }
    TokenResponseFormat format = endpoint.responses();
    JsonNode tokens = tokens(fields, format, toCode);
    String accessToken = token(tokens, "access_token", endpoint);
    if (accessToken == null) {
      throw unusable(endpoint, "no access_token");
    }
    String refreshToken = token(tokens, "refresh_token", endpoint);
    checkType(tokens, endpoint);
    Set<String> scopes = scopes(tokens);
    Map<String, String> kept = kept(fields, endpoint);
    if (length(String.join(" ", scopes)) + length(String.join(" ", kept.values()))
        > MAX_OTHER_LENGTH) {
      throw unusable(
          endpoint, "scopes and kept fields of more than " + MAX_OTHER_LENGTH + " bytes");
    }
    FieldPath refreshExpiry = format.refreshLifetimeField();
    return new TokenResponse(
        accessToken,
        refreshToken,
        expiry(tokens.path("expires_in")),
        refreshExpiry == null ? null : expiry(refreshExpiry.find(fields)),
        scopes,
        kept,
        label(fields, format.labels()));
  }

  /**
   * The object that holds the tokens. In the response to a code, it is the one that the application
   * named and no other, because the tokens elsewhere are those of another user, such as a bot.
   */
  private static JsonNode tokens(JsonNode fields, TokenResponseFormat format, boolean toCode) {
    FieldPath path = format.tokensIn();
    JsonNode object = path.find(fields);
    return toCode || object.has("access_token") ? object : fields;
  }

  /**
   * A token, or null if the response has none in this field.
   *
   * @throws TokenEndpointException if it is too long, or has a character that RFC 6749 appendices
   *     A.12 and A.17 exclude: no header can carry it, and some would end the header
   */
  private static @Nullable String token(JsonNode fields, String name, TokenEndpoint endpoint)
      throws TokenEndpointException {
    String token = string(fields, name);
    if (token != null && length(token) > MAX_TOKEN_LENGTH) {
      throw unusable(endpoint, "more than " + MAX_TOKEN_LENGTH + " bytes in " + name);
    }
    if (token != null && !GuardedTransport.isPrintableAscii(token)) {
      throw unusable(endpoint, "characters other than printable ASCII in " + name);
    }
    return token;
  }

  private static int length(String text) {
    return text.getBytes(UTF_8).length;
  }

  /**
   * The grant of a response to a code.
   *
   * @param now when the response arrived
   * @param connectedBy the id of the user who connected
   */
  public Grant toGrant(Instant now, TokenEndpoint endpoint, long connectedBy) {
    TokenResponseFormat format = endpoint.responses();
    Map<String, String> all = new LinkedHashMap<>(format.attributes());
    all.putAll(attributes);
    return new Grant(
        accessToken,
        refreshToken,
        now,
        expiresAt(now, format.assumedLifetime()),
        scopes,
        endpoint.requestedScopes(),
        all,
        endpoint.host(),
        connectedBy,
        label,
        refreshToken == null ? null : refreshExpiresAt(now, format));
  }

  /**
   * The grant of a response to a refresh token. What the response leaves out stays as it was
   * before, and so does the lifetime of the access token.
   *
   * @param now when the response arrived
   * @param before the refreshed grant
   */
  public Grant toGrant(Instant now, TokenEndpoint endpoint, Grant before) {
    TokenResponseFormat format = endpoint.responses();
    Map<String, String> merged = new LinkedHashMap<>(before.attributes());
    merged.putAll(format.attributes());
    merged.putAll(attributes);
    String nextRefreshToken = refreshToken == null ? before.refreshToken() : refreshToken;
    Duration earlier = lifetime(before);
    return new Grant(
        accessToken,
        nextRefreshToken,
        now,
        expiresAt(now, earlier == null ? format.assumedLifetime() : earlier),
        scopes.isEmpty() ? before.granted() : scopes,
        before.requested(),
        merged,
        before.host(),
        before.connectedBy(),
        label.isEmpty() ? before.label() : label,
        nextRefreshToken == null
            ? null
            : refreshExpiresAt(
                now, format, nextRefreshToken.equals(before.refreshToken()), before));
  }

  /**
   * The lifetime of an earlier access token, or null if it is unknown or so short that the token
   * was probably imported when it had nearly expired.
   */
  private static @Nullable Duration lifetime(Grant before) {
    Instant expiresAt = before.expiresAt();
    Duration lifetime =
        expiresAt == null ? Duration.ZERO : Duration.between(before.obtainedAt(), expiresAt);
    return lifetime.compareTo(MIN_EARLIER_LIFETIME) < 0 ? null : lifetime;
  }

  private @Nullable Instant refreshExpiresAt(Instant now, TokenResponseFormat format) {
    Instant time = refreshExpiry == null ? null : refreshExpiry.instant(now);
    Duration lifetime = format.refreshLifetime();
    return time == null && lifetime != null ? now.plus(lifetime) : time;
  }

  /** The expiry of the same refresh token stays; that of a new one cannot be known from it. */
  private @Nullable Instant refreshExpiresAt(
      Instant now, TokenResponseFormat format, boolean isSame, Grant before) {
    Instant time = refreshExpiresAt(now, format);
    Instant earlier = isSame ? before.refreshExpiresAt() : null;
    return time == null && earlier != null && earlier.isAfter(now) ? earlier : time;
  }

  private @Nullable Instant expiresAt(Instant now, @Nullable Duration assumedLifetime) {
    Instant time = expiry == null ? null : expiry.instant(now);
    if (time != null) {
      return time;
    }
    JsonNode exp = Json.jwtPayload(accessToken).path("exp");
    long seconds = exp.isNumber() && exp.canConvertToLong() ? exp.longValue() : 0;
    if (seconds > 0 && seconds <= MAX_EXP) {
      return Instant.ofEpochSecond(seconds);
    }
    return assumedLifetime == null ? null : now.plus(assumedLifetime);
  }

  /** The body without surrounding white space, and without a byte order mark before it. */
  private static String body(Response response) {
    String body = response.body();
    return (body.startsWith("\uFEFF") ? body.substring(1) : body).strip();
  }

  /** Whether the body is HTML or XML. */
  static boolean isPage(Response response) {
    return body(response).startsWith("<");
  }

  /** The fields of a JSON or form-encoded body, or a missing node if it is neither. */
  static JsonNode fields(Response response) {
    String body = body(response);
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
    TokenResponseFormat format = endpoint.responses();
    String lower = type.toLowerCase(Locale.ROOT);
    if (!lower.equals("bearer") && !format.tokenTypes().contains(lower)) {
      throw unusable(endpoint, "a token_type other than bearer");
    }
  }

  /** An expiry, or null if it is absent, malformed or implausible. */
  private static @Nullable Expiry expiry(JsonNode value) {
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
    return number && plausible ? new Expiry(seconds.longValue()) : null;
  }

  /** The scopes in {@code scope}, or in {@code scopes} if there is no such field. */
  private static Set<String> scopes(JsonNode fields) {
    JsonNode scope = fields.hasNonNull("scope") ? fields.path("scope") : fields.path("scopes");
    if (scope.isTextual()) {
      return Scopes.parse(scope.textValue());
    }
    Set<String> scopes = new LinkedHashSet<>();
    scope.forEach(element -> scopes.addAll(Scopes.parse(element.asText())));
    return scopes;
  }

  private static Map<String, String> kept(JsonNode fields, TokenEndpoint endpoint)
      throws TokenEndpointException {
    TokenResponseFormat format = endpoint.responses();
    Map<String, String> kept = new LinkedHashMap<>();
    for (KeptField field : format.keptFields()) {
      String value = field.path().findText(fields);
      if (value == null) {
        continue;
      }
      if (!field.accepts().test(value)) {
        throw unusable(
            endpoint, "an address in " + field.name() + " that is not one of the allowed ones");
      }
      kept.put(field.name(), value);
    }
    return kept;
  }

  /** The text of the first of these fields that is there, or empty. */
  static String label(JsonNode fields, List<FieldPath> paths) {
    for (FieldPath path : paths) {
      String text = path.findText(fields);
      if (text != null) {
        return Labels.shortened(text);
      }
    }
    return "";
  }

  private static @Nullable String string(JsonNode fields, String name) {
    JsonNode value = fields.path(name);
    return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
  }

  /**
   * The exception for a response that contains no tokens, or tokens that cannot be used.
   *
   * @param found what it contains, without secrets
   */
  public static TokenEndpointException unusable(TokenEndpoint endpoint, String found) {
    return new TokenEndpointException(
        Reason.PROVIDER, endpoint.uri().getHost() + " responded with " + found, true);
  }

  /** Shows the expiry only. */
  @Override
  public String toString() {
    return "TokenResponse[expiry=" + expiry + "]";
  }
}

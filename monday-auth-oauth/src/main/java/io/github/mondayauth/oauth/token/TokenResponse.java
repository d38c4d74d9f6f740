package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException.Reason;
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
 * What a token endpoint granted (RFC 6749 section 5.1), in all the shapes providers give it.
 *
 * @param accessToken the access token
 * @param refreshToken the refresh token, or null if there is none or no new one
 * @param lifetime what {@code expires_in} says, or null if it is absent or senseless
 * @param scopes the scopes it names, empty if it names none
 * @param attributes the members the connector keeps
 */
record TokenAnswer(
    String accessToken,
    @Nullable String refreshToken,
    @Nullable Duration lifetime,
    Set<String> scopes,
    Map<String, String> attributes) {
  /** Bytes: what a record can hold with all that is beside the tokens. */
  private static final int LONGEST_TOKEN = 24_000;

  /** Bytes of scopes and kept members together. */
  private static final int LONGEST_REST = 8_000;

  /** The end of the year 9999, in seconds. */
  private static final long LATEST = 253_402_300_799L;

  private static final BigDecimal LONGEST_LIFE =
      BigDecimal.valueOf(Duration.ofDays(36_500).toSeconds());

  /** Reads an answer, whatever its status. */
  static TokenAnswer parse(Response response, Provider provider) {
    JsonNode members = members(response);
    TokenError.check(response, members, provider.tokenEndpoint().getHost());
    String accessToken = text(members, "access_token");
    if (accessToken == null || bytes(accessToken) > LONGEST_TOKEN) {
      throw unusable(provider, "no access_token of a usable length");
    }
    String refreshToken = text(members, "refresh_token");
    if (refreshToken != null && bytes(refreshToken) > LONGEST_TOKEN) {
      throw unusable(provider, "a refresh_token too long to be kept");
    }
    checkType(members, provider);
    Set<String> scopes = scopes(members);
    Map<String, String> kept = kept(members, provider);
    if (bytes(String.join(" ", scopes)) + bytes(String.join(" ", kept.values())) > LONGEST_REST) {
      throw unusable(provider, "more scopes and members than can be kept");
    }
    return new TokenAnswer(accessToken, refreshToken, lifetime(members), scopes, kept);
  }

  private static int bytes(String text) {
    return text.getBytes(UTF_8).length;
  }

  /** The grant this answer makes. */
  Grant toGrant(Instant now, Provider provider, String host, long connectedBy) {
    return new Grant(
        accessToken,
        refreshToken,
        now,
        expiresAt(now),
        scopes,
        provider.requested(),
        attributes,
        host,
        connectedBy);
  }

  /** The grant this answer to a refresh makes: what it does not say stays as it was. */
  Grant toGrant(Instant now, Grant before) {
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
    return seconds > 0 && seconds <= LATEST ? Instant.ofEpochSecond(seconds) : null;
  }

  private static JsonNode members(Response response) {
    String body = response.body().strip();
    if (body.startsWith("{")) {
      return Json.object(body);
    }
    boolean form = body.contains("access_token=") || body.startsWith("error=");
    if (!form || body.startsWith("<")) {
      return Json.object("");
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    RawParameters parameters = parameters(body);
    for (String name : parameters.names()) {
      String value = parameters.one(name);
      if (value != null) {
        node.put(name, value);
      }
    }
    return node;
  }

  private static RawParameters parameters(String body) {
    try {
      RawParameters parsed = RawParameters.parse(body);
      return parsed.withoutDuplicates(parsed.names().toArray(new String[0]));
    } catch (OAuthException e) {
      return RawParameters.parse("");
    }
  }

  private static void checkType(JsonNode members, Provider provider) {
    String type = text(members, "token_type");
    if (type == null) {
      return;
    }
    String lower = type.toLowerCase(Locale.ROOT);
    if (!lower.equals("bearer") && !provider.tokenTypes().contains(lower)) {
      throw unusable(provider, "a token_type that is not bearer");
    }
  }

  private static @Nullable Duration lifetime(JsonNode members) {
    JsonNode value = members.path("expires_in");
    BigDecimal seconds;
    try {
      seconds =
          value.isTextual() ? new BigDecimal(value.textValue().strip()) : value.decimalValue();
    } catch (NumberFormatException e) {
      return null;
    }
    boolean number = value.isNumber() || value.isTextual();
    // Zero is what some providers write for a token that does not expire.
    boolean sensible = seconds.signum() > 0 && seconds.compareTo(LONGEST_LIFE) <= 0;
    return number && sensible ? Duration.ofSeconds(seconds.longValue()) : null;
  }

  private static Set<String> scopes(JsonNode members) {
    JsonNode scope = members.path("scope");
    if (scope.isTextual()) {
      return Scopes.parse(scope.textValue());
    }
    Set<String> named = new LinkedHashSet<>();
    scope.forEach(each -> named.addAll(Scopes.parse(each.asText())));
    return named;
  }

  private static Map<String, String> kept(JsonNode members, Provider provider) {
    Map<String, String> kept = new LinkedHashMap<>();
    for (String name : provider.kept()) {
      JsonNode value = members.path(name);
      if (value.isValueNode() && !value.isNull()) {
        kept.put(name, value.asText());
      }
    }
    return kept;
  }

  private static @Nullable String text(JsonNode members, String name) {
    JsonNode value = members.path(name);
    return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
  }

  private static OAuthException unusable(Provider provider, String found) {
    return new OAuthException(
        Reason.PROVIDER, provider.tokenEndpoint().getHost() + " answered with " + found, true);
  }

  /** Never the tokens. */
  @Override
  public String toString() {
    return "TokenAnswer[lifetime=" + lifetime + "]";
  }
}

package io.github.mondayauth.oauth.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.http.GuardedTransport;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request to a provider's API with an access token, in which {@code {name}} stands for a value
 * that is known when it is sent. {@code ServiceRequest} is its public facade. Immutable.
 *
 * @param method {@code GET}, {@code POST} or {@code DELETE}
 * @param uri the address, in which values are percent-encoded
 * @param authorization how it is authorized
 * @param headers further headers
 * @param json whether the body is a JSON object and not a form
 * @param body the fields of the body, or empty for no body
 * @param statuses statuses that mean success in addition to 2xx
 * @param required fields of the response that mean success, with their values
 */
public record RequestTemplate(
    String method,
    String uri,
    Authorization authorization,
    Map<String, String> headers,
    boolean json,
    Map<String, String> body,
    Set<Integer> statuses,
    Map<FieldPath, String> required) {
  /** How a request is authorized. */
  public enum Authorization {
    /** With the access token, or the token to revoke, in the header {@code Authorization}. */
    BEARER,
    /** With client id and client secret in the header {@code Authorization}. */
    CLIENT,
    /** Not in the header {@code Authorization}, unless the template sets it. */
    NONE
  }

  /** The access token, or the token to revoke. */
  static final String TOKEN = "token";

  static final String CLIENT_ID = "client_id";
  static final String CLIENT_SECRET = "client_secret";

  /** The customer's host. */
  static final String HOST = "host";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_]+(?:[.][\\w.]+)?)}");

  /** The scheme and the authority of an address, or the placeholder of an address. */
  private static final Pattern ORIGIN =
      Pattern.compile("(?:https?://[^/?#]+|\\{[A-Za-z0-9_.]+})(?=[/?#]|$)");

  /**
   * Checks the address.
   *
   * @throws IllegalArgumentException if it does not begin with an origin, or contains a secret
   */
  public RequestTemplate {
    if (!ORIGIN.matcher(uri).lookingAt() || placeholders(uri).contains(CLIENT_SECRET)) {
      throw new IllegalArgumentException(
          "the address of a request: expected https://, a host and a path without the client"
              + " secret, found "
              + uri);
    }
    Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    anyCase.putAll(headers);
    headers = Collections.unmodifiableMap(anyCase);
    body = Collections.unmodifiableMap(new LinkedHashMap<>(body));
    statuses = Set.copyOf(statuses);
    required = Map.copyOf(required);
  }

  /** A request with the access token in the header and no body. */
  public static RequestTemplate of(String method, String uri) {
    return new RequestTemplate(
        method, uri, Authorization.BEARER, Map.of(), false, Map.of(), Set.of(), Map.of());
  }

  /**
   * The same with another address.
   *
   * @throws IllegalArgumentException if it does not begin with an origin, or contains a secret
   */
  public RequestTemplate withUri(String address) {
    return new RequestTemplate(
        method, address, authorization, headers, json, body, statuses, required);
  }

  /** The same with another authorization. */
  public RequestTemplate withAuthorization(Authorization other) {
    return new RequestTemplate(method, uri, other, headers, json, body, statuses, required);
  }

  /**
   * Adds a header, or replaces one with the same name, ignoring case.
   *
   * @throws IllegalArgumentException if the name is not a header name of RFC 9110, or the value
   *     contains anything but printable ASCII
   */
  public RequestTemplate withHeader(String name, String value) {
    GuardedTransport.checkHeader(name, value);
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new RequestTemplate(method, uri, authorization, more, json, body, statuses, required);
  }

  /** The same with one more field in its body, which is a form or a JSON object. */
  public RequestTemplate withField(boolean asJson, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(body);
    more.put(name, value);
    return new RequestTemplate(
        method, uri, authorization, headers, asJson, more, statuses, required);
  }

  /** The same with one more status that means success. */
  public RequestTemplate withStatus(int status) {
    Set<Integer> more = new LinkedHashSet<>(statuses);
    more.add(status);
    return new RequestTemplate(method, uri, authorization, headers, json, body, more, required);
  }

  /** The same with one more field that the response must have. */
  public RequestTemplate withRequired(FieldPath path, String value) {
    Map<FieldPath, String> more = new LinkedHashMap<>(required);
    more.put(path, value);
    return new RequestTemplate(method, uri, authorization, headers, json, body, statuses, more);
  }

  /** The placeholders of the address's origin: values that decide where the request goes. */
  public Set<String> placeholdersOfOrigin() {
    Matcher origin = ORIGIN.matcher(uri);
    return origin.lookingAt() ? placeholders(origin.group()) : Set.of();
  }

  private static Set<String> placeholders(String text) {
    Set<String> names = new LinkedHashSet<>();
    PLACEHOLDER.matcher(text).results().forEach(match -> names.add(match.group(1)));
    return names;
  }

  /**
   * The request.
   *
   * @param values the values of placeholders
   * @return the request, or null if one of its values is not known, or would remove a part of its
   *     path
   */
  @Nullable Request request(Map<String, String> values, String basicCredentials) {
    List<String> missing = new ArrayList<>();
    // Of those with the same name in any case, the last one is sent.
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Accept", "application/json");
    all.put("User-Agent", "monday-auth");
    if (authorization == Authorization.BEARER) {
      all.put("Authorization", "Bearer " + values.getOrDefault(TOKEN, ""));
    } else if (authorization == Authorization.CLIENT) {
      all.put("Authorization", "Basic " + basicCredentials);
    }
    headers.forEach((name, value) -> all.put(name, fill(value, values, text -> text, missing)));
    Map<String, String> filled = new LinkedHashMap<>();
    body.forEach((name, value) -> filled.put(name, fill(value, values, text -> text, missing)));
    String content = "";
    if (!filled.isEmpty()) {
      all.put("Content-Type", json ? "application/json" : Form.TYPE);
      content = json ? Json.write(filled) : Form.encode(filled);
    }
    Matcher origin = ORIGIN.matcher(uri);
    String filledOrigin =
        origin.lookingAt() ? fill(origin.group(), values, text -> text, missing) : "";
    int query = uri.indexOf('?');
    String path = uri.substring(origin.end(), query < 0 ? uri.length() : query);
    String filledRest =
        fill(path, values, RequestTemplate::pathSegment, missing)
            + fill(
                query < 0 ? "" : uri.substring(query), values, RequestTemplate::encoded, missing);
    String base =
        filledOrigin.endsWith("/") && filledRest.startsWith("/")
            ? filledOrigin.substring(0, filledOrigin.length() - 1)
            : filledOrigin;
    return missing.isEmpty()
        ? new Request(method, URI.create(base + filledRest), all, content)
        : null;
  }

  private static String fill(
      String template,
      Map<String, String> values,
      Function<String, @Nullable String> encoding,
      List<String> missing) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(
            match -> {
              String value = values.get(match.group(1));
              String filled = value == null ? null : encoding.apply(value);
              if (filled == null) {
                missing.add(match.group(1));
                return "";
              }
              return Matcher.quoteReplacement(filled);
            });
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, UTF_8).replace("+", "%20");
  }

  /** Null for a value without any character but dots, which may stand for another segment. */
  private static @Nullable String pathSegment(String value) {
    return value.matches("[.]*") ? null : encoded(value);
  }

  /** Whether a response means success; a status of 2xx is enough if no field is required. */
  boolean isSuccess(Response response) {
    return isSuccess(response, any -> true);
  }

  /**
   * Whether a response means success.
   *
   * @param undescribed decides for a response with status 2xx if no field is required
   */
  boolean isSuccess(Response response, Predicate<Response> undescribed) {
    if (statuses.contains(response.status())) {
      return true;
    }
    if (response.status() / 100 != 2) {
      return false;
    }
    if (required.isEmpty()) {
      return undescribed.test(response);
    }
    JsonNode document = Json.document(response.body());
    return required.entrySet().stream()
        .allMatch(field -> field.getValue().equals(field.getKey().findText(document)));
  }

  /** Shows the method and the address, in which placeholders are not filled in. */
  @Override
  public String toString() {
    return method + " " + uri;
  }
}

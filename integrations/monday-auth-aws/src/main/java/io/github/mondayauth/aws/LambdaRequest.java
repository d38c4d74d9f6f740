package io.github.mondayauth.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.oauth.BrowserRequest;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request that API Gateway or a function URL passed to a Lambda function, in the raw form
 * that the library reads.
 *
 * <p>It hides the differences between the payload formats 1.0 and 2.0: where cookies are, whether
 * parameters are decoded, whether the body is in base64, and whether the path contains the stage.
 * Immutable, and safe for use by several threads. {@link #toString()} shows the method only.
 */
public final class LambdaRequest {
  private final String method;
  private final String path;
  private final @Nullable String stage;
  private final @Nullable String query;
  private final EventHeaders headers;
  private final @Nullable String body;
  private final boolean base64;

  private LambdaRequest(
      @Nullable String method,
      @Nullable String path,
      @Nullable String stage,
      @Nullable String query,
      EventHeaders headers,
      @Nullable String body,
      boolean base64) {
    this.method = required("a method", method);
    this.path = required("a path", path);
    this.stage = stage;
    this.query = query == null || query.isEmpty() ? null : query;
    this.headers = headers;
    this.body = body;
    this.base64 = base64;
  }

  /**
   * Reads an event in payload format 2.0: of an HTTP API, or of a function URL.
   *
   * @param event the event
   * @return the request
   * @throws IllegalArgumentException if the event has no method or path: something other than a
   *     gateway sent it, or the gateway uses format 1.0
   */
  public static LambdaRequest of(APIGatewayV2HTTPEvent event) {
    APIGatewayV2HTTPEvent.@Nullable RequestContext context = event.getRequestContext();
    APIGatewayV2HTTPEvent.RequestContext.@Nullable Http http =
        context == null ? null : context.getHttp();
    return new LambdaRequest(
        http == null ? null : http.getMethod(),
        event.getRawPath(),
        context == null ? null : context.getStage(),
        event.getRawQueryString(),
        EventHeaders.version2(event.getHeaders(), event.getCookies()),
        event.getBody(),
        event.getIsBase64Encoded());
  }

  /**
   * Reads an event in payload format 1.0: of a REST API, or of an HTTP API that is configured so.
   *
   * @param event the event
   * @return the request
   * @throws IllegalArgumentException if the event has no method or path: something other than a
   *     gateway sent it, or the gateway uses format 2.0
   */
  public static LambdaRequest of(APIGatewayProxyRequestEvent event) {
    APIGatewayProxyRequestEvent.@Nullable ProxyRequestContext context = event.getRequestContext();
    // Only the context has the path as the client sent it; the event's own path lacks the stage.
    String path = context == null ? null : context.getPath();
    return new LambdaRequest(
        event.getHttpMethod(),
        path == null ? event.getPath() : path,
        context == null ? null : context.getStage(),
        DecodedQuery.encode(
            event.getMultiValueQueryStringParameters(), event.getQueryStringParameters()),
        EventHeaders.version1(event.getMultiValueHeaders(), event.getHeaders()),
        event.getBody(),
        Boolean.TRUE.equals(event.getIsBase64Encoded()));
  }

  private static String required(String part, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(
          "expected the event of an HTTP request, found one without "
              .concat(part)
              .concat(
                  ". Compare the payload format version of the gateway with the event's class"));
    }
    return value;
  }

  /**
   * The HTTP method.
   *
   * @return the method, in upper case
   */
  public String method() {
    return method;
  }

  /**
   * The path below the app's base URI, as monday.com and browsers requested it. The base URI's own
   * path is removed, and so is the stage, which format 2.0 puts in front unless it is {@code
   * $default}. If the app has several base URIs, the longest path that matches is removed.
   *
   * @param app the app
   * @return the path, which starts with a slash
   */
  public String path(MondayApp app) {
    String base = "";
    for (URI uri : app.baseUris()) {
      String each = uri.getRawPath();
      if (each.length() > base.length() && isBelow(each)) {
        base = each;
      }
    }
    if (!base.isEmpty()) {
      return below(base);
    }
    if (stage != null) {
      String prefix = "/".concat(stage);
      return isBelow(prefix) ? below(prefix) : path;
    }
    return path;
  }

  /**
   * The endpoint that received the request, for {@link io.github.mondayauth.RequestVerifier#verify}
   * in a function with several routes: the path below the base URI, with the query if there is one.
   * Format 1.0 has the query in decoded form only, and this method encodes it again; if the query
   * in the Developer Center is encoded in another way, pass the endpoint as a constant.
   *
   * @param app the app
   * @return a path, with the query if there is one
   */
  public String endpoint(MondayApp app) {
    return query == null ? path(app) : path(app).concat("?").concat(query);
  }

  private boolean isBelow(String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
  }

  private String below(String prefix) {
    return path.length() == prefix.length() ? "/" : path.substring(prefix.length());
  }

  /**
   * The value of a header, by its name in any letter case. Several values are joined with commas,
   * so that a header that was sent twice is never accepted as one of its values.
   *
   * @param name the name
   * @return the value, or null if there is none
   */
  public @Nullable String header(String name) {
    List<String> values = headers.all(requireNonNull(name));
    return values.isEmpty() ? null : values.size() == 1 ? values.get(0) : String.join(",", values);
  }

  /**
   * The {@code Authorization} header, for the verifiers.
   *
   * @return the value, or null if there is none
   */
  public @Nullable String authorization() {
    return header("Authorization");
  }

  /**
   * The body as text, decoded from UTF-8.
   *
   * @return the body, or null if there is none
   * @throws IllegalArgumentException if the event says that the body is in base64, and it is not
   */
  public @Nullable String body() {
    return body == null || !base64 ? body : new String(decoded(body), UTF_8);
  }

  /**
   * The body as bytes, for signatures over the raw body.
   *
   * @return a new array, empty if there is no body
   * @throws IllegalArgumentException if the event says that the body is in base64, and it is not
   */
  public byte[] bodyBytes() {
    if (body == null) {
      return new byte[0];
    }
    return base64 ? decoded(body) : body.getBytes(UTF_8);
  }

  private static byte[] decoded(String body) {
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException malformed) {
      // Without the cause, which may quote the body.
      throw new IllegalArgumentException(
          "the body of the event: expected base64, as isBase64Encoded says, found other text");
    }
  }

  /**
   * The request of a browser, for {@link io.github.mondayauth.oauth.Connections#begin} and {@link
   * io.github.mondayauth.oauth.Connections#resume}.
   *
   * @param app the app, whose base URI says where the path begins
   * @return the request
   * @throws MondayAuthException with a reply of status 405 if the method is neither {@code GET} nor
   *     {@code POST}; {@code HEAD} is refused so that no link preview uses up a callback
   * @throws IllegalArgumentException if the event says that the body is in base64, and it is not
   */
  public BrowserRequest browser(MondayApp app) {
    BrowserRequest raw =
        switch (method) {
          case "GET" -> BrowserRequest.get(path(app), query);
          case "POST" -> BrowserRequest.post(path(app), body());
          default -> throw new MethodNotAllowedException(method);
        };
    return raw.headers(headers::all);
  }

  /** Shows the method only, because everything else may contain a secret. */
  @Override
  public String toString() {
    return "LambdaRequest[".concat(method).concat("]");
  }
}

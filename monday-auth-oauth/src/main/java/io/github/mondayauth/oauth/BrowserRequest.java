package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request of a user's browser, in the raw form in which it arrived: what {@link
 * Connections#begin} and {@link Connections#resume} read.
 *
 * <p>Made from any framework's request in three lines; with servlets, a {@code GET} is
 *
 * <pre>{@code
 * BrowserRequest.get(request.getRequestURI(), request.getQueryString())
 *     .headers(name -> Collections.list(request.getHeaders(name)))
 * }</pre>
 *
 * <p>Query and form stay strings, because parameter maps merge duplicate parameters, which the
 * library refuses. Immutable and safe for use by several threads.
 */
public final class BrowserRequest {
  private final String method;
  private final String path;
  private final @Nullable String parameters;
  private final List<String> cookieHeaders;
  private final @Nullable String fetchDestination;
  private final @Nullable String acceptLanguage;

  private BrowserRequest(
      String method,
      String path,
      @Nullable String parameters,
      List<String> cookieHeaders,
      @Nullable String fetchDestination,
      @Nullable String acceptLanguage) {
    this.method = method;
    this.path = requireNonNull(path);
    this.parameters = parameters;
    this.cookieHeaders = cookieHeaders;
    this.fetchDestination = fetchDestination;
    this.acceptLanguage = acceptLanguage;
  }

  /**
   * A {@code GET} request without headers.
   *
   * @param path the path, without the query
   * @param rawQuery the query string, not decoded; null if there is none
   * @return the request
   */
  public static BrowserRequest get(String path, @Nullable String rawQuery) {
    return new BrowserRequest("GET", path, rawQuery, List.of(), null, null);
  }

  /**
   * A {@code POST} request without headers. Its query, if it has one, is not read.
   *
   * @param path the path, without the query
   * @param rawBody the body ({@code application/x-www-form-urlencoded}), not decoded; null if there
   *     is none
   * @return the request
   */
  public static BrowserRequest post(String path, @Nullable String rawBody) {
    return new BrowserRequest("POST", path, rawBody, List.of(), null, null);
  }

  /**
   * The same request with its headers. Only {@code Cookie}, {@code Sec-Fetch-Dest} and {@code
   * Accept-Language} are read; no other header is asked for or kept.
   *
   * @param values returns the values of the header with a given name, in the order in which they
   *     arrived; null or an empty list if the request has no such header
   * @return a new request
   */
  public BrowserRequest headers(Function<String, ? extends @Nullable List<String>> values) {
    return new BrowserRequest(
        method,
        path,
        parameters,
        all(values, "Cookie"),
        first(values, "Sec-Fetch-Dest"),
        first(values, "Accept-Language"));
  }

  private static List<String> all(
      Function<String, ? extends @Nullable List<String>> values, String name) {
    List<String> found = values.apply(name);
    return found == null ? List.of() : List.copyOf(found);
  }

  private static @Nullable String first(
      Function<String, ? extends @Nullable List<String>> values, String name) {
    List<String> found = all(values, name);
    return found.isEmpty() ? null : found.get(0);
  }

  String path() {
    return path;
  }

  /** The raw query of a {@code GET}, the raw body of a {@code POST}. */
  @Nullable String parameters() {
    return parameters;
  }

  List<String> cookieHeaders() {
    return cookieHeaders;
  }

  @Nullable String fetchDestination() {
    return fetchDestination;
  }

  @Nullable String acceptLanguage() {
    return acceptLanguage;
  }

  /** Shows method and path only. */
  @Override
  public String toString() {
    return method + " " + path;
  }
}

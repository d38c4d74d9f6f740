package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.oauth.web.RawRequest;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A browser's request in raw form, as {@link Connections#begin} and {@link Connections#resume} need
 * it. Build it from your framework's request in three lines. With servlets, a {@code GET} request
 * is
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
  private final RawRequest raw;

  private BrowserRequest(RawRequest raw) {
    this.raw = raw;
  }

  private static BrowserRequest of(String method, String path, @Nullable String parameters) {
    return new BrowserRequest(
        new RawRequest(method, requireNonNull(path), parameters, List.of(), null, null));
  }

  /**
   * A {@code GET} request without headers.
   *
   * @param path the path, without the query
   * @param rawQuery the query string, not decoded; null if there is none
   * @return the request
   */
  public static BrowserRequest get(String path, @Nullable String rawQuery) {
    return of("GET", path, rawQuery);
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
    return of("POST", path, rawBody);
  }

  /**
   * The same request with its headers. The function is called for {@code Cookie}, {@code
   * Sec-Fetch-Dest} and {@code Accept-Language} only; no other header is read or kept.
   *
   * @param values returns the values of the header with a given name, in the order in which they
   *     arrived; null or an empty list if the request has no such header
   * @return a new request
   */
  public BrowserRequest headers(Function<String, ? extends @Nullable List<String>> values) {
    return new BrowserRequest(
        new RawRequest(
            raw.method(),
            raw.path(),
            raw.parameters(),
            all(values, "Cookie"),
            first(values, "Sec-Fetch-Dest"),
            first(values, "Accept-Language")));
  }

  private static List<String> all(
      Function<String, ? extends @Nullable List<String>> values, String name) {
    List<String> found = values.apply(name);
    return found == null ? List.of() : found;
  }

  private static @Nullable String first(
      Function<String, ? extends @Nullable List<String>> values, String name) {
    List<String> found = all(values, name);
    return found.isEmpty() ? null : found.get(0);
  }

  RawRequest raw() {
    return raw;
  }

  /** Shows method and path only. */
  @Override
  public String toString() {
    return raw.toString();
  }
}

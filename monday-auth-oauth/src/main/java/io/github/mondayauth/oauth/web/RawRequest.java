package io.github.mondayauth.oauth.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A browser's request in raw form. {@code BrowserRequest} is its public facade.
 *
 * @param method {@code GET} or {@code POST}
 * @param path the path, without the query
 * @param parameters the raw query of a {@code GET}, the raw body of a {@code POST}; null for none
 * @param cookieHeaders the values of the {@code Cookie} headers
 * @param fetchDestination the {@code Sec-Fetch-Dest} header, or null
 * @param acceptLanguage the {@code Accept-Language} header, or null
 */
public record RawRequest(
    String method,
    String path,
    @Nullable String parameters,
    List<String> cookieHeaders,
    @Nullable String fetchDestination,
    @Nullable String acceptLanguage) {

  /** Copies the list. */
  public RawRequest {
    cookieHeaders = List.copyOf(cookieHeaders);
  }

  /** The raw query of a {@code GET}; null for none, and for a {@code POST}. */
  public @Nullable String query() {
    return method.equals("GET") ? parameters : null;
  }

  /** Shows method and path only. */
  @Override
  public String toString() {
    return method + " " + path;
  }
}

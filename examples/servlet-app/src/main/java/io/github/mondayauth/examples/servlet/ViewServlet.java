package io.github.mondayauth.examples.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.mondayauth.Reply;
import io.github.mondayauth.SessionClaims;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.servlet.ServletAdapter;
import io.github.mondayauth.servlet.SessionTokenFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A view that monday.com shows in a frame, in which users connect their accounts. Map it to {@code
 * /view} and {@code /view/*}, and {@link SessionTokenFilter} to {@link #LINK} and {@link #STATUS}.
 *
 * <p>The page itself is public and the same for everybody. Its script sends a session token with
 * each POST, in the {@code Authorization} header: a token in an address would be in logs and
 * histories.
 */
final class ViewServlet extends HttpServlet {
  /** The path that replies with a connect link for the user of the session token. */
  static final String LINK = "/view/link";

  /** The path that replies with what this user has connected. */
  static final String STATUS = "/view/status";

  /** The path of the page at which a user arrives in the end, in the new tab. */
  static final String DONE = "/view/done";

  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
  private static final String HTML = "text/html; charset=utf-8";

  private final transient Connections connections;
  private final transient Map<String, String> titles;
  private final transient Map<String, Reply> pages;
  private final URI done;

  /**
   * Creates the servlet.
   *
   * @param titles the names of the connections with their titles
   * @param mondayOrigins the origins of monday.com's pages, which may show the view in a frame
   * @param done the public URL of {@link #DONE}
   */
  ViewServlet(Connections connections, Map<String, String> titles, String mondayOrigins, URI done) {
    this.connections = connections;
    this.titles = new LinkedHashMap<>(titles);
    this.done = done;
    this.pages =
        Map.of(
            "/view",
            file("view.html", HTML, mondayOrigins),
            "/view/view.js",
            file("view.js", "text/javascript; charset=utf-8", "'none'"),
            "/view/view.css",
            file("view.css", "text/css; charset=utf-8", "'none'"),
            DONE,
            file("view-done.html", HTML, "'none'"));
  }

  private static Reply file(String name, String contentType, String frameAncestors) {
    Map<String, String> headers =
        Map.of(
            "Content-Type",
            contentType,
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
                + " data:; base-uri 'none'; form-action 'none'; frame-ancestors "
                + frameAncestors,
            "Referrer-Policy",
            "no-referrer",
            "X-Content-Type-Options",
            "nosniff",
            "Cache-Control",
            "no-cache");
    try (InputStream in = requireNonNull(ViewServlet.class.getResourceAsStream(name))) {
      return Reply.of(200, headers, List.of(), new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("Expected the resource " + name + ", found none", e);
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Reply page = pages.get(path(request));
    ServletAdapter.send(page == null ? notFound() : page, response);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ServletAdapter.send(reply(request), response);
  }

  private Reply reply(HttpServletRequest request) throws IOException {
    return switch (path(request)) {
      case LINK ->
          json(Map.of("link", connections.link(SessionTokenFilter.claims(request), done).toUri()));
      case STATUS -> json(Map.of("connections", status(SessionTokenFilter.claims(request))));
      default -> notFound();
    };
  }

  private static String path(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }

  private List<Object> status(SessionClaims claims) {
    Set<String> connected = connections.connected(claims.user());
    List<Object> status = new ArrayList<>();
    titles.forEach(
        (name, title) -> status.add(Map.of("title", title, "connected", connected.contains(name))));
    return status;
  }

  private static Reply json(Object content) throws IOException {
    return Reply.json(200, JSON.writeValueAsString(content));
  }

  private static Reply notFound() {
    return Reply.json(404, "{\"error\":\"not_found\"}");
  }
}

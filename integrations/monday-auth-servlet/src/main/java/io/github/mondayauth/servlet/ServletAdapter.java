package io.github.mondayauth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import io.github.mondayauth.oauth.BrowserRequest;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Converts between the servlet API and the raw strings that the library reads and writes. Static
 * methods only, safe for use by several threads.
 */
public final class ServletAdapter {
  private static final System.Logger LOG = System.getLogger("io.github.mondayauth.servlet");

  private static final int MAX_CAUSES = 32;

  /** The most that is read of a refused request's body: more than monday.com sends. */
  private static final int UNREAD_BODY = 64 * 1024;

  private ServletAdapter() {}

  /**
   * The endpoint that received a request, for {@link io.github.mondayauth.RequestVerifier#verify}:
   * the raw path and query by which the container routed it. The path is the one below the context
   * path. If the application has a context path, the base URI of the app ends with it.
   *
   * @param request the request
   * @return a path, with the query if there is one
   */
  public static String endpoint(HttpServletRequest request) {
    String query = request.getQueryString();
    return query == null ? path(request) : path(request) + "?" + query;
  }

  private static String path(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }

  /**
   * The {@code Authorization} header of a request, for the verifiers. Several headers are joined
   * with commas, so that every verifier refuses them: an intermediary that reads the last header
   * would otherwise see another token than the one that is verified.
   *
   * @param request the request
   * @return the value, or null if there is none
   */
  public static @Nullable String authorization(HttpServletRequest request) {
    String first = request.getHeader("Authorization");
    if (first == null) {
      return null;
    }
    return String.join(",", Collections.list(request.getHeaders("Authorization")));
  }

  /**
   * The raw body of a request, decoded from UTF-8. Reads the input stream, or the reader if another
   * component has opened that.
   *
   * @param request the request
   * @return the body, empty if there is none or another component has consumed it
   * @throws MondayAuthException with a reply of status 413 if the body is longer than 256 KiB
   * @throws IOException if the body cannot be read
   */
  public static String body(HttpServletRequest request) throws IOException {
    return RequestBody.read(request);
  }

  /**
   * A browser's request in raw form, for {@link io.github.mondayauth.oauth.Connections#begin} and
   * {@link io.github.mondayauth.oauth.Connections#resume}. A form that an earlier filter has parsed
   * is put together again from the request's parameters, with their duplicates.
   *
   * @param request a {@code GET} or {@code POST} request
   * @return the request
   * @throws IllegalArgumentException if the request has another method
   * @throws MondayAuthException with a reply of status 413 if the body is longer than 256 KiB
   * @throws IOException if the body cannot be read
   */
  public static BrowserRequest browserRequest(HttpServletRequest request) throws IOException {
    BrowserRequest raw =
        switch (request.getMethod()) {
          case "GET" -> BrowserRequest.get(path(request), request.getQueryString());
          case "POST" -> BrowserRequest.post(path(request), RequestBody.readForm(request));
          default ->
              throw new IllegalArgumentException(
                  "a browser's request: expected GET or POST, found " + request.getMethod());
        };
    return raw.headers(name -> Collections.list(request.getHeaders(name)));
  }

  /**
   * Sends a reply in place of anything that is in the response's buffer. Headers that are set
   * already stay, unless the reply sets them too.
   *
   * @param reply the reply
   * @param response a response that is not committed
   * @throws IllegalStateException if the response is committed
   * @throws IOException if the reply cannot be written
   */
  public static void send(Reply reply, HttpServletResponse response) throws IOException {
    response.resetBuffer();
    ServletOutputStream out = output(response);
    response.setStatus(reply.status());
    reply.headers().forEach(response::setHeader);
    reply.cookies().forEach(cookie -> response.addHeader("Set-Cookie", cookie));
    byte[] body = reply.body().getBytes(UTF_8);
    response.setContentLength(body.length);
    out.write(body);
  }

  /** The output stream. A response whose writer was used loses its headers, and is usable again. */
  private static ServletOutputStream output(HttpServletResponse response) throws IOException {
    try {
      return response.getOutputStream();
    } catch (IllegalStateException writerInUse) {
      response.reset();
      return response.getOutputStream();
    }
  }

  /**
   * Replies to a request that failed with one of the library's exceptions. Containers and
   * frameworks wrap what a handler throws, for example in a {@code ServletException}, so the first
   * 32 exceptions of the chain of causes are searched.
   *
   * <p>Up to 64 KiB of the request's body are read first: after a reply to a request whose body
   * nobody has read, a container may close the connection while monday.com sends its next request
   * on it. The refusal is logged at {@code INFO}, without the path or anything else from the
   * request but its method.
   *
   * @param failure the exception that was caught, or null
   * @param request the request that failed
   * @param response the response to the request
   * @return whether the reply was sent. If not, then because no exception of the library is in the
   *     chain, or because the response is committed; the caller handles the exception as any other
   * @throws IOException if the reply cannot be written
   */
  public static boolean refuse(
      @Nullable Throwable failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<MondayAuthException> found = find(failure);
    if (found.isEmpty() || response.isCommitted()) {
      return false;
    }
    log(found.get(), request);
    RequestBody.discard(request, UNREAD_BODY);
    send(found.get().reply(), response);
    return true;
  }

  /** The first exception of the library in the chain of causes. */
  static Optional<MondayAuthException> find(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof MondayAuthException found) {
        return Optional.of(found);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  /** Logs the exception, whose message contains no secret, and not the path, which may. */
  static void log(MondayAuthException refusal, HttpServletRequest request) {
    LOG.log(Level.INFO, () -> request.getMethod() + " refused: " + refusal);
  }
}

package io.github.mondayauth.servlet;

import io.github.mondayauth.MondayAuthException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Replies to requests that failed with an exception of the library. */
final class Refusals {
  /** More than monday.com sends, so that its connection stays usable after a refusal. */
  private static final int UNREAD_BODY = 32 * 1024;

  private static final System.Logger LOG = System.getLogger("io.github.mondayauth.servlet");

  private Refusals() {}

  /**
   * Sends the reply of the library's exception, however it is wrapped.
   *
   * @return false if the failure has nothing to do with the library or the response is committed;
   *     nothing was sent then
   */
  static boolean send(Exception failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<MondayAuthException> found = ServletAdapter.find(failure);
    if (found.isEmpty() || response.isCommitted()) {
      return false;
    }
    log(found.get(), request);
    RequestBody.discard(request, UNREAD_BODY);
    ServletAdapter.send(found.get().reply(), response);
    return true;
  }

  /** Logs the exception, whose message contains no secret, and not the path, which may. */
  static void log(MondayAuthException refusal, HttpServletRequest request) {
    LOG.log(Level.INFO, () -> request.getMethod() + " refused: " + refusal);
  }
}

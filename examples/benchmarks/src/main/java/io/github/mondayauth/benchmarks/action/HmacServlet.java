package io.github.mondayauth.benchmarks.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.MondayUser;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SignatureException;
import java.sql.SQLException;

/** The action without the library: a bare HMAC check, and two credentials from some store. */
final class HmacServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient HmacCheck check = new HmacCheck();
  private final transient Credentials credentials;

  /** A store of credentials. */
  interface Credentials {
    /** Reads a user's credential, and returns its length. */
    int length(MondayUser user, String connection) throws SQLException;
  }

  HmacServlet(Credentials credentials) {
    this.credentials = credentials;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    request.getInputStream().readAllBytes();
    try {
      MondayUser user = check.user(request.getHeader("Authorization"));
      int first = credentials.length(user, ActionRequests.FIRST);
      int second = credentials.length(user, ActionRequests.SECOND);
      byte[] body = ActionRequests.reply(user, first, second).getBytes(UTF_8);
      response.setContentType("application/json");
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    } catch (SignatureException forged) {
      response.setStatus(401);
    } catch (SQLException e) {
      throw new ServletException(e);
    }
  }
}

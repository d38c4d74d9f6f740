package io.github.mondayauth.examples.servlet;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.NotConnectedException;
import io.github.mondayauth.servlet.ServletAdapter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a user whose service is not connected a notification with a link, at which they connect it.
 * Other people may read the notification too, but nobody else can complete the link.
 */
final class ReconnectFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ReconnectFilter.class);

  /** How long a user may take to read the notification. */
  private static final Duration VALIDITY = Duration.ofDays(7);

  private final transient Connections connections;
  private final URI done;

  /**
   * Creates the filter.
   *
   * @param done the public URL of the page at which a user arrives after connecting
   */
  ReconnectFilter(Connections connections, URI done) {
    this.connections = connections;
    this.done = done;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      chain.doFilter(request, response);
    } catch (NotConnectedException e) {
      LOG.info("{}", e.toString());
      ServletAdapter.send(notification(e), response);
    }
  }

  private Reply notification(NotConnectedException missing) {
    try {
      URI link = missing.link(connections, done).validFor(VALIDITY).toUri();
      return Reply.notifyUser(
          (missing.wasConnected() ? "Reconnect " : "Connect ") + missing.title(),
          "This automation cannot run without access to "
              + missing.title()
              + ". Open this link within seven days: "
              + link);
    } catch (MondayAuthException e) {
      // The account is not open, for example: then the user has to begin at monday.com.
      return missing.reply();
    }
  }
}

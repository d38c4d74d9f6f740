package io.github.mondayauth.examples.servlet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mondayauth.Reply;
import io.github.mondayauth.Secret;
import io.github.mondayauth.servlet.ServletAdapter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The provider identifier of an OAuth credential that monday.com keeps: says to whom an access
 * token of the service belongs. monday.com calls it after a user has connected the service.
 *
 * <p>monday.com documents no proof that such a request comes from it, so the token is the input of
 * a stranger. The servlet sends it to the service and returns what the service says, and does
 * nothing else. It bounds the length of the request, the number of calls at a time and, through the
 * client, their duration. It writes neither the token nor the reply to a log.
 */
final class ProviderIdentifierServlet extends HttpServlet {
  /** Looks up the owner of an access token at the service. */
  interface Owners {
    /**
     * Returns the login of the token's owner, or empty if the service refuses the token.
     *
     * @throws IOException if the service is unavailable
     */
    Optional<String> login(Secret accessToken) throws IOException;
  }

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ProviderIdentifierServlet.class);
  private static final int MAX_BODY = 16_384;
  private static final int MAX_CALLS = 8;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final transient Owners owners;
  private final transient Semaphore calls = new Semaphore(MAX_CALLS);

  ProviderIdentifierServlet(Owners owners) {
    this.owners = owners;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ServletAdapter.send(reply(request), response);
  }

  private Reply reply(HttpServletRequest request) throws IOException {
    String token = token(request.getInputStream().readNBytes(MAX_BODY + 1));
    if (token == null) {
      return error(400, "Expected a JSON body with a token");
    }
    if (!calls.tryAcquire()) {
      return error(503, "Too many calls");
    }
    try {
      Optional<String> login = owners.login(Secret.of(token));
      return login.isEmpty()
          ? error(400, "The service refuses the token")
          // Use an id that never changes. A login serves as one at this service.
          : Reply.json(
              200,
              JSON.writeValueAsString(
                  Map.of("providerUniqueIdentifier", login.get(), "displayName", login.get())));
    } catch (IOException e) {
      LOG.warn("The owner of a credential could not be looked up: {}", e.getClass().getName());
      return error(503, "The service is unavailable");
    } finally {
      calls.release();
    }
  }

  /** Reads the field {@code token}: visible ASCII characters, which a header may contain. */
  private static @Nullable String token(byte[] body) throws IOException {
    if (body.length > MAX_BODY) {
      return null;
    }
    try {
      JsonNode token = JSON.readTree(body).path("token");
      return token.isTextual() && token.asText().matches("[!-~]+") ? token.asText() : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static Reply error(int status, String message) {
    return Reply.json(status, "{\"error\":\"" + message + "\"}");
  }
}

package io.github.mondayauth.examples.servlet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.servlet.MondayRequestFilter;
import io.github.mondayauth.servlet.ServletAdapter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A JSON endpoint that monday.com calls with POST. Map it behind {@link MondayRequestFilter}. */
final class JsonServlet extends HttpServlet {
  /** The work of an endpoint. */
  interface Endpoint {
    /**
     * Handles a verified request.
     *
     * @param claims the verified account and user
     * @param payload the {@code payload} of the body, which the token does not authenticate
     * @return an object or a list, which is sent as JSON
     */
    Object handle(RequestClaims claims, JsonNode payload) throws IOException;
  }

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(JsonServlet.class);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final transient Endpoint endpoint;

  JsonServlet(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ServletAdapter.send(reply(request), response);
  }

  private Reply reply(HttpServletRequest request) throws IOException {
    JsonNode payload;
    try {
      payload = JSON.readTree(ServletAdapter.body(request)).path("payload");
    } catch (JsonProcessingException e) {
      return Reply.json(400, "{\"error\":\"Expected a JSON body\"}");
    }
    try {
      Object result = endpoint.handle(MondayRequestFilter.claims(request), payload);
      return Reply.json(200, JSON.writeValueAsString(result));
    } catch (IOException e) {
      LOG.warn("{}: {}", request.getServletPath(), e.getMessage());
      // A service is unavailable. monday.com retries every minute for half an hour.
      return Reply.json(503, "{\"error\":\"A service is unavailable\"}");
    }
  }
}

package io.github.mondayauth.examples.servlet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.mondayauth.Reply;
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
     * @return a {@link Reply}; or an object or a list, which is sent as JSON with status 200
     */
    Object handle(BlockRequest request) throws IOException;
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
    String body = ServletAdapter.body(request);
    JsonNode payload;
    try {
      payload = JSON.readTree(body).path("payload");
    } catch (JsonProcessingException e) {
      return Reply.json(400, "{\"error\":\"Expected a JSON body\"}");
    }
    try {
      Object result =
          endpoint.handle(new BlockRequest(MondayRequestFilter.claims(request), payload, body));
      return result instanceof Reply reply
          ? reply
          : Reply.json(200, JSON.writeValueAsString(result));
    } catch (IOException e) {
      LOG.warn("{}: {}", request.getServletPath(), e.getMessage());
      // A service is unavailable. monday.com retries every minute for half an hour.
      return Reply.json(503, "{\"error\":\"A service is unavailable\"}");
    }
  }
}

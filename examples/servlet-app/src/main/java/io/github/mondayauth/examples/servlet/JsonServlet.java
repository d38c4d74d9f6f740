package io.github.mondayauth.examples.servlet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestClaims;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An endpoint that monday.com POSTs JSON to and wants JSON from, behind the filter. */
final class JsonServlet extends HttpServlet {
  /** What an endpoint does. */
  interface Endpoint {
    /**
     * Answers a verified request.
     *
     * @param claims who it is about
     * @param payload what monday.com's blocks send along; not bound to the token
     * @return an object or a list that becomes the JSON answer
     */
    Object answer(RequestClaims claims, JsonNode payload) throws IOException;
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
    Replies.send(answer(request), response);
  }

  private Reply answer(HttpServletRequest request) throws IOException {
    JsonNode payload;
    try {
      payload = JSON.readTree(Replies.body(request)).path("payload");
    } catch (JsonProcessingException e) {
      return Reply.json(400, "{\"error\":\"the body is no JSON\"}");
    }
    try {
      Object answer = endpoint.answer(MondayRequestFilter.claims(request), payload);
      return Reply.json(200, JSON.writeValueAsString(answer));
    } catch (IOException e) {
      LOG.warn("{}: {}", request.getServletPath(), e.getMessage());
      // A service is down for now: monday.com comes again, every minute for half an hour.
      return Reply.json(503, "{\"error\":\"a service did not answer\"}");
    }
  }
}

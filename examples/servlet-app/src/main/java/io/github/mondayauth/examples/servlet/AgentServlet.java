package io.github.mondayauth.examples.servlet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mondayauth.AgentRequest;
import io.github.mondayauth.AgentRequestVerifier;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import io.github.mondayauth.servlet.ServletAdapter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The callback URL of an external agent, which replies to a chat with what it was sent. It follows
 * a preview of monday.com's API.
 *
 * <p>It recognizes repetitions in this process only. An application on several instances keeps the
 * delivery ids in its database.
 */
final class AgentServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(AgentServlet.class);
  private static final int MAX_BODY = 1_048_576;
  private static final int MAX_DELIVERIES = 10_000;
  private static final String DONE = "data: [DONE]\n\n";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final transient AgentRequestVerifier verifier;
  private final transient Set<String> deliveries =
      Collections.newSetFromMap(
          Collections.synchronizedMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MAX_DELIVERIES;
                }
              }));

  AgentServlet(AgentRequestVerifier verifier) {
    this.verifier = verifier;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ServletAdapter.send(reply(request), response);
  }

  private Reply reply(HttpServletRequest request) throws IOException {
    // One byte more than the verifier accepts, so that it sees that a body is too long.
    byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
    AgentRequest verified;
    try {
      verified = verifier.verify(name -> Collections.list(request.getHeaders(name)), body);
    } catch (MondayAuthException e) {
      LOG.info("Refused: {}", e.toString());
      return e.reply();
    }
    if (!deliveries.add(verified.deliveryId())) {
      LOG.info("{} is a repetition", verified);
      return events(DONE);
    }
    try {
      JsonNode event = JSON.readTree(body);
      String text = event.path("payload").path("text").asText();
      return event.path("triggerType").asText().equals("chat")
          ? events("data: " + message("You wrote: " + text) + "\n\n" + DONE)
          : events(DONE);
    } catch (JsonProcessingException e) {
      return Reply.json(400, "{\"error\":\"Expected a JSON body\"}");
    }
  }

  private static String message(String text) throws JsonProcessingException {
    return JSON.writeValueAsString(
        JSON.createObjectNode().put("type", "text").put("content", text));
  }

  private static Reply events(String events) {
    Map<String, String> headers =
        Map.of("Content-Type", "text/event-stream; charset=utf-8", "Cache-Control", "no-store");
    return Reply.of(200, headers, List.of(), events);
  }
}

package io.github.mondayauth.examples.servlet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mondayauth.AgentRequest;
import io.github.mondayauth.Reply;
import io.github.mondayauth.servlet.AgentRequestFilter;
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
 * The callback URL of an external agent, which replies to a chat with what it was sent. Map it
 * behind {@link AgentRequestFilter}. It follows a preview of monday.com's API.
 *
 * <p>It recognizes repetitions in this process only. An application on several instances keeps the
 * delivery ids in its database.
 */
final class AgentServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(AgentServlet.class);
  private static final int MAX_DELIVERIES = 10_000;
  private static final String DONE = "data: [DONE]\n\n";
  private static final ObjectMapper JSON = new ObjectMapper();

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

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ServletAdapter.send(reply(request), response);
  }

  private Reply reply(HttpServletRequest request) throws IOException {
    AgentRequest verified = AgentRequestFilter.agentRequest(request);
    if (!deliveries.add(verified.deliveryId())) {
      LOG.info("{} is a repetition", verified);
      return events(DONE);
    }
    try {
      JsonNode event = JSON.readTree(request.getInputStream());
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

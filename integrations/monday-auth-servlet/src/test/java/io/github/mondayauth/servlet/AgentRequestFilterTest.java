package io.github.mondayauth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestClock;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AgentRequestFilterTest {
  private static final String AGENT = "71234567890";
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String BODY = "{\"text\":\"h\u00e9llo\"}";

  private final RegisteredApp registered = RegisteredApp.random();
  private final TestClock clock = TestClock.at(Instant.parse("2026-11-21T10:00:00Z"));
  private final MondayTokens tokens = MondayTokens.of(registered, clock);
  private final List<String> handled = Collections.synchronizedList(new ArrayList<>());
  private TestServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  /** Reads a body in one of the ways that a servlet may. */
  interface Reading {
    String body(HttpServletRequest request) throws IOException;
  }

  @SuppressWarnings("serial")
  private void start(TestServer.Container container, Reading reading, Filter... earlier)
      throws Exception {
    server = container.open("");
    MondayApp app =
        MondayApp.builder(registered.clientId(), URI.create("https://app.example.com"))
            .timeSource(clock)
            .build();
    for (Filter filter : earlier) {
      server.filter(filter, "/agent");
    }
    server.filter(
        new AgentRequestFilter(
            app.agentRequestVerifier(
                id -> id.equals(AGENT) ? List.of(Secret.of(SECRET)) : List.of())),
        "/agent");
    server.servlet(
        new HttpServlet() {
          @Override
          protected void service(HttpServletRequest request, HttpServletResponse response)
              throws IOException {
            handled.add(AgentRequestFilter.agentRequest(request).agentId());
            response.setCharacterEncoding("UTF-8");
            response.getWriter().print(reading.body(request));
          }
        },
        "/*");
    server.start();
  }

  private static String stream(HttpServletRequest request) throws IOException {
    return new String(request.getInputStream().readAllBytes(), UTF_8);
  }

  private static String reader(HttpServletRequest request) throws IOException {
    request.setCharacterEncoding("UTF-8");
    return request.getReader().readLine();
  }

  private HttpResponse<String> send(String signed, String sent, String... more) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.at("/agent"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(sent));
    for (Map.Entry<String, String> header : tokens.agentHeaders(AGENT, SECRET, signed).entrySet()) {
      request.header(header.getKey(), header.getValue());
    }
    if (more.length > 0) {
      request.headers(more);
    }
    return server.send(request);
  }

  @ParameterizedTest
  @EnumSource
  void theServletReadsTheVerifiedBodyFromTheStream(TestServer.Container container)
      throws Exception {
    start(container, AgentRequestFilterTest::stream);

    assertThat(send(BODY, BODY).body()).isEqualTo(BODY);
    assertThat(handled).containsExactly(AGENT);
  }

  @ParameterizedTest
  @EnumSource
  void theServletReadsTheVerifiedBodyFromTheReader(TestServer.Container container)
      throws Exception {
    start(container, AgentRequestFilterTest::reader);

    assertThat(send(BODY, BODY).body()).isEqualTo(BODY);
  }

  @ParameterizedTest
  @EnumSource
  void attackWithAnotherBodyTimeOrSenderReachesNoServlet(TestServer.Container container)
      throws Exception {
    start(container, AgentRequestFilterTest::stream);

    assertThat(send(BODY, BODY + "\n").statusCode()).isEqualTo(401);
    assertThat(send(BODY, "").statusCode()).isEqualTo(401);
    assertThat(send(BODY, BODY, "x-monday-agent-id", "1").statusCode()).isEqualTo(401);
    assertThat(send(BODY, BODY, "x-monday-signature", "sha256=" + "0".repeat(64)).statusCode())
        .isEqualTo(401);
    assertThat(
            server
                .send(
                    HttpRequest.newBuilder(server.at("/agent"))
                        .header("Authorization", tokens.session().sign())
                        .POST(BodyPublishers.ofString(BODY)))
                .statusCode())
        .isEqualTo(401);
    String longest = "x".repeat(1_048_576);
    assertThat(send(longest + "x", longest + "x").body()).contains("Reason: too_large.");
    assertThat(handled).isEmpty();

    assertThat(send(longest, longest).statusCode()).isEqualTo(200);
    clock.advance(Duration.ofMinutes(6));
    assertThat(send(BODY, BODY).statusCode()).as("signed now").isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void aBodyThatAnEarlierFilterHasReadIsRefused(TestServer.Container container) throws Exception {
    start(
        container,
        AgentRequestFilterTest::stream,
        earlier(request -> request.getInputStream().readAllBytes()));

    assertThat(send(BODY, BODY).statusCode()).isEqualTo(401);
    assertThat(handled).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aReaderThatAnEarlierFilterHasOpenedFailsTheRequest(TestServer.Container container)
      throws Exception {
    start(container, AgentRequestFilterTest::stream, earlier(HttpServletRequest::getReader));

    assertThat(send(BODY, BODY).statusCode()).isEqualTo(500);
    assertThat(handled).isEmpty();
  }

  /** What a filter does before it passes a request on. */
  interface Step {
    Object with(HttpServletRequest request) throws IOException;
  }

  @SuppressWarnings("serial")
  private static Filter earlier(Step step) {
    return new HttpFilter() {
      @Override
      protected void doFilter(
          HttpServletRequest request, HttpServletResponse response, FilterChain chain)
          throws IOException, ServletException {
        assertThat(step.with(request)).isNotNull();
        chain.doFilter(request, response);
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void aServletMayNotUseStreamAndReader(TestServer.Container container) throws Exception {
    start(
        container,
        request -> {
          assertThat(request.getReader()).isSameAs(request.getReader());
          assertThatThrownBy(request::getInputStream).isInstanceOf(IllegalStateException.class);
          return "checked";
        });

    assertThat(send(BODY, BODY).body()).isEqualTo("checked");
  }
}

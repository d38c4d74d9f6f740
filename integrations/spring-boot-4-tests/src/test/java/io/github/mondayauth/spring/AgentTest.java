package io.github.mondayauth.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.AgentRequest;
import io.github.mondayauth.AgentRequestVerifier;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.FakeAgent;
import io.github.mondayauth.testkit.SentRequest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Requests to external agents. Spring Security has its defaults, and lets only them through. */
class AgentTest {
  private static final List<String> CALLED = Collections.synchronizedList(new ArrayList<>());

  private BootApp app;
  private FakeAgent agent;

  @RestController
  static class Handlers {
    @PostMapping("/agents/chat")
    String chat(AgentRequest request, @RequestBody Map<String, Object> body) {
      CALLED.add("chat");
      return request.agentId() + " " + body.get("triggerType");
    }

    @PostMapping("/agents/forgetful")
    String forgetful(@RequestBody String body) {
      CALLED.add("forgetful");
      return body;
    }

    @PostMapping("/agents/confused")
    String confused(RequestClaims claims) {
      CALLED.add("confused");
      return "confused";
    }

    @PostMapping("/monday/misplaced")
    String misplaced(AgentRequest request) {
      CALLED.add("misplaced");
      return "misplaced";
    }
  }

  @BeforeEach
  void create() throws Exception {
    CALLED.clear();
    app = new BootApp();
    agent = app.monday.addAgent(app.at("/agents/chat"));
    app.with(
        "monday-auth.agent-paths=/agents/**",
        "monday-auth.agent-secrets." + agent.id() + "=" + agent.signingSecret());
  }

  @AfterEach
  void close() {
    app.close();
  }

  @Test
  void handlerGetsTheAgentAndTheVerifiedBody() {
    app.start(Handlers.class);

    assertThat(agent.trigger("chat", "hello").body()).isEqualTo(agent.id() + " chat");
    app.clock.advance(Duration.ofMinutes(6));
    SentRequest late = app.monday.sent().get(0);
    assertThat(app.monday.resend(late).status()).isEqualTo(401);
    assertThat(CALLED).containsExactly("chat");
  }

  @Test
  void handlerThatForgetsTheArgumentIsCalledForVerifiedRequestsOnly() {
    app.start(Handlers.class);

    app.assertRefused(app.post("/agents/forgetful"));
    app.assertRefused(app.verified("/agents/forgetful"));
    app.assertRefused(app.post("/agents/unknown"));
    assertThat(CALLED).isEmpty();
    assertThat(signed("/agents/forgetful", "{}", "{}").body()).isEqualTo("{}");
  }

  @Test
  void attackWithAnotherBodyOrTwoHeadersCallsNoHandler() {
    app.start(Handlers.class);

    app.assertRefused(signed("/agents/forgetful", "{}", "{ }"));
    app.assertRefused(signed("/agents/forgetful", "{}", "{}", "x-monday-agent-id", agent.id()));
    assertThat(CALLED).isEmpty();
  }

  @Test
  void attackWithAnotherSpellingOfThePathCallsNoHandler() {
    app.start(Handlers.class);
    for (String path :
        List.of(
            "/agents/forgetful;x=1",
            "/agents;x=1/forgetful",
            "/agents/%66orgetful",
            "/%61gents/forgetful",
            "/agents//forgetful",
            "//agents/forgetful",
            "/./agents/forgetful",
            "/open/../agents/forgetful",
            "/agents/forgetful/",
            "/AGENTS/forgetful")) {
      app.post(path);
    }
    assertThat(CALLED).isEmpty();
  }

  @Test
  void argumentOfAnotherKindFailsClosed() {
    app.start(Handlers.class);

    app.assertRefused(signed("/agents/confused", "{}", "{}"));
    assertThat(signed("/monday/misplaced", "{}", "{}").statusCode()).isEqualTo(500);
    assertThat(app.verified("/monday/misplaced").statusCode()).isEqualTo(500);
    assertThat(CALLED).isEmpty();
  }

  /** The secrets of agents that users create are in the application's vault. */
  static class Secrets {
    static final AtomicReference<FakeAgent> KNOWN = new AtomicReference<>();

    @Bean
    AgentRequestVerifier agents(MondayApp app) {
      return app.agentRequestVerifier(
          id -> {
            FakeAgent known = KNOWN.get();
            return id.equals(known.id()) ? List.of(Secret.of(known.signingSecret())) : null;
          });
    }
  }

  @Test
  void beanOfTheApplicationFindsTheSecrets() {
    app.without("monday-auth.agent-secrets." + agent.id());
    Secrets.KNOWN.set(app.monday.addAgent(app.at("/agents/chat")));
    app.start(Handlers.class, Secrets.class);

    assertThat(Secrets.KNOWN.get().trigger("mention", "hello").body()).endsWith(" mention");
    assertThat(agent.trigger("mention", "hello").status()).isEqualTo(401);
  }

  private HttpResponse<String> signed(String path, String signed, String sent, String... more) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(app.at(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(sent));
    app.monday
        .tokens()
        .agentHeaders(agent.id(), agent.signingSecret(), signed)
        .forEach(request::header);
    if (more.length > 0) {
      request.headers(more);
    }
    return app.send(request);
  }
}

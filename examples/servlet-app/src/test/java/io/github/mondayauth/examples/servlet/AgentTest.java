package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.SentRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An external agent, from monday.com's request to the reply. */
class AgentTest {
  @TempDir Path folder;
  private AppFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = AppFixture.onSqlite(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void repliesToAChat() {
    AppReply reply = fixture.agent.trigger("chat", "h\u00e9llo \"you\"");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).startsWith("text/event-stream");
    assertThat(reply.body())
        .isEqualTo(
            """
            data: {"type":"text","content":"You wrote: h\u00e9llo \\"you\\""}

            data: [DONE]

            """);
  }

  @Test
  void repliesToAMention() {
    assertThat(fixture.agent.trigger("mention", "hello").body()).isEqualTo("data: [DONE]\n\n");
  }

  @Test
  void doesTheWorkOfARepeatedRequestOnce() {
    assertThat(fixture.agent.trigger("chat", "hello").body()).contains("You wrote");
    SentRequest request = fixture.monday.sent().get(0);
    AppReply again = fixture.monday.resend(request);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo("data: [DONE]\n\n");
    fixture.clock.advance(Duration.ofMinutes(6));
    assertThat(fixture.monday.resend(request).status()).as("recorded and sent late").isEqualTo(401);
  }

  @Test
  void refusesARequestAfterTheSecretWasReplaced() {
    fixture.agent.changeCallbackUrl(fixture.at("/agent"));
    assertThat(fixture.agent.trigger("chat", "hello").status()).isEqualTo(401);
  }

  @Test
  void refusesTokensOfOtherKindsAndRequestsOfOtherAgents() {
    URI url = fixture.at("/agent");
    String token = fixture.monday.tokens().request(url).sign();
    assertThat(fixture.monday.post(url, token, "{}").status()).isEqualTo(401);
    assertThat(fixture.monday.addAgent(url).trigger("chat", "hello").status()).isEqualTo(401);
    assertThat(fixture.agent.send("not JSON").status()).isEqualTo(400);
    assertThat(fixture.agent.send("x".repeat(1_048_577)).status()).isEqualTo(401);
  }
}

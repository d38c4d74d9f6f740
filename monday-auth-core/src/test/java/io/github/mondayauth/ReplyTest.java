package io.github.mondayauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {
  @Test
  void notifiesTheUserWithSeverity4000() {
    Reply reply = Reply.notifyUser("No \"access\"", "Connect again.\n\u2028é");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.headers()).containsEntry("content-type", "application/json; charset=utf-8");
    assertThat(reply.headers()).containsEntry("Cache-Control", "no-store");
    assertThat(reply.body())
        .isEqualTo(
            "{\"severityCode\":4000,\"notificationErrorTitle\":\"No \\\"access\\\"\","
                + "\"notificationErrorDescription\":\"Connect again.\\n\u2028é\","
                + "\"runtimeErrorDescription\":\"Connect again.\\n\u2028é\"}");
  }

  @Test
  void disablesTheAutomationWithSeverity6000() {
    Reply reply = Reply.disableAutomation("Gone", "The board is gone.");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body())
        .isEqualTo(
            "{\"severityCode\":6000,\"notificationErrorTitle\":\"Gone\","
                + "\"notificationErrorDescription\":\"The board is gone.\","
                + "\"runtimeErrorDescription\":\"The board is gone.\","
                + "\"disableErrorDescription\":\"The board is gone.\"}");
  }

  @Test
  void repeatsTheChallengeOfABoardWebhook() {
    Reply reply = Reply.toChallenge("{\"challenge\": \"3eZbrw1a\\\"b\"}").orElseThrow();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("{\"challenge\":\"3eZbrw1a\\\"b\"}");
    assertThat(reply.headers()).containsEntry("X-Content-Type-Options", "nosniff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "\"challenge\"",
        "{\"challenge\":1}",
        "{\"challenge\":null}",
        "{\"challenge\":\"\"}",
        "{\"challenge\":{}}",
        "{\"challenge\":[\"a\"]}",
        "{\"challenge\":\"a\",\"event\":{}}",
        "{\"challenge\":\"a\",\"challenge\":\"b\"}",
        "{\"challenge\":\"a\"} x",
        "{\"Challenge\":\"a\"}",
      })
  void repliesToNothingElseWithoutVerification(String body) {
    assertThat(Reply.toChallenge(body)).isEmpty();
  }

  @Test
  void repliesToNoOverlongChallenge() {
    assertThat(Reply.toChallenge("{\"challenge\":\"" + "a".repeat(256) + "\"}")).isPresent();
    assertThat(Reply.toChallenge("{\"challenge\":\"" + "a".repeat(257) + "\"}")).isEmpty();
    String longest = "{\"challenge\":\"a\"" + " ".repeat(1_024 - 17) + "}";
    assertThat(longest).hasSize(1_024);
    assertThat(Reply.toChallenge(longest)).isPresent();
    assertThat(Reply.toChallenge(longest + " ")).isEmpty();
  }

  @Test
  void keepsTheCookiesInTheirOrder() {
    Reply reply = Reply.of(200, Map.of(), List.of("b=1; Secure", "a=2; Secure"), "");
    assertThat(reply.cookies()).containsExactly("b=1; Secure", "a=2; Secure");
  }

  @Test
  void showsOnlyItsStatus() {
    Reply reply = Reply.notifyUser("title", "description");
    assertThat(reply).hasToString("Reply[400]");
    assertThat(reply.cookies()).isEmpty();
  }
}

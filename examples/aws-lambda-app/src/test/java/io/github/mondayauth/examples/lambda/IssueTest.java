package io.github.mondayauth.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class IssueTest {
  @Test
  void readsTheTitleAndWritesIt() {
    String body =
        """
        {"payload":{"inputFields":{"boardId":7,"title":"Broken \\"door\\""},"blockKind":"action"}}""";

    assertThat(Issue.of(body)).contains(new Issue("Broken \"door\""));
    assertThat(new Issue("Broken \"door\"").toJson())
        .isEqualTo("{\"title\":\"Broken \\\"door\\\"\"}");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "text",
        "[]",
        "{}",
        "{\"title\":\"elsewhere\"}",
        "{\"payload\":{\"inputFields\":{}}}",
        "{\"payload\":{\"inputFields\":{\"title\":\" \"}}}",
        "{\"payload\":{\"inputFields\":{\"title\":{\"a\":\"b\"}}}}",
        "{\"payload\":{\"inputFields\":{\"title\":null}}}",
        "{\"payload\":{\"inputFields\":{\"tit"
      })
  void aBodyWithoutATitleHasNoIssue(String body) {
    assertThat(Issue.of(body)).isEmpty();
  }
}

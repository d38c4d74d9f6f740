package io.github.mondayauth;

import static io.github.mondayauth.Fixture.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.CredentialsValues.UserCredentials;
import io.github.mondayauth.TokenRejectedException.Reason;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials and ids in the body of a request. */
class RequestBodyTest {
  /** The action body of monday.com's documentation. */
  private static final String DOCUMENTED =
      """
      {"payload":{"blockKind":"action",
        "credentialsValues":{"credentials-key":{"userCredentialsId":12345,"accessToken":"abc1234"}},
        "inboundFieldValues":{"boardId":6440001771},"inputFields":{"text":"x"},
        "recipeId":629280,"integrationId":398528596},
       "runtimeMetadata":{"actionUuid":"3b0a86dcb5a1d05e8aff1e4791cafde5",
        "triggerUuid":"bd661564c1d1968d5e56c67051cf7511"}}
      """;

  private static String credentials(String values) {
    return "{\"payload\":{\"credentialsValues\":" + values + "}}";
  }

  @Test
  void readsTheDocumentedBody() {
    CredentialsValues values = CredentialsValues.of(DOCUMENTED);
    assertThat(values.keys()).containsExactly("credentials-key");
    assertThat(values.find("credentials-key"))
        .isEqualTo(new UserCredentials(12_345L, Secret.of("abc1234")));
    assertThat(values.find("other")).isNull();

    RuntimeMetadata metadata = RuntimeMetadata.of(DOCUMENTED);
    assertThat(metadata.actionUuid()).isEqualTo("3b0a86dcb5a1d05e8aff1e4791cafde5");
    assertThat(metadata.triggerUuid()).isEqualTo("bd661564c1d1968d5e56c67051cf7511");
    assertThat(metadata).asString().contains("3b0a86dc", "bd661564");
  }

  @Test
  void showsNoTokenAndNoUnknownField() {
    CredentialsValues values =
        CredentialsValues.of(
            credentials(
                "{\"slack\":{\"userCredentialsId\":1,\"accessToken\":\"canary-1\","
                    + "\"refreshToken\":\"canary-2\",\"extra\":{\"x\":[\"canary-3\"]}}}"));

    assertThat(values).asString().isEqualTo("CredentialsValues[slack]");
    assertThat(values.find("slack")).asString().doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"payload\":null}",
        "{\"payload\":{}}",
        "{\"payload\":{\"credentialsValues\":null}}",
        "{\"payload\":{\"credentialsValues\":{}}}",
        "{\"credentialsValues\":{\"a\":{\"accessToken\":\"x\"}}}",
        "{\"payload\":{\"inputFields\":{\"credentialsValues\":{\"a\":{\"accessToken\":\"x\"}}}}}",
        "{\"payload\":{\"credentialsValues\":{\"a\":\"x\",\"b\":null,\"c\":{},\"d\":[],"
            + "\"e\":{\"accessToken\":7},\"f\":{\"accessToken\":\" \"},\"g\":{\"accessToken\":null}}}}",
      })
  void findsNoCredentialWhereThereIsNone(String body) {
    assertThat(CredentialsValues.of(body).keys()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0,",
    "-1,",
    "1.5,",
    "null,",
    "true,",
    "'\"7\"',7",
    "9223372036854775807,9223372036854775807"
  })
  void readsIdsLikeEveryOtherId(String id, Long expected) {
    CredentialsValues values =
        CredentialsValues.of(
            credentials("{\"a\":{\"userCredentialsId\":" + id + ",\"accessToken\":\"x\"}}"));
    assertThat(values.find("a")).isEqualTo(new UserCredentials(expected, Secret.of("x")));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"x\"",
        "{",
        "{} {}",
        "{\"payload\":{}}x",
        "{\"payload\":[]}",
        "{\"payload\":\"x\"}",
        "{\"payload\":{\"credentialsValues\":[]}}",
        "{\"payload\":{\"credentialsValues\":7}}",
        "{\"payload\":{\"credentialsValues\":{\"a\":{}}},\"payload\":{}}",
        "{\"payload\":{\"credentialsValues\":{},\"credentialsValues\":{}}}",
        "{\"payload\":{\"credentialsValues\":{\"a\":{},\"a\":{}}}}",
        "{\"payload\":{\"credentialsValues\":{\"a\":{\"accessToken\":\"x\",\"accessToken\":\"y\"}}}}",
        "{\"payload\":{\"credentialsValues\":{\"a\":9e3999999999999999991}}}",
      })
  void refusesABodyOfAnotherForm(String body) {
    assertRejected(Reason.BODY, () -> CredentialsValues.of(body));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"runtimeMetadata\":\"x\"}",
        "{\"runtimeMetadata\":{},\"runtimeMetadata\":{}}",
        "{\"runtimeMetadata\":{\"actionUuid\":\"a\",\"actionUuid\":\"b\"}}",
      })
  void refusesMetadataOfAnotherForm(String body) {
    assertRejected(Reason.BODY, () -> RuntimeMetadata.of(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"7", "null", "\"\"", "\" \"", "\"a b\"", "\"a\\nb\"", "\"\\u00fc\"", "{}"})
  void ignoresAnIdOfAnotherForm(String id) {
    RuntimeMetadata metadata =
        RuntimeMetadata.of("{\"runtimeMetadata\":{\"actionUuid\":" + id + "}}");
    assertThat(metadata.actionUuid()).isNull();
    assertThat(metadata.triggerUuid()).isNull();
  }

  @Test
  void acceptsIdsOfUpTo128Characters() {
    String body = "{\"runtimeMetadata\":{\"actionUuid\":\"%s\",\"triggerUuid\":\"%s\"}}";
    RuntimeMetadata metadata = RuntimeMetadata.of(body.formatted("a".repeat(128), "b".repeat(129)));
    assertThat(metadata.actionUuid()).hasSize(128);
    assertThat(metadata.triggerUuid()).isNull();
  }

  @Test
  void acceptsUpTo100Credentials() {
    assertThat(CredentialsValues.of(many(100)).keys()).hasSize(100);
    assertRejected(Reason.BODY, () -> CredentialsValues.of(many(101)));
  }

  private static String many(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"k" + i + "\":{\"accessToken\":\"t\"}")
        .collect(Collectors.joining(",", "{\"payload\":{\"credentialsValues\":{", "}}}"));
  }

  @Test
  void ignoresLongValuesOfOtherFields() {
    String text = "x".repeat(900_000);
    String body = DOCUMENTED.replace("\"text\":\"x\"", "\"text\":\"" + text + "\"");
    assertThat(CredentialsValues.of(body).keys()).hasSize(1);
    assertThat(RuntimeMetadata.of(body).actionUuid()).isNotNull();
  }

  @Test
  void acceptsABodyOfUpToOneMebicharacter() {
    String longest = DOCUMENTED + " ".repeat(1_048_576 - DOCUMENTED.length());
    assertThat(CredentialsValues.of(longest).keys()).hasSize(1);
    assertRejected(Reason.TOO_LARGE, () -> CredentialsValues.of(longest + " "));
    assertRejected(Reason.TOO_LARGE, () -> RuntimeMetadata.of(longest + " "));
  }

  @Test
  void readsABodyWithManyFieldsInLinearTime() {
    // 80,000 fields, compared each with all others, would be 3,200,000,000 comparisons.
    String fields =
        IntStream.range(0, 80_000)
            .mapToObj(i -> "\"f" + i + "\":1")
            .collect(Collectors.joining(","));
    assertThat(CredentialsValues.of("{" + fields + "}").keys()).isEmpty();
    assertThat(CredentialsValues.of("{\"payload\":{" + fields + "}}").keys()).isEmpty();
  }

  @Test
  void refusesABodyThatIsNestedTooDeeply() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertRejected(Reason.BODY, () -> CredentialsValues.of("{\"x\":" + deep + "}"));
  }

  @Test
  void showsNoValueInMessages() {
    assertThatThrownBy(() -> CredentialsValues.of("{\"payload\":\"canary\"}"))
        .hasMessage(
            "body: expected a JSON object in which payload.credentialsValues is an object or"
                + " absent, found another form")
        .hasNoCause();
  }
}

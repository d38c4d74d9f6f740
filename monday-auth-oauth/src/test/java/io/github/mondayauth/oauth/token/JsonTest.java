package io.github.mondayauth.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.RequestVerifier;
import io.github.mondayauth.Secret;
import io.github.mondayauth.TokenRejectedException;
import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.internal.JsonLimits;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON reader for providers, compared with core's reader for tokens of monday.com. */
final class JsonTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final RegisteredApp APP = RegisteredApp.random();
  private static final URI ORIGIN = URI.create("https://app.example.com");
  private static final String CLAIMS =
      "\"accountId\":1,\"userId\":2,\"aud\":\"%s/run\",\"iat\":%d,\"exp\":%d"
          .formatted(ORIGIN, NOW.getEpochSecond(), NOW.getEpochSecond() + 60);

  private final TestClock clock = TestClock.at(NOW);
  private final RequestVerifier core =
      MondayApp.builder(APP.clientId(), ORIGIN)
          .signingSecret(Secret.of(APP.signingSecret()))
          .timeSource(clock)
          .build()
          .requestVerifier();

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  static Stream<Arguments> documents() {
    int depth = JsonLimits.DEPTH;
    int number = JsonLimits.NUMBER_LENGTH;
    int name = JsonLimits.NAME_LENGTH;
    return Stream.of(
        field("a string", "\"odd\":\"text\"", true),
        field("all types", "\"odd\":[1,-2.5e3,true,false,null,\"\",{}]", true),
        field("white space", " \"odd\" :\t[ 1 ,\r\n2 ] ", true),
        field("escapes", "\"odd\":\"\\u00fc\\n\\\\\"", true),
        field("other scripts", "\"odd\":\"ü, 漢字, 😀\"", true),
        field("the deepest nesting", "\"odd\":" + nested(depth - 1), true),
        field("deeper nesting", "\"odd\":" + nested(depth), false),
        field("the longest number", "\"odd\":" + "9".repeat(number), true),
        field("a longer number", "\"odd\":" + "9".repeat(number + 1), false),
        // Jackson does not count the zero before the point.
        field("the longest fraction", "\"odd\":0." + "9".repeat(number), true),
        field("a longer fraction", "\"odd\":0." + "9".repeat(number + 1), false),
        field("a huge exponent", "\"odd\":1e400", true),
        field("the longest name", "\"" + "n".repeat(name) + "\":1", true),
        field("a longer name", "\"" + "n".repeat(name + 1) + "\":1", false),
        field("a duplicate field", "\"odd\":1,\"odd\":1", false),
        field("a duplicate field by an escape", "\"odd\":1,\"\\u006fdd\":2", false),
        field("a duplicate field inside an object", "\"odd\":{\"a\":1,\"a\":2}", false),
        field("a duplicate field inside an array", "\"odd\":[{\"a\":1,\"a\":2}]", false),
        field("the same name at two levels", "\"odd\":{\"odd\":1}", true),
        field("a trailing comma", "\"odd\":1,", false),
        field("a comment", "\"odd\":1/* */", false),
        field("single quotes", "'odd':1", false),
        field("a name without quotes", "odd:1", false),
        field("NaN", "\"odd\":NaN", false),
        field("a leading zero", "\"odd\":01", false),
        field("a leading plus", "\"odd\":+1", false),
        field("a number that ends in a point", "\"odd\":1.", false),
        field("a line break in a string", "\"odd\":\"a\nb\"", false),
        field("an unknown escape", "\"odd\":\"\\x\"", false),
        Arguments.of("a truncated document", "{" + CLAIMS, false),
        Arguments.of("an array", "[{" + CLAIMS + "}]", false),
        Arguments.of("a byte order mark", "\uFEFF{" + CLAIMS + "}", false));
  }

  private static Arguments field(String what, String field, boolean accepted) {
    return Arguments.of(what, "{" + CLAIMS + "," + field + "}", accepted);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void acceptsAndRejectsTheSameDocumentsAsCore(String what, String document, boolean accepted) {
    String token =
        MondayTokens.of(APP, clock).request(ORIGIN.resolve("/run")).rawPayload(document).sign();

    assertThat(coreAccepts(token)).as("core").isEqualTo(accepted);
    assertThat(Json.jwtPayload(token).isObject()).as("in a token").isEqualTo(accepted);
    assertThat(Json.object(document).isObject()).as("in a response").isEqualTo(accepted);
  }

  /** A response that was refused after the provider rotated the refresh token would be lost. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "{}", "<!-- 0.02 s -->", "\r\n"})
  void ignoresWhatFollowsAResponseButNothingAfterAPayload(String trailing) {
    String document = "{" + CLAIMS + "}" + trailing;
    String token =
        MondayTokens.of(APP, clock).request(ORIGIN.resolve("/run")).rawPayload(document).sign();

    assertThat(Json.object(document).path("accountId").intValue()).isEqualTo(1);
    if (!trailing.isBlank()) {
      assertThat(coreAccepts(token)).as("core").isFalse();
      assertThat(Json.jwtPayload(token).isObject()).as("in a token").isFalse();
    }
  }

  private boolean coreAccepts(String token) {
    try {
      core.verify(token, "/run");
      return true;
    } catch (TokenRejectedException e) {
      assertThat(e.reason()).isEqualTo(TokenRejectedException.Reason.MALFORMED);
      return false;
    }
  }

  /** Unlike core's reader: some providers end their responses with a line break. */
  @Test
  void allowsWhiteSpaceAroundTheDocument() {
    assertThat(Json.object(" {\"a\":1} \r\n").path("a").intValue()).isEqualTo(1);
  }

  /** In a table of all responses, the names of one provider could break the response of another. */
  @Test
  void fieldNameIsInNoTableThatOutlivesItsDocument() {
    String document = "{\"access_token\":\"a\"}";

    assertThat(Json.object(document).fieldNames().next())
        .isEqualTo("access_token")
        .isNotSameAs(Json.object(document).fieldNames().next());
  }

  /** Unlike core's reader: the transport limits the length of the whole response. */
  @Test
  void allowsStringsOfAnyLength() {
    String longer = "x".repeat(JsonLimits.STRING_LENGTH + 1);

    assertThat(Json.object("{\"s\":\"" + longer + "\"}").path("s").textValue()).isEqualTo(longer);
  }

  @Test
  void readsNoPayloadFromWhatIsNotAJwt() {
    String payload = Base64Url.encode("{\"uid\":1}".getBytes(StandardCharsets.UTF_8));
    assertThat(Json.jwtPayload("e30." + payload + ".c2ln").path("uid").intValue()).isEqualTo(1);

    for (String token :
        new String[] {
          "",
          "opaque",
          payload,
          "e30." + payload,
          "e30." + payload + ".c2ln.more",
          "e30." + payload + "=.c2ln",
          "e30." + payload.substring(1) + ".c2ln",
          "e30.." + payload,
          "e30."
              + Base64Url.encode(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'})
              + ".c2ln"
        }) {
      assertThat(Json.jwtPayload(token).isMissingNode()).as(token).isTrue();
    }
  }

  @Test
  void writesStringsEscaped() {
    assertThat(Json.write(Map.of("query", "a \"b\"\n")))
        .isEqualTo("{\"query\":\"a \\\"b\\\"\\n\"}");
  }
}

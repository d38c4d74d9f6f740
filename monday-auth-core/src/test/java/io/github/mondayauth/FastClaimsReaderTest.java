package io.github.mondayauth;

import static io.github.mondayauth.Fixture.AUTHORIZE;
import static io.github.mondayauth.Fixture.BACK;
import static io.github.mondayauth.Fixture.RUN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the fast reader with the strict one, on usual, malformed and mutated payloads. */
class FastClaimsReaderTest {
  private static final int COUNT =
      System.getProperty("test.scale", "quick").equals("full") ? 2_000_000 : 100_000;

  /** Pieces that make up JSON, and pieces that break it. */
  static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          ":",
          ",",
          "\\",
          "\\\"",
          "\\u0061",
          " ",
          "\n",
          "\u0000",
          "\u001f",
          "\u007f",
          "\u00e9",
          "-",
          "0",
          "1",
          "9",
          "00",
          ".5",
          "e3",
          "true",
          "false",
          "null",
          "tru",
          "\"exp\":",
          "\"aud\":",
          "\"dat\":",
          "\"dat\":{}",
          "\"x\":1,",
          "\"account_id\":7,",
          "9223372036854775807",
          "999999999999999999",
          "1000000000000000000",
          "-2",
          "-0",
          "{\"x\":1}");

  static Stream<String> payloads() {
    Fixture fixture = new Fixture();
    return Stream.of(
            fixture.tokens.request(RUN),
            fixture.tokens.authorization(AUTHORIZE, BACK),
            fixture.tokens.session(),
            fixture.tokens.appLifecycle(),
            fixture.tokens.featureLifecycle())
        .map(draft -> RawJws.payload(draft.sign()));
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void readsEveryKindOfTokenLikeTheStrictReader(String payload) {
    ClaimSet fast = FastClaimsReader.read(payload.getBytes(UTF_8));
    ClaimSet strict = ClaimsReaders.strict(payload.getBytes(UTF_8));
    assertThat(fast).isNotNull();
    assertThat(ClaimsReaders.describe(fast))
        .isEqualTo(ClaimsReaders.describe(strict))
        .contains("0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "}",
        "{}",
        "[]",
        "x",
        " {\"exp\":1}",
        "{\"exp\":1} ",
        "{ \"exp\":1}",
        "{\"exp\" :1}",
        "{\"exp\": 1}",
        "{\"exp\":1 }",
        "{\"exp\":1,}",
        "{\"exp\":1}}",
        "{\"exp\":1}{\"exp\":1}",
        "{\"exp\":1,\"exp\":1}",
        "{\"exp\":1,\"e\\u0078p\":1}",
        "{\"exp\":01}",
        "{\"exp\":-0}",
        "{\"exp\":--1}",
        "{\"exp\":-}",
        "{\"exp\":}",
        "{\"exp\":",
        "{\"exp\":-",
        "{\"exp\":0",
        "{\"x\":\"}",
        "{\"x\":\",",
        "{\"x\":t}",
        "{\"x\":f,",
        "{\"x\":n}",
        "{\"exp\":1.0}",
        "{\"exp\":1e3}",
        "{\"exp\":1000000000000000000}",
        "{\"exp\":+1}",
        "{\"exp\":1",
        "{\"exp\"}",
        "{\"exp\":\"1}",
        "{\"x\":[1]}",
        "{\"x\":{}}",
        "{\"x\":tru}",
        "{\"x\":truex}",
        "{\"x\":nul",
        "{\"x\":\"\u00e9\"}",
        "{\"x\":\"\t\"}",
        "{\"x\":\"\u0000\"}",
        "{\"x\":\"\\\\\"}",
        "{'x':1}",
        "{x:1}",
        "{\"x\":NaN}",
        "{\"dat\":{}}",
        "{\"dat\":{\"x\":{\"y\":1}}}",
        "{\"dat\":{\"x\":1}",
      })
  void leavesOtherPayloadsToTheStrictReader(String payload) {
    assertThat(FastClaimsReader.read(payload.getBytes(UTF_8))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"exp\":0}",
        "{\"exp\":null}",
        "{\"accountId\":999999999999999999}",
        "{\"dat\":{\"install_id\":-999999999999999999}}",
        "{\"dat\":{\"is_admin\":true,\"is_guest\":false}}",
        "{\"dat\":{\"slug\":null}}",
        "{\"x\":\"a b \"}",
        "{\"x\":\"a b  \"}",
        "{\"x\":\" \",\"backToUrl\":\" \"}",
        "{\"x\":\"!~\u007f\"}",
      })
  void readsUsualPayloadsWithoutTheStrictReader(String payload) {
    ClaimSet fast = FastClaimsReader.read(payload.getBytes(UTF_8));
    assertThat(fast).isNotNull();
    assertSame(fast, ClaimsReaders.strict(payload.getBytes(UTF_8)), payload);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false", "null", "1", "\"x\"", "1.5", "[]", "{}"})
  void bothReadersPassEveryTypeOn(String value) {
    for (String name : List.of("dat", "backToUrl", "exp", "is_admin")) {
      String payload = "{\"%s\":%s}".formatted(name, value);
      boolean right =
          switch (name) {
            case "dat" -> value.equals("{}");
            case "backToUrl" -> value.equals("\"x\"");
            case "exp" -> value.equals("1");
            default -> value.equals("true") || value.equals("false");
          };
      ClaimSet strict = ClaimsReaders.strict(payload.getBytes(UTF_8));
      assertThat(strict != null).as(payload).isEqualTo(right || value.equals("null"));
      ClaimSet fast = ClaimsReaders.fast(payload.getBytes(UTF_8));
      if (fast != null) {
        assertSame(fast, strict, payload);
      }
    }
  }

  @Test
  void readsMutatedPayloadsLikeTheStrictReader() {
    Random random = new Random(20_261_121);
    List<String> payloads = payloads().toList();
    int read = 0;
    for (int i = 0; i < COUNT; i++) {
      String payload = payloads.get(i % payloads.size());
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        payload = mutated(payload, random);
      }
      byte[] bytes = payload.getBytes(random.nextBoolean() ? UTF_8 : ISO_8859_1);
      ClaimSet fast = ClaimsReaders.fast(bytes);
      if (fast != null) {
        read++;
        assertSame(fast, ClaimsReaders.strict(bytes), payload);
      }
    }
    assertThat(read).as("payloads that the fast reader read").isBetween(COUNT / 4, COUNT * 3 / 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 255, 256, 257, 300, 65_535, 65_536, 65_537, 200_000})
  void leavesLongNamesAndStringsToTheStrictReader(int length) {
    String longName = "{\"exp\":1,\"" + "n".repeat(length) + "\":2}";
    String longString = "{\"exp\":1,\"backToUrl\":\"" + "u".repeat(length) + "\"}";
    for (String payload : List.of(longName, longString)) {
      ClaimSet fast = ClaimsReaders.fast(payload.getBytes(UTF_8));
      if (fast != null) {
        assertSame(fast, ClaimsReaders.strict(payload.getBytes(UTF_8)), payload);
      }
    }
    assertThat(FastClaimsReader.read(longName.getBytes(UTF_8)) != null).isEqualTo(length < 256);
    assertThat(FastClaimsReader.read(longString.getBytes(UTF_8)) != null)
        .isEqualTo(length < 65_536);
  }

  private static String mutated(String payload, Random random) {
    int from = random.nextInt(payload.length() + 1);
    int to = Math.min(payload.length(), from + random.nextInt(3));
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    return payload.substring(0, from) + piece + payload.substring(to);
  }

  private static void assertSame(ClaimSet fast, ClaimSet strict, String payload) {
    assertThat(strict).as("the strict reader's claims of %s", payload).isNotNull();
    assertThat(ClaimsReaders.describe(fast)).as(payload).isEqualTo(ClaimsReaders.describe(strict));
  }
}

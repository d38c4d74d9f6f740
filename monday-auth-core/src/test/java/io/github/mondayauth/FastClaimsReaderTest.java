package io.github.mondayauth;

import static io.github.mondayauth.Fixture.AUTHORIZE;
import static io.github.mondayauth.Fixture.BACK;
import static io.github.mondayauth.Fixture.RUN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader without a JSON parser recognizes what is usual, and means what the parser means. */
class FastClaimsReaderTest {
  private static final int COUNT =
      System.getProperty("test.scale", "quick").equals("full") ? 2_000_000 : 100_000;

  /** Pieces that make JSON, and pieces that break it. */
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
        .map(draft -> RawJws.claims(draft.sign()));
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void readsWhatMondaySends(String payload) {
    ClaimSet plain = FastClaimsReader.read(payload.getBytes(UTF_8));
    assertThat(plain).isNotNull();
    assertThat(told(plain)).isEqualTo(told(strict(payload.getBytes(UTF_8)))).contains("0");
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
  void leavesTheRestToTheParser(String payload) {
    assertThat(FastClaimsReader.read(payload.getBytes(UTF_8))).isNull();
  }

  @Test
  void meansWhatTheParserMeans() {
    Random random = new Random(20_261_121);
    List<String> payloads = payloads().toList();
    int read = 0;
    for (int i = 0; i < COUNT; i++) {
      String payload = payloads.get(i % payloads.size());
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        payload = changed(payload, random);
      }
      byte[] bytes = payload.getBytes(random.nextBoolean() ? UTF_8 : ISO_8859_1);
      ClaimSet plain = outcome(bytes, true);
      if (plain != null) {
        read++;
        assertThat(told(plain)).as(payload).isEqualTo(told(outcome(bytes, false)));
      }
    }
    assertThat(read).isBetween(COUNT / 4, COUNT - COUNT / 4);
  }

  /** The strict reader refuses what is longer; the plain one must not accept it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 255, 256, 257, 300, 65_535, 65_536, 65_537, 200_000})
  void whatIsLongIsLeftToTheStrictReader(int length) {
    String name = "{\"exp\":1,\"" + "n".repeat(length) + "\":2}";
    String text = "{\"exp\":1,\"backToUrl\":\"" + "u".repeat(length) + "\"}";
    for (String payload : List.of(name, text)) {
      ClaimSet plain = outcome(payload.getBytes(UTF_8), true);
      ClaimSet strict = outcome(payload.getBytes(UTF_8), false);
      if (plain != null) {
        assertThat(strict).as("only the plain reader accepts").isNotNull();
        assertThat(told(plain)).isEqualTo(told(strict));
      }
    }
    assertThat(FastClaimsReader.read(name.getBytes(UTF_8)) != null).isEqualTo(length < 256);
    assertThat(FastClaimsReader.read(text.getBytes(UTF_8)) != null).isEqualTo(length < 65_536);
  }

  private static String changed(String payload, Random random) {
    int from = random.nextInt(payload.length() + 1);
    int to = Math.min(payload.length(), from + random.nextInt(3));
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    return payload.substring(0, from) + piece + payload.substring(to);
  }

  /**
   * Claims, or null for what is refused or not plain. A refusal is compared by the strict reader's
   * refusing too.
   */
  static ClaimSet outcome(byte[] payload, boolean plain) {
    try {
      return plain ? FastClaimsReader.read(payload) : strict(payload);
    } catch (TokenRejectedException refusal) {
      if (plain) {
        assertThat(outcome(payload, false)).as("only the plain reader refuses").isNull();
      }
      return null;
    }
  }

  static String told(ClaimSet claims) {
    return Stream.of(
                claims.expiresAt,
                claims.issuedAt,
                claims.notBefore,
                claims.audience,
                claims.accountId,
                claims.userId,
                claims.boardId,
                claims.recipeId,
                claims.integrationId,
                claims.shortLivedToken,
                claims.backToUrl)
            .map(String::valueOf)
            .collect(Collectors.joining("|"))
        + told(claims.dat)
        + told(claims.flat);
  }

  private static String told(DatClaims dat) {
    return dat == null
        ? " none"
        : Stream.of(
                dat.accountId,
                dat.userId,
                dat.appId,
                dat.appVersionId,
                dat.installId,
                dat.clientId,
                dat.slug,
                dat.userKind,
                dat.shortLivedToken,
                dat.isAdmin,
                dat.isViewOnly,
                dat.isGuest)
            .map(String::valueOf)
            .collect(Collectors.joining("|", " ", ""));
  }

  private static ClaimSet strict(byte[] payload) {
    ClaimSet claims = new ClaimSet();
    StrictClaimsReader.read(payload, claims);
    return claims;
  }
}

package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.internal.JsonLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both sides of every limit, for every reader that uses Jackson. */
class JsonLimitsTest {
  /** A reader, and how it sees an object with one additional field. */
  enum JsonReader {
    CLAIMS {
      @Override
      boolean accepts(String field) {
        return ClaimsReaders.strict(("{" + field + "}").getBytes(UTF_8)) != null;
      }
    },
    HEADER {
      @Override
      boolean accepts(String field) {
        byte[] part = RawJws.encode("{\"alg\":\"HS256\"," + field + "}").getBytes(ISO_8859_1);
        try {
          JwsHeader.check(part, 0, part.length);
          return true;
        } catch (TokenRejectedException refusal) {
          return false;
        }
      }
    },
    BODY {
      @Override
      boolean accepts(String field) {
        return Json.object("{" + field + "}") != null;
      }
    };

    abstract boolean accepts(String field);
  }

  @Test
  void limitsHaveTheirDocumentedValues() {
    assertThat(JsonLimits.DEPTH).isEqualTo(32);
    assertThat(JsonLimits.NUMBER_LENGTH).isEqualTo(64);
    assertThat(JsonLimits.NAME_LENGTH).isEqualTo(256);
    assertThat(JsonLimits.STRING_LENGTH).isEqualTo(65_536);
  }

  @ParameterizedTest
  @EnumSource
  void acceptsLongestNameAndRefusesOneCharacterMore(JsonReader reader) {
    assertThat(reader.accepts("\"" + "n".repeat(JsonLimits.NAME_LENGTH) + "\":1")).isTrue();
    assertThat(reader.accepts("\"" + "n".repeat(JsonLimits.NAME_LENGTH + 1) + "\":1")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void acceptsLongestNumberAndRefusesOneDigitMore(JsonReader reader) {
    for (String sign : new String[] {"", "-"}) {
      assertThat(reader.accepts("\"x\":" + sign + "1".repeat(JsonLimits.NUMBER_LENGTH))).isTrue();
      assertThat(reader.accepts("\"x\":" + sign + "1".repeat(JsonLimits.NUMBER_LENGTH + 1)))
          .isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEADER") // at most 512 characters in all
  void acceptsLongestStringAndRefusesOneCharacterMore(JsonReader reader) {
    for (String name : new String[] {"backToUrl", "unknown"}) {
      String longest = "s".repeat(JsonLimits.STRING_LENGTH);
      assertThat(reader.accepts("\"" + name + "\":\"" + longest + "\"")).isTrue();
      assertThat(reader.accepts("\"" + name + "\":\"" + longest + "s\"")).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEADER") // no nesting at all
  void acceptsDeepestNestingAndRefusesOneLevelMore(JsonReader reader) {
    int deepest = JsonLimits.DEPTH - 1; // the document is the first level
    assertThat(reader.accepts(arrays(deepest))).isTrue();
    assertThat(reader.accepts(arrays(deepest + 1))).isFalse();
    assertThat(reader.accepts(objects(deepest))).isTrue();
    assertThat(reader.accepts(objects(deepest + 1))).isFalse();
  }

  private static String arrays(int depth) {
    return "\"x\":" + "[".repeat(depth) + "]".repeat(depth);
  }

  private static String objects(int depth) {
    return "\"x\":{".repeat(depth) + "}".repeat(depth);
  }
}

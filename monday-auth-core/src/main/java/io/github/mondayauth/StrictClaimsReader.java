package io.github.mondayauth;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.mondayauth.TokenRejectedException.Reason;
import java.io.IOException;

/** Reads any payload in one pass from Jackson's stream, and refuses what is not strict JSON. */
final class StrictClaimsReader {
  private StrictClaimsReader() {}

  /**
   * Passes the fields of a payload to {@code claims}.
   *
   * @throws TokenRejectedException if the payload is not exactly one JSON object, repeats a field,
   *     exceeds a limit of {@link io.github.mondayauth.internal.JsonLimits}, or has a claim of the
   *     wrong form
   */
  static void read(byte[] payload, ClaimSink claims) {
    if (payload[0] != '{' || payload[payload.length - 1] != '}') {
      throw malformed("expected one JSON object, found other text around or instead of it");
    }
    try (JsonParser parser = Json.parser(payload)) {
      parser.nextToken();
      fields(parser, claims);
      if (parser.nextToken() != null) {
        throw malformed("expected one JSON object, found more");
      }
    } catch (TokenRejectedException refusal) {
      throw refusal;
    } catch (IOException | RuntimeException invalid) {
      // Not as a cause: Jackson's message can show the input.
      throw malformed("expected strict JSON, found a syntax error, a duplicate or too much");
    }
  }

  private static TokenRejectedException malformed(String message) {
    return new TokenRejectedException(Reason.MALFORMED, "payload: " + message);
  }

  private static void fields(JsonParser parser, ClaimSink sink) throws IOException {
    DuplicateCheck names = new DuplicateCheck();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      Json.requireNew(names, name);
      field(sink, name, parser.nextToken(), parser);
    }
  }

  private static void field(ClaimSink sink, String name, JsonToken value, JsonParser parser)
      throws IOException {
    switch (value) {
      case VALUE_STRING -> sink.set(name, JsonType.STRING, 0, parser.getText());
      case VALUE_TRUE -> sink.set(name, JsonType.TRUE, 0, "");
      case VALUE_FALSE -> sink.set(name, JsonType.FALSE, 0, "");
      case VALUE_NULL -> sink.set(name, JsonType.NULL, 0, "");
      case VALUE_NUMBER_INT -> {
        boolean big = parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER;
        sink.set(
            name, big ? JsonType.OTHER : JsonType.INTEGER, big ? 0 : parser.getLongValue(), "");
      }
      case START_OBJECT -> object(sink, name, parser);
      default -> {
        sink.set(name, JsonType.OTHER, 0, "");
        Json.skip(value, parser);
      }
    }
  }

  private static void object(ClaimSink sink, String name, JsonParser parser) throws IOException {
    ClaimSink child = sink.child(name);
    if (child == null) {
      sink.set(name, JsonType.OTHER, 0, "");
      Json.skip(JsonToken.START_OBJECT, parser);
    } else {
      fields(parser, child);
    }
  }
}

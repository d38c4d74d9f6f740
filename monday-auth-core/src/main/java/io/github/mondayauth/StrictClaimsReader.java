package io.github.mondayauth;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.mondayauth.TokenRejectedException.Reason;
import java.io.IOException;

/** Reads any payload in one pass: one JSON object, no duplicate member, nothing deep. */
final class StrictClaimsReader {
  private StrictClaimsReader() {}

  /** Hands the members of a payload to {@code claims}. */
  static void read(byte[] json, ClaimSink claims) {
    if (json[0] != '{' || json[json.length - 1] != '}') {
      throw new TokenRejectedException(Reason.MALFORMED, "the payload is not a JSON object");
    }
    try (JsonParser parser = Json.parser(json)) {
      parser.nextToken();
      members(parser, claims);
      if (parser.nextToken() != null) {
        throw new TokenRejectedException(Reason.MALFORMED, "the payload is more than one object");
      }
    } catch (IOException unreadable) {
      throw new TokenRejectedException(Reason.MALFORMED, "the payload is not strict JSON");
    }
  }

  private static void members(JsonParser parser, ClaimSink members) throws IOException {
    DuplicateCheck names = new DuplicateCheck();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      Json.once(names, name);
      member(members, name, parser.nextToken(), parser);
    }
  }

  private static void member(ClaimSink members, String name, JsonToken value, JsonParser parser)
      throws IOException {
    switch (value) {
      case VALUE_STRING -> members.set(name, JsonType.TEXT, 0, parser.getText());
      case VALUE_TRUE -> members.set(name, JsonType.TRUE, 0, "");
      case VALUE_FALSE -> members.set(name, JsonType.FALSE, 0, "");
      case VALUE_NULL -> members.set(name, JsonType.NULL, 0, "");
      case VALUE_NUMBER_INT -> {
        boolean big = parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER;
        members.set(
            name, big ? JsonType.OTHER : JsonType.INTEGER, big ? 0 : parser.getLongValue(), "");
      }
      case START_OBJECT -> object(members, name, parser);
      default -> {
        members.set(name, JsonType.OTHER, 0, "");
        Json.skip(value, parser);
      }
    }
  }

  private static void object(ClaimSink members, String name, JsonParser parser) throws IOException {
    ClaimSink child = members.child(name);
    if (child == null) {
      members.set(name, JsonType.OTHER, 0, "");
      Json.skip(JsonToken.START_OBJECT, parser);
    } else {
      members(parser, child);
    }
  }
}

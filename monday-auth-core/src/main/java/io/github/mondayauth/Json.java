package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.mondayauth.internal.JsonLimits;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Strict JSON: UTF-8, no duplicate members, nothing deep, nothing long. */
final class Json {
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .recyclerPool(new JacksonBuffers())
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(JsonLimits.DEPTH)
                  .maxNumberLength(JsonLimits.NUMBER_LENGTH)
                  .maxNameLength(JsonLimits.NAME_LENGTH)
                  .maxStringLength(JsonLimits.STRING_LENGTH)
                  .build())
          .build();

  private Json() {}

  /** A parser that reads duplicate members like any: the caller is to look for them. */
  static JsonParser parser(byte[] json) throws IOException {
    // The JDK looks for what is not ASCII many bytes at a time, and a Latin 1 string has no U+FFFD.
    if (new String(json, US_ASCII).indexOf('\uFFFD') >= 0) {
      // Jackson reads overlong forms and surrogates, which are not UTF-8; this does not.
      UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
    }
    return FACTORY.createParser(json);
  }

  /**
   * Reads one object whole, into strings, longs, other numbers, booleans, lists and maps.
   *
   * @return the members, or null if the text is not one strict JSON object
   */
  static @Nullable JsonObject object(String json) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      JsonObject object = new JsonObject(members(parser));
      return parser.nextToken() == null ? object : null;
    } catch (IOException unreadable) {
      return null;
    }
  }

  /** Refuses a member that was there before. */
  static void once(DuplicateCheck names, String name) throws JsonParseException {
    if (!names.isNew(name)) {
      throw new JsonParseException(null, "duplicate member");
    }
  }

  /** Passes over a value, looking for duplicate members only. */
  static void skip(JsonToken token, JsonParser parser) throws IOException {
    if (token == JsonToken.START_OBJECT) {
      DuplicateCheck names = new DuplicateCheck();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        once(names, name);
        skip(parser.nextToken(), parser);
      }
    } else if (token == JsonToken.START_ARRAY) {
      for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
        skip(t, parser);
      }
    }
  }

  private static Map<String, @Nullable Object> members(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (members.containsKey(name)) {
        throw new JsonParseException(parser, "duplicate member");
      }
      members.put(name, value(parser.nextToken(), parser));
    }
    return members;
  }

  private static @Nullable Object value(JsonToken token, JsonParser parser) throws IOException {
    return switch (token) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
          elements.add(value(t, parser));
        }
        yield elements;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? parser.getBigIntegerValue()
              : (Object) parser.getLongValue();
      default -> decimal(parser);
    };
  }

  /** A number with a fraction or an exponent; refuses an exponent that nothing can hold. */
  private static BigDecimal decimal(JsonParser parser) throws IOException {
    try {
      return parser.getDecimalValue();
    } catch (NumberFormatException outOfRange) {
      throw new JsonParseException(parser, "a number out of range");
    }
  }

  /**
   * A positive number in plain decimal digits, no sign and no leading zero; 0 for anything else.
   */
  static long decimal(String digits) {
    int length = digits.length();
    if (length == 0 || length > 19 || digits.charAt(0) == '0') {
      return 0;
    }
    long number = 0;
    for (int i = 0; i < length; i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      number = number * 10 + digit;
    }
    // 19 digits pass 2^63 at most once, into the negative.
    return Math.max(number, 0);
  }

  static String write(JsonObject object) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      write(object.members(), generator);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void write(@Nullable Object value, JsonGenerator to) throws IOException {
    if (value instanceof Map<?, ?> members) {
      to.writeStartObject();
      for (Map.Entry<?, ?> member : members.entrySet()) {
        to.writeFieldName((String) member.getKey());
        write(member.getValue(), to);
      }
      to.writeEndObject();
    } else if (value instanceof List<?> elements) {
      to.writeStartArray();
      for (Object element : elements) {
        write(element, to);
      }
      to.writeEndArray();
    } else if (value instanceof String text) {
      to.writeString(text);
    } else if (value instanceof Boolean bool) {
      to.writeBoolean(bool);
    } else if (value == null) {
      to.writeNull();
    } else {
      to.writeNumber(value.toString());
    }
  }

  /** A JSON string, quotes included. */
  static String quote(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}

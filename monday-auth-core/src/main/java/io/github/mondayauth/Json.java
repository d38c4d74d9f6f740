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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and writes strict JSON: UTF-8, no duplicate fields, within {@link JsonLimits}. */
final class Json {
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          // A table of names that outlives a document would let one sender's names break another
          // sender's document.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
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

  /**
   * Returns a parser of UTF-8 text. It accepts duplicate fields, which the caller finds with {@link
   * #requireNew}.
   */
  static JsonParser parser(byte[] json) throws IOException {
    // The JDK finds bytes outside ASCII many at a time, and replaces them with U+FFFD.
    String text = new String(json, US_ASCII);
    if (text.indexOf('\uFFFD') >= 0) {
      // This decoder refuses overlong forms and surrogates, which are not UTF-8.
      text = UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    }
    return FACTORY.createParser(text);
  }

  /**
   * Reads one object into strings, longs, other numbers, booleans, lists and maps.
   *
   * @return the object, or null if the text is not exactly one strict JSON object, or if the parser
   *     fails in any other way
   */
  static @Nullable JsonObject object(String json) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      JsonObject object = new JsonObject(fields(parser));
      return parser.nextToken() == null ? object : null;
    } catch (IOException | RuntimeException invalid) {
      // For example a NumberFormatException for a number that BigDecimal cannot hold.
      return null;
    }
  }

  /**
   * Reads the object at a path of field names from a text that is one JSON object. Does not read
   * the values of other fields, which may be of any length.
   *
   * @return the object, or null if a field of the path is absent or null
   * @throws IOException if the text is not one JSON object, if a field of the path is neither an
   *     object nor null, or if an object of the path has a duplicate field
   */
  static @Nullable JsonObject find(String json, List<String> path) throws IOException {
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(parser, "no object");
      }
      JsonObject found = find(parser, path);
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "more than one object");
      }
      return found;
    }
  }

  private static @Nullable JsonObject find(JsonParser parser, List<String> path)
      throws IOException {
    if (path.isEmpty()) {
      return new JsonObject(fields(parser));
    }
    JsonObject found = null;
    // A body can have many fields, and a DuplicateCheck compares each with all others.
    Set<String> names = new HashSet<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (!names.add(name)) {
        throw new JsonParseException(parser, "duplicate field");
      }
      JsonToken value = parser.nextToken();
      if (!name.equals(path.get(0))) {
        parser.skipChildren();
      } else if (value == JsonToken.START_OBJECT) {
        found = find(parser, path.subList(1, path.size()));
      } else if (value != JsonToken.VALUE_NULL) {
        throw new JsonParseException(parser, "no object");
      }
    }
    return found;
  }

  /** Adds a field name, or throws if it is a duplicate. */
  static void requireNew(DuplicateCheck names, String name) throws JsonParseException {
    if (!names.add(name)) {
      throw new JsonParseException(null, "duplicate field");
    }
  }

  /** Skips a value, and throws if an object in it has a duplicate field. */
  static void skip(JsonToken token, JsonParser parser) throws IOException {
    if (token == JsonToken.START_OBJECT) {
      DuplicateCheck names = new DuplicateCheck();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        requireNew(names, name);
        skip(parser.nextToken(), parser);
      }
    } else if (token == JsonToken.START_ARRAY) {
      for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
        skip(t, parser);
      }
    }
  }

  private static Map<String, @Nullable Object> fields(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (fields.containsKey(name)) {
        throw new JsonParseException(parser, "duplicate field");
      }
      fields.put(name, value(parser.nextToken(), parser));
    }
    return fields;
  }

  private static @Nullable Object value(JsonToken token, JsonParser parser) throws IOException {
    return switch (token) {
      case START_OBJECT -> fields(parser);
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
      default -> parser.getDecimalValue();
    };
  }

  /**
   * Parses a positive 64-bit number in decimal digits, without sign or leading zero. Returns 0 for
   * anything else.
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
    // 19 digits overflow at most once, and then the result is negative.
    return Math.max(number, 0);
  }

  /** Writes an object that {@link #object} read. */
  static String write(JsonObject object) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      write(object.fields(), generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(@Nullable Object value, JsonGenerator to) throws IOException {
    if (value instanceof Map<?, ?> fields) {
      to.writeStartObject();
      for (Map.Entry<?, ?> field : fields.entrySet()) {
        to.writeFieldName((String) field.getKey());
        write(field.getValue(), to);
      }
      to.writeEndObject();
    } else if (value instanceof List<?> elements) {
      to.writeStartArray();
      for (Object element : elements) {
        write(element, to);
      }
      to.writeEndArray();
    } else if (value instanceof String string) {
      to.writeString(string);
    } else if (value instanceof Boolean bool) {
      to.writeBoolean(bool);
    } else if (value == null) {
      to.writeNull();
    } else {
      to.writeNumber(value.toString());
    }
  }

  /** Writes a JSON string, including its quotes. */
  static String quote(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}

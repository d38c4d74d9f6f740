package io.github.mondayauth.examples.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.JsonPointerBasedFilter;
import com.fasterxml.jackson.core.filter.TokenFilter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An issue to create. It is read and written with the streaming parser that the library brings, so
 * that a cold start loads no other.
 *
 * @param title the title, not blank
 */
record Issue(String title) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final JsonPointer TITLE = JsonPointer.compile("/payload/inputFields/title");

  /**
   * Reads the fields that the user filled in.
   *
   * @param body the body of a verified request, which the token does not cover
   * @return the issue, or empty if the body is not JSON or has no title
   */
  static Optional<Issue> of(@Nullable String body) {
    if (body == null) {
      return Optional.empty();
    }
    try (JsonParser parser =
        new FilteringParserDelegate(
            JSON.createParser(body),
            new JsonPointerBasedFilter(TITLE),
            TokenFilter.Inclusion.ONLY_INCLUDE_ALL,
            false)) {
      return parser.nextToken() == JsonToken.VALUE_STRING && !parser.getText().isBlank()
          ? Optional.of(new Issue(parser.getText()))
          : Optional.empty();
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }

  /** The issue as the tracker reads it. */
  String toJson() {
    StringWriter json = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(json)) {
      generator.writeStartObject();
      generator.writeStringField("title", title);
      generator.writeEndObject();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return json.toString();
  }
}

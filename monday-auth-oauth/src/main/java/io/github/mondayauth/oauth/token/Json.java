package io.github.mondayauth.oauth.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.internal.JsonLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Map;

/**
 * Strict JSON: no duplicate fields, and the limits of {@link JsonLimits}. Accepts the same objects
 * as core's reader, with two exceptions below. It builds a tree, because the responses of providers
 * often deviate from their specification.
 *
 * <p>Refusing a response after the provider rotated the refresh token would lose the grant.
 * Therefore, whatever follows the object in a response is ignored, unlike in a JWT, since some web
 * servers append a comment to everything they send. And a string may be as long as the response,
 * whose length {@code HttpTransport} limits, since providers add what they like to their tokens.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          new JsonFactoryBuilder()
              .disable(JsonFactory.Feature.CHARSET_DETECTION)
              // No table of names is shared between documents, as in core.
              .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
              .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(JsonLimits.DEPTH)
                      .maxNumberLength(JsonLimits.NUMBER_LENGTH)
                      .maxNameLength(JsonLimits.NAME_LENGTH)
                      .maxStringLength(Integer.MAX_VALUE)
                      .build())
              .build());
  private static final ObjectReader WHOLE_DOCUMENT =
      MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /** Parses the JSON object that {@code text} begins with, or returns a missing node. */
  public static JsonNode object(String text) {
    return object(MAPPER.reader(), text);
  }

  /** Parses the JSON object or array that {@code text} begins with, or returns a missing node. */
  static JsonNode document(String text) {
    try {
      JsonNode node = MAPPER.reader().readTree(text);
      return node != null && node.isContainerNode() ? node : MissingNode.getInstance();
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static JsonNode object(ObjectReader reader, String text) {
    try {
      JsonNode node = reader.readTree(text);
      return node != null && node.isObject() ? node : MissingNode.getInstance();
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /** The payload of a JWT, without verification. Returns a missing node if the token is no JWT. */
  static JsonNode jwtPayload(String token) {
    String[] parts = token.split("\\.", 4);
    byte[] payload = parts.length == 3 ? Base64Url.decode(parts[1]) : null;
    if (payload == null) {
      return MissingNode.getInstance();
    }
    try {
      return object(WHOLE_DOCUMENT, UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
    } catch (CharacterCodingException e) {
      return MissingNode.getInstance();
    }
  }

  /**
   * A missing node. A class that names its type directly would load Jackson's nodes with itself.
   */
  static JsonNode missing() {
    return MissingNode.getInstance();
  }

  /** Writes a JSON object. */
  static String write(Map<String, String> fields) {
    try {
      return MAPPER.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of strings cannot be written as JSON", e);
    }
  }
}

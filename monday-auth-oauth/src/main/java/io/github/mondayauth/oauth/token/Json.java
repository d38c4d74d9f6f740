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
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.internal.JsonLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Map;

/**
 * Strict JSON: no duplicate fields, nothing after the document, and the limits of {@link
 * JsonLimits}. Accepts the same objects as core's reader, and white space around them. It builds a
 * tree, because the responses of providers often deviate from their specification.
 */
final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              new JsonFactoryBuilder()
                  .disable(JsonFactory.Feature.CHARSET_DETECTION)
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(JsonLimits.DEPTH)
                          .maxNumberLength(JsonLimits.NUMBER_LENGTH)
                          .maxNameLength(JsonLimits.NAME_LENGTH)
                          .maxStringLength(JsonLimits.STRING_LENGTH)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /** Parses a JSON object. Returns a missing node if the text is anything else. */
  static JsonNode object(String text) {
    try {
      // Bytes, because Jackson's parser of strings allows numbers that are one digit too long.
      JsonNode node = MAPPER.readTree(text.getBytes(UTF_8));
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
      return object(UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
    } catch (CharacterCodingException e) {
      return MissingNode.getInstance();
    }
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

package io.github.mondayauth.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.mondayauth.Secret;
import io.github.mondayauth.aws.AwsSecretException.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads one field of a JSON object of secrets. */
final class SecretFields {
  private SecretFields() {}

  /**
   * Returns the value of a field.
   *
   * @param what what the object is, for messages
   */
  static Secret field(String json, String field, String what) {
    String value = value(json, field, what);
    if (value == null) {
      throw new AwsSecretException(Reason.MISSING, what + ": it has no field " + field);
    }
    if (value.isBlank()) {
      throw new AwsSecretException(
          Reason.INVALID, what + ": expected text in field " + field + ", found blanks");
    }
    return Secret.of(value);
  }

  private static @Nullable String value(String json, String field, String what) {
    JsonFactory factory =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = factory.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw notAnObject(what);
      }
      String found = null;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(field);
        JsonToken type = parser.nextToken();
        if (wanted && type != JsonToken.VALUE_STRING) {
          throw new AwsSecretException(
              Reason.INVALID, what + ": expected a string in field " + field + ", found " + type);
        }
        if (wanted) {
          found = parser.getText();
        }
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        throw notAnObject(what);
      }
      return found;
    } catch (IOException malformed) {
      // Without the cause, which quotes the text around the error.
      throw notAnObject(what);
    }
  }

  private static AwsSecretException notAnObject(String what) {
    return new AwsSecretException(
        Reason.INVALID, what + ": expected a JSON object with each field once, found other text");
  }
}

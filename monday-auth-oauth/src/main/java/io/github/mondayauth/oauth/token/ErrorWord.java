package io.github.mondayauth.oauth.token;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An error response that a provider words in its own way.
 *
 * @param meaning what it means
 * @param status the status of the response
 * @param field the field whose value identifies it
 * @param value the value, compared character by character
 */
public record ErrorWord(Meaning meaning, int status, FieldPath field, String value) {
  /** What an error response means to the credential. The last one has the mildest effect. */
  public enum Meaning {
    /** The grant has ended, and the user has to reconnect. */
    GRANT_ENDED,
    /** The client registration is wrong, which only the developer can change. */
    CLIENT_REFUSED,
    /** A later request may succeed. */
    UNAVAILABLE
  }

  /**
   * Checks status and value.
   *
   * @throws IllegalArgumentException if the status is not 200 or 4xx, or the value is blank
   */
  public ErrorWord {
    if (status != 200 && status / 100 != 4) {
      throw new IllegalArgumentException(
          "the status of an error response: expected 200 or 400 to 499, found " + status);
    }
    if (value.isBlank()) {
      throw new IllegalArgumentException(
          "an error response: expected the value of its field " + field.text() + ", found none");
    }
  }

  /** Whether a response is this error response. */
  boolean matches(int responseStatus, JsonNode fields) {
    return status == responseStatus && value.equals(field.findText(fields));
  }

  /** Whether another error response is the same one, with any meaning. */
  public boolean isSameResponse(ErrorWord other) {
    return status == other.status && field.equals(other.field) && value.equals(other.value);
  }
}

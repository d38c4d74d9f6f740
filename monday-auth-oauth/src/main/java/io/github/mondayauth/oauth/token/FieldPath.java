package io.github.mondayauth.oauth.token;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a value is in a JSON document: names of fields, separated by dots. A number is the index of
 * an array's element, {@code *} is the only element of an array, and {@code *name} is the only
 * element whose field {@code name} is true. The empty path is the whole document.
 *
 * @param text the path
 */
public record FieldPath(String text) {
  /** The whole document. */
  public static final FieldPath ROOT = new FieldPath("");

  /**
   * Checks the path.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public FieldPath {
    if (!text.isEmpty() && !text.matches("[^.\\s]{1,100}(?:\\.[^.\\s]{1,100}){0,9}")) {
      throw new IllegalArgumentException(
          "a path of a field: expected 1 to 10 names separated by dots, found \"" + text + "\"");
    }
  }

  /** The value, or a missing node if the document has none there. */
  JsonNode find(JsonNode document) {
    JsonNode node = document;
    for (String step : text.isEmpty() ? List.<String>of() : List.of(text.split("\\."))) {
      node = step(node, step);
    }
    return node;
  }

  private static JsonNode step(JsonNode node, String step) {
    if (!node.isArray()) {
      return node.path(step);
    }
    if (step.startsWith("*")) {
      return onlyElement(node, step.substring(1));
    }
    return step.matches("[0-9]{1,4}") ? node.path(Integer.parseInt(step)) : Json.missing();
  }

  private static JsonNode onlyElement(JsonNode array, String flag) {
    JsonNode found = Json.missing();
    for (JsonNode element : array) {
      if (flag.isEmpty() || element.path(flag).asBoolean()) {
        if (!found.isMissingNode()) {
          return Json.missing();
        }
        found = element;
      }
    }
    return found;
  }

  /**
   * The value as text: a string, number or boolean, or the JSON of an object or array. Null if it
   * is absent, null or blank.
   */
  @Nullable String findText(JsonNode document) {
    JsonNode node = find(document);
    String value = node.isContainerNode() ? node.toString() : node.asText("");
    return node.isMissingNode() || node.isNull() || value.isBlank() ? null : value;
  }
}

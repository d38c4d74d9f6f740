package io.github.mondayauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A conversation with a provider, from the resource file of its preset: what it is requested, and
 * how it responds. A response is a sample in the shape that its source describes or records; tokens
 * and names are made up. A part for which no source was found says so.
 */
record ProviderConversation(String preset, JsonNode json) {
  private static final Path FOLDER =
      Path.of("src/test/resources/io/github/mondayauth/oauth/providers");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** All conversations, by the names of their presets. */
  static List<ProviderConversation> all() throws IOException {
    List<ProviderConversation> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.sorted().toList()) {
        JsonNode json = MAPPER.readTree(file.toFile());
        all.add(new ProviderConversation(json.path("preset").asText(), json));
      }
    }
    return all;
  }

  /** The preset, made by the method of this name. */
  OAuthServer server() throws ReflectiveOperationException {
    List<String> arguments = strings(json.path("arguments"));
    Class<?>[] types = arguments.stream().map(argument -> String.class).toArray(Class<?>[]::new);
    Method factory = Providers.class.getMethod(preset, types);
    return (OAuthServer) factory.invoke(null, arguments.toArray());
  }

  /** Why there is no such part, or empty if there is one. */
  String missing(String part) {
    return json.path(part).path("missing").asText();
  }

  /** The responses to a refresh token whose grant has ended, each another one. */
  List<JsonNode> ended() {
    List<JsonNode> responses = new ArrayList<>();
    if (json.path("ended").isArray()) {
      json.path("ended").forEach(responses::add);
    }
    return responses;
  }

  List<String> scopes() {
    return strings(json.path("scopes"));
  }

  /** What the user enters before the consent screen, or empty. */
  String entry() {
    return json.path("entry").asText();
  }

  static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(element -> strings.add(element.asText()));
    return strings;
  }

  static Map<String, String> map(JsonNode object) {
    Map<String, String> map = new LinkedHashMap<>();
    object.properties().forEach(field -> map.put(field.getKey(), field.getValue().asText()));
    return map;
  }

  /** The body of a response: a JSON value, or a string that is sent as it is. */
  static String body(JsonNode part) {
    JsonNode body = part.path("body");
    return body.isTextual() ? body.asText() : body.toString();
  }

  /** Shows the preset. */
  @Override
  public String toString() {
    return preset;
  }
}

package io.github.mondayauth.doctor;

import io.github.mondayauth.TokenKind;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was said on the command line, none of it a secret.
 *
 * @param endpoint a path under the base URI or a full https URL, or null
 * @param token the token, or null if it is to be read from the input
 */
record Arguments(
    String clientId,
    URI baseUri,
    TokenKind kind,
    @Nullable String endpoint,
    @Nullable String token) {
  private static final Set<String> OPTIONS =
      Set.of("--client-id", "--base-uri", "--kind", "--endpoint");

  /** Reads the arguments. A refusal repeats none of them: one might be a secret gone astray. */
  static Arguments of(String... arguments) throws WrongUsage {
    Map<String, String> options = new HashMap<>();
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (!argument.startsWith("--")) {
        rest.add(argument);
        continue;
      }
      int equals = argument.indexOf('=');
      String name = known(equals < 0 ? argument : argument.substring(0, equals));
      if (equals < 0 && ++i == arguments.length) {
        throw new WrongUsage(name + " needs a value");
      }
      options.put(name, equals < 0 ? arguments[i] : argument.substring(equals + 1));
    }
    if (rest.size() > 1) {
      throw new WrongUsage("one token expected, found " + rest.size() + " arguments");
    }
    TokenKind kind = kind(options.getOrDefault("--kind", "request"));
    String endpoint = options.get("--endpoint");
    if (endpoint == null && (kind == TokenKind.REQUEST || kind == TokenKind.AUTHORIZATION)) {
      throw new WrongUsage("--endpoint: a request or an authorization token needs it");
    }
    if (endpoint != null && !endpoint.startsWith("/") && !endpoint.startsWith("https://")) {
      throw new WrongUsage("--endpoint: a path that starts with / or an https URL expected");
    }
    return new Arguments(
        needed(options, "--client-id"),
        uri(needed(options, "--base-uri")),
        kind,
        endpoint,
        rest.isEmpty() ? null : rest.get(0));
  }

  /** Whether tokens of this kind are signed with the client secret. */
  boolean needsClientSecret() {
    return kind == TokenKind.SESSION || kind == TokenKind.APP_LIFECYCLE;
  }

  private static String known(String name) throws WrongUsage {
    if (name.contains("secret")) {
      throw new WrongUsage(
          "a secret is never an argument, where every user of the machine can read it");
    }
    if (!OPTIONS.contains(name)) {
      throw new WrongUsage("an option there is not");
    }
    return name;
  }

  private static String needed(Map<String, String> options, String name) throws WrongUsage {
    String value = options.get(name);
    if (value == null) {
      throw new WrongUsage(name + " is missing");
    }
    return value;
  }

  private static TokenKind kind(String name) throws WrongUsage {
    for (TokenKind kind : TokenKind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
        return kind;
      }
    }
    throw new WrongUsage("--kind: a kind there is not");
  }

  private static URI uri(String text) throws WrongUsage {
    try {
      return new URI(text);
    } catch (URISyntaxException another) {
      throw new WrongUsage("--base-uri: an https URL expected");
    }
  }
}

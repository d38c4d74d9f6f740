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
 * The command-line arguments. None of them is a secret.
 *
 * @param clientId the app's client id
 * @param baseUri the app's base URI
 * @param kind the expected kind of token
 * @param endpoint a path under the base URI or a full https URL, or null
 * @param token the token, or null if it must be read from the input
 */
record Arguments(
    String clientId,
    URI baseUri,
    TokenKind kind,
    @Nullable String endpoint,
    @Nullable String token) {
  private static final Set<String> OPTIONS =
      Set.of("--client-id", "--base-uri", "--kind", "--endpoint");

  /** Parses arguments. An error message repeats none of them, since one could be a secret. */
  static Arguments of(String... arguments) throws UsageException {
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
        throw new UsageException(name + ": expected a value, found none");
      }
      options.put(name, equals < 0 ? arguments[i] : argument.substring(equals + 1));
    }
    if (rest.size() > 1) {
      throw new UsageException("expected one token, found " + rest.size() + " arguments");
    }
    TokenKind kind = kind(options.getOrDefault("--kind", "request"));
    String endpoint = options.get("--endpoint");
    if (endpoint == null && (kind == TokenKind.REQUEST || kind == TokenKind.AUTHORIZATION)) {
      throw new UsageException(
          "--endpoint: expected a value for a request or authorization token, found none");
    }
    if (endpoint != null && !endpoint.startsWith("/") && !endpoint.startsWith("https://")) {
      throw new UsageException(
          "--endpoint: expected a path that starts with / or an https URL, found neither");
    }
    return new Arguments(
        required(options, "--client-id"),
        uri(required(options, "--base-uri")),
        kind,
        endpoint,
        rest.isEmpty() ? null : rest.get(0));
  }

  /** Whether this kind of token is signed with the client secret. */
  boolean needsClientSecret() {
    return kind == TokenKind.SESSION || kind == TokenKind.APP_LIFECYCLE;
  }

  private static String known(String name) throws UsageException {
    if (name.contains("secret")) {
      throw new UsageException(
          "expected no secret among the arguments, where every user of this computer can read it;"
              + " set an environment variable instead");
    }
    if (!OPTIONS.contains(name)) {
      throw new UsageException("expected one of the options below, found an unknown one");
    }
    return name;
  }

  private static String required(Map<String, String> options, String name) throws UsageException {
    String value = options.get(name);
    if (value == null) {
      throw new UsageException(name + ": expected a value, found none");
    }
    return value;
  }

  private static TokenKind kind(String name) throws UsageException {
    for (TokenKind kind : TokenKind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
        return kind;
      }
    }
    throw new UsageException("--kind: expected one of the kinds below, found an unknown one");
  }

  private static URI uri(String text) throws UsageException {
    try {
      return new URI(text);
    } catch (URISyntaxException invalid) {
      throw new UsageException("--base-uri: expected an https URL, found an invalid one");
    }
  }
}

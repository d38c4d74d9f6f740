package io.github.mondayauth.doctor;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.TokenKind;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
 * @param baseUris the app's base URIs, at least one
 * @param kind the expected kind of token
 * @param endpoint a path under a base URI or a full https URL, or null
 * @param token the token, or null if it must be read from the input
 * @param agent the parts of a request to an agent, or null for the other kinds
 */
record Arguments(
    String clientId,
    List<URI> baseUris,
    TokenKind kind,
    @Nullable String endpoint,
    @Nullable String token,
    @Nullable AgentRequest agent) {
  private static final Set<String> AGENT_OPTIONS =
      Set.of("--agent-id", "--timestamp", "--signature", "--body");
  private static final Set<String> OPTIONS =
      Set.of(
          "--client-id",
          "--base-uri",
          "--kind",
          "--endpoint",
          "--agent-id",
          "--timestamp",
          "--signature",
          "--body");

  /**
   * A request to an external agent.
   *
   * @param id the header {@code x-monday-agent-id}
   * @param timestamp the header {@code x-monday-timestamp}
   * @param signature the header {@code x-monday-signature}
   * @param body the file that contains the body
   */
  record AgentRequest(String id, String timestamp, String signature, Path body) {}

  /** Parses arguments. An error message repeats none of them, since one could be a secret. */
  static Arguments of(String... arguments) throws UsageException {
    Map<String, String> options = new HashMap<>();
    List<URI> baseUris = new ArrayList<>();
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
      String value = equals < 0 ? arguments[i] : argument.substring(equals + 1);
      options.put(name, value);
      if (name.equals("--base-uri")) {
        baseUris.add(uri(value));
      }
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
    required(options, "--base-uri");
    return new Arguments(
        required(options, "--client-id"),
        baseUris,
        kind,
        endpoint,
        rest.isEmpty() ? null : rest.get(0),
        agent(kind, options, rest));
  }

  /** Returns a builder of the app, without secrets. */
  MondayApp.Builder app() {
    URI[] more = baseUris.subList(1, baseUris.size()).toArray(new URI[0]);
    return MondayApp.builder(clientId, baseUris.get(0), more);
  }

  private static @Nullable AgentRequest agent(
      TokenKind kind, Map<String, String> options, List<String> rest) throws UsageException {
    if (kind != TokenKind.AGENT_REQUEST) {
      for (String name : AGENT_OPTIONS) {
        if (options.containsKey(name)) {
          throw new UsageException(name + ": expected it only with --kind agent-request");
        }
      }
      return null;
    }
    if (!rest.isEmpty()) {
      throw new UsageException("expected no token for agent-request, found one");
    }
    try {
      return new AgentRequest(
          required(options, "--agent-id"),
          required(options, "--timestamp"),
          required(options, "--signature"),
          Path.of(required(options, "--body")));
    } catch (InvalidPathException invalid) {
      throw new UsageException("--body: expected a file, found an invalid path");
    }
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

package io.github.mondayauth.cli;

import io.github.mondayauth.Diagnosis;
import io.github.mondayauth.Diagnosis.Finding;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.TokenKind;
import io.github.mondayauth.TokenKind.SignedWith;
import io.github.mondayauth.TokenRejectedException.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains, check by check, why an app accepts or refuses a token or request from monday.com. */
@Command(
    name = "doctor",
    description =
        "Explains, check by check, why a token or request from monday.com is accepted or refused.",
    footer = {
      "",
      "For --kind agent-request, --agent-id, --timestamp and --signature are the headers "
          + "x-monday-agent-id, x-monday-timestamp and x-monday-signature of the request, and "
          + "--body is a file with the bytes of its body, exactly as they were received.",
      "",
      "Environment: MONDAY_SIGNING_SECRET, MONDAY_CLIENT_SECRET, MONDAY_AGENT_SECRET (or each with "
          + "_FILE). If a secret is needed and not set, the command prompts for it at the terminal, "
          + "even if the token comes from a file. Without a terminal, it reads the secret from "
          + "the next line of standard input."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final String SIGNING_SECRET = "MONDAY_SIGNING_SECRET";
  private static final String CLIENT_SECRET = "MONDAY_CLIENT_SECRET";
  private static final String AGENT_SECRET = "MONDAY_AGENT_SECRET";
  private static final String CORRECT = "See monday-auth doctor --help.";

  private final CliContext context;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      description = "The app's client id, from the Developer Center. Default: MONDAY_CLIENT_ID.")
  private @Nullable String clientId;

  @Option(
      names = "--base-uri",
      required = true,
      paramLabel = "URI",
      description =
          "A base URI of the app: https://app.example.com, for example. Repeat the option for each "
              + "one.")
  private List<String> baseUris = new ArrayList<>();

  @Option(
      names = "--endpoint",
      paramLabel = "ENDPOINT",
      description = {
        "The endpoint that received the token: a path under the base URI, or a full URL. "
            + "Required for request and authorization."
      })
  private @Nullable String endpoint;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = {
        "request (the default), authorization, session, app-lifecycle, feature-lifecycle "
            + "or agent-request."
      })
  private String kindName = "request";

  @Option(names = "--agent-id", paramLabel = "ID", description = "x-monday-agent-id.")
  private @Nullable String agentId;

  @Option(names = "--timestamp", paramLabel = "MS", description = "x-monday-timestamp.")
  private @Nullable String timestamp;

  @Option(names = "--signature", paramLabel = "SIGNATURE", description = "x-monday-signature.")
  private @Nullable String signature;

  @Option(names = "--body", paramLabel = "FILE", description = "The file that contains the body.")
  private @Nullable String body;

  @Parameters(
      arity = "0..1",
      paramLabel = "TOKEN",
      description = {
        "The JWT, with or without \"Bearer \"; if absent, the first line of standard input."
      })
  private @Nullable String token;

  DoctorCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    TokenKind kind = kind();
    if (kind == TokenKind.AGENT_REQUEST) {
      return report(diagnoseRequest(), "request");
    }
    return report(diagnoseToken(kind), "token");
  }

  private Diagnosis diagnoseToken(TokenKind kind) {
    for (String given : new String[] {agentId, timestamp, signature, body}) {
      if (given != null) {
        throw CliException.usage(
            "expected --agent-id, --timestamp, --signature and --body only with --kind"
                + " agent-request, found one with another kind",
            CORRECT);
      }
    }
    if (endpoint == null && (kind == TokenKind.REQUEST || kind == TokenKind.AUTHORIZATION)) {
      throw CliException.usage(
          "expected --endpoint for a request or authorization token, found none", CORRECT);
    }
    if (endpoint != null && !endpoint.startsWith("/") && !endpoint.startsWith("https://")) {
      throw CliException.usage(
          "--endpoint: expected a path that starts with / or an https URL, found neither", CORRECT);
    }
    MondayApp.Builder app = app();
    String given = token == null ? context.environment().input("token") : token;
    addSecrets(app, kind.signedWith() == SignedWith.CLIENT_SECRET);
    return app.build().diagnose(kind, given == null ? "" : given.strip(), endpoint);
  }

  private Diagnosis diagnoseRequest() {
    if (token != null) {
      throw CliException.usage("expected no token for agent-request, found one", CORRECT);
    }
    Map<String, String> headers =
        Map.of(
            "x-monday-agent-id", required("--agent-id", agentId),
            "x-monday-timestamp", required("--timestamp", timestamp),
            "x-monday-signature", required("--signature", signature));
    byte[] content = context.settings().read("--body", required("--body", body));
    MondayApp.Builder app = app();
    String agent = context.settings().find(AGENT_SECRET);
    agent = agent == null ? prompt("agent's signing secret", true) : agent;
    if (agent == null) {
      throw missing("agent's signing secret", AGENT_SECRET);
    }
    // The app's own secrets, if they are known, show whether one of them was used by mistake.
    addKnown(app, context.settings().find(SIGNING_SECRET), context.settings().find(CLIENT_SECRET));
    Secret secret = Secret.of(agent);
    return app.build()
        .agentRequestVerifier(id -> List.of(secret))
        .diagnose(
            name -> {
              String value = headers.get(name);
              return value == null ? List.of() : List.of(value);
            },
            content);
  }

  private MondayApp.Builder app() {
    String id =
        clientId == null
            ? context.settings().require("MONDAY_CLIENT_ID", "the app's client id (--client-id)")
            : clientId;
    List<URI> uris = baseUris.stream().map(DoctorCommand::uri).toList();
    URI[] more = uris.subList(1, uris.size()).toArray(new URI[0]);
    return MondayApp.builder(id, uris.get(0), more).timeSource(context.time());
  }

  /**
   * Adds both secrets, so that the diagnosis can recognize when they are swapped. If the secret for
   * this kind of token is not set, prompts for each one that is missing.
   */
  private void addSecrets(MondayApp.Builder app, boolean needsClient) {
    String signing = context.settings().find(SIGNING_SECRET);
    String client = context.settings().find(CLIENT_SECRET);
    if ((needsClient ? client : signing) == null) {
      signing = signing == null ? prompt("signing secret", !needsClient) : signing;
      client = client == null ? prompt("client secret", needsClient) : client;
    }
    if ((needsClient ? client : signing) == null) {
      throw missing(
          (needsClient ? "client secret" : "signing secret") + ", which signs this kind of token",
          needsClient ? CLIENT_SECRET : SIGNING_SECRET);
    }
    addKnown(app, signing, client);
  }

  private static void addKnown(
      MondayApp.Builder app, @Nullable String signing, @Nullable String client) {
    if (signing != null) {
      app.signingSecret(Secret.of(signing));
    }
    if (client != null) {
      app.clientSecret(Secret.of(client));
    }
  }

  private static CliException missing(String secret, String variable) {
    return CliException.usage(
        "expected the " + secret + ", found none", "Set " + variable + " or enter it.");
  }

  private @Nullable String prompt(String name, boolean required) {
    String line = context.environment().secret(required ? name : name + " (empty for none)");
    return line == null || line.isEmpty() ? null : line;
  }

  private static String required(String name, @Nullable String value) {
    if (value == null) {
      throw CliException.usage("expected " + name + " for agent-request, found none", CORRECT);
    }
    return value;
  }

  private TokenKind kind() {
    for (TokenKind kind : TokenKind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(kindName)) {
        return kind;
      }
    }
    throw CliException.usage("--kind: expected a known kind, found another value", CORRECT);
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException invalid) {
      throw CliException.usage("--base-uri: expected an https URL, found an invalid one", CORRECT);
    }
  }

  private int report(Diagnosis diagnosis, String subject) {
    Reason reason = diagnosis.reason();
    int code = reason == null ? ExitCode.DONE : ExitCode.FOUND;
    if (common.isJson()) {
      context.output().json(json(diagnosis, reason, code));
    } else {
      print(diagnosis, reason, subject);
    }
    return code;
  }

  private void print(Diagnosis diagnosis, @Nullable Reason reason, String subject) {
    Output output = context.output();
    int number = 1;
    for (Finding finding : diagnosis.findings()) {
      String mark = finding.isOk() ? output.green("ok   ") : output.red("WRONG");
      output.line(
          String.format(
              Locale.ROOT,
              "%d. %-9s  %s  %s",
              number++,
              finding.check(),
              mark,
              finding.explanation()));
    }
    output.line("");
    if (reason == null) {
      output.line("The " + subject + " verifies.");
      return;
    }
    output.line("Refused: " + code(reason) + ". " + Advice.of(reason));
  }

  private static Map<String, Object> json(
      Diagnosis diagnosis, @Nullable Reason reason, int exitCode) {
    List<Map<String, Object>> findings = new ArrayList<>();
    for (Finding finding : diagnosis.findings()) {
      findings.add(
          Map.of(
              "check", finding.check().toString(),
              "ok", finding.isOk(),
              "explanation", finding.explanation()));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("command", "doctor");
    json.put("exitCode", exitCode);
    json.put("verifies", reason == null);
    json.put("reason", reason == null ? null : code(reason));
    json.put("advice", reason == null ? null : Advice.of(reason));
    json.put("findings", findings);
    return json;
  }

  private static String code(Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}

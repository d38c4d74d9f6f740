package io.github.mondayauth.doctor;

import io.github.mondayauth.Diagnosis;
import io.github.mondayauth.Diagnosis.Finding;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.TokenKind.SignedWith;
import io.github.mondayauth.TokenRejectedException.Reason;
import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Explains, check by check, why an app accepts or refuses a token from monday.com. It prints no
 * secret and no token.
 */
public final class Doctor {
  static final int ACCEPTED = 0;
  static final int REFUSED = 1;
  static final int USAGE_ERROR = 2;

  private static final String SIGNING_SECRET = "MONDAY_SIGNING_SECRET";
  private static final String CLIENT_SECRET = "MONDAY_CLIENT_SECRET";
  private static final String AGENT_SECRET = "MONDAY_AGENT_SECRET";

  private static final String USAGE =
      """
      usage: doctor --client-id ID --base-uri URI [--endpoint ENDPOINT] [--kind KIND] [TOKEN]
             doctor --client-id ID --base-uri URI --kind agent-request
                    --agent-id ID --timestamp MS --signature SIGNATURE --body FILE

        --client-id  the app's client id, from the Developer Center
        --base-uri   the app's base URI, such as https://app.example.com; repeat it for each one
        --endpoint   the endpoint that received the token: a path under the base URI or a full URL;
                     required for request and authorization
        --kind       request (the default), authorization, session, app-lifecycle,
                     feature-lifecycle or agent-request
        TOKEN        the JWT, with or without "Bearer "; if absent, the first line of standard input

      For agent-request, the options are the headers of the request: --agent-id is
      x-monday-agent-id, --timestamp is x-monday-timestamp, --signature is x-monday-signature.
      --body is a file with the bytes of the body, exactly as they were received.

      Secrets come from MONDAY_SIGNING_SECRET, MONDAY_CLIENT_SECRET and MONDAY_AGENT_SECRET, or
      from a prompt.
      Exit code: 0 if the token or request verifies, 1 if it does not, 2 after a usage error.""";

  private final Environment environment;
  private final InstantSource time;
  private final PrintStream out;
  private final PrintStream err;

  Doctor(Environment environment, InstantSource time, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.time = time;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the command.
   *
   * @param arguments the options and the token; without any, the command prints its usage
   */
  public static void main(String[] arguments) {
    Doctor doctor =
        new Doctor(Environment.ofProcess(), InstantSource.system(), System.out, System.err);
    System.exit(doctor.run(arguments));
  }

  int run(String... arguments) {
    try {
      Arguments parsed = Arguments.of(arguments);
      return print(diagnose(parsed), parsed.agent() == null ? "token" : "request");
    } catch (UsageException | IllegalArgumentException e) {
      err.println(e.getMessage());
      err.println(USAGE);
      return USAGE_ERROR;
    }
  }

  private Diagnosis diagnose(Arguments arguments) throws UsageException {
    if (arguments.agent() != null) {
      return diagnose(arguments, arguments.agent());
    }
    String token = arguments.token();
    if (token == null) {
      token = environment.prompt("token");
    }
    MondayApp.Builder app = arguments.app().timeSource(time);
    addSecrets(app, arguments.kind().signedWith() == SignedWith.CLIENT_SECRET);
    return app.build()
        .diagnose(arguments.kind(), token == null ? "" : token.strip(), arguments.endpoint());
  }

  private Diagnosis diagnose(Arguments arguments, Arguments.AgentRequest request)
      throws UsageException {
    byte[] body;
    try {
      body = environment.file(request.body());
    } catch (IOException e) {
      throw new UsageException("--body: expected a readable file, found none");
    }
    MondayApp.Builder app = arguments.app().timeSource(time);
    String agent = variable(AGENT_SECRET);
    agent = agent == null ? prompt("agent's signing secret", true) : agent;
    if (agent == null) {
      throw new UsageException(
          "expected the agent's signing secret, found none; set " + AGENT_SECRET + " or enter it");
    }
    // The app's own secrets, if they are known, show whether one of them was used by mistake.
    addKnown(app, variable(SIGNING_SECRET), variable(CLIENT_SECRET));
    Secret secret = Secret.of(agent);
    Map<String, String> headers =
        Map.of(
            "x-monday-agent-id", request.id(),
            "x-monday-timestamp", request.timestamp(),
            "x-monday-signature", request.signature());
    return app.build()
        .agentRequestVerifier(id -> List.of(secret))
        .diagnose(name -> List.of(headers.get(name)), body);
  }

  /**
   * Adds both secrets, so that the diagnosis can recognize when they are swapped. If the secret for
   * this kind of token is not in the environment, prompts for each one that is missing.
   */
  private void addSecrets(MondayApp.Builder app, boolean needsClient) throws UsageException {
    String signing = variable(SIGNING_SECRET);
    String client = variable(CLIENT_SECRET);
    if ((needsClient ? client : signing) == null) {
      signing = signing == null ? prompt("signing secret", !needsClient) : signing;
      client = client == null ? prompt("client secret", needsClient) : client;
    }
    if ((needsClient ? client : signing) == null) {
      throw new UsageException(
          "expected the "
              + (needsClient ? "client secret" : "signing secret")
              + ", which signs this kind of token, found none; set "
              + (needsClient ? CLIENT_SECRET : SIGNING_SECRET)
              + " or enter it");
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

  private @Nullable String variable(String name) {
    String value = environment.variable(name);
    return value == null || value.isEmpty() ? null : value;
  }

  private @Nullable String prompt(String name, boolean required) {
    String line = environment.prompt(required ? name : name + " (empty for none)");
    return line == null || line.isEmpty() ? null : line;
  }

  private int print(Diagnosis diagnosis, String subject) {
    int number = 1;
    for (Finding finding : diagnosis.findings()) {
      out.printf(
          "%d. %-9s  %-5s  %s%n",
          number++, finding.check(), finding.isOk() ? "ok" : "WRONG", finding.explanation());
    }
    out.println();
    Reason reason = diagnosis.reason();
    if (reason == null) {
      out.println("The " + subject + " verifies.");
      return ACCEPTED;
    }
    String code = reason.name().toLowerCase(Locale.ROOT);
    out.println("Refused: " + code + ". " + Advice.of(reason));
    return REFUSED;
  }
}

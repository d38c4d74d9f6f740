package io.github.mondayauth.doctor;

import io.github.mondayauth.Diagnosis;
import io.github.mondayauth.Diagnosis.Finding;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.TokenRejectedException.Reason;
import java.io.PrintStream;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Explains, check by check, why a token of monday.com verifies for an app or does not. Prints no
 * secret and no token.
 */
public final class Doctor {
  static final int VERIFIES = 0;
  static final int REFUSED = 1;
  static final int WRONG_USAGE = 2;

  private static final String SIGNING_SECRET = "MONDAY_SIGNING_SECRET";
  private static final String CLIENT_SECRET = "MONDAY_CLIENT_SECRET";

  private static final String USAGE =
      """
      usage: doctor --client-id ID --base-uri URI [--endpoint ENDPOINT] [--kind KIND] [TOKEN]

        --client-id  the app's, from the Developer Center
        --base-uri   where the app is reached, such as https://app.example.com
        --endpoint   where the token arrived: a path under the base URI, or a full URL
        --kind       request (unless said otherwise), authorization, session, app-lifecycle
                     or feature-lifecycle
        TOKEN        the JWT, with or without "Bearer "; else the first line of standard input

      Secrets are read from MONDAY_SIGNING_SECRET and MONDAY_CLIENT_SECRET, else asked for.
      Exits with 0 if the token verifies, with 1 if not, with 2 if it was called wrongly.""";

  private final Surroundings surroundings;
  private final InstantSource time;
  private final PrintStream out;
  private final PrintStream err;

  Doctor(Surroundings surroundings, InstantSource time, PrintStream out, PrintStream err) {
    this.surroundings = surroundings;
    this.time = time;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the command.
   *
   * @param arguments the options and the token; without any it says how it is used
   */
  public static void main(String[] arguments) {
    Doctor doctor =
        new Doctor(Surroundings.ofProcess(), InstantSource.system(), System.out, System.err);
    System.exit(doctor.run(arguments));
  }

  int run(String... arguments) {
    try {
      return report(diagnosis(Arguments.of(arguments)));
    } catch (WrongUsage | IllegalArgumentException wrong) {
      err.println(wrong.getMessage());
      err.println(USAGE);
      return WRONG_USAGE;
    }
  }

  private Diagnosis diagnosis(Arguments arguments) throws WrongUsage {
    String token = arguments.token();
    if (token == null) {
      token = surroundings.ask("token");
    }
    MondayApp.Builder app =
        MondayApp.builder(arguments.clientId(), arguments.baseUri()).timeSource(time);
    addSecrets(app, arguments.needsClientSecret());
    return app.build()
        .diagnose(arguments.kind(), token == null ? "" : token.strip(), arguments.endpoint());
  }

  /**
   * Both secrets, so that the one mistaken for the other is recognized. Asks for those that the
   * environment has not, but only if the needed one is among them.
   */
  private void addSecrets(MondayApp.Builder app, boolean needsClient) throws WrongUsage {
    String signing = variable(SIGNING_SECRET);
    String client = variable(CLIENT_SECRET);
    if ((needsClient ? client : signing) == null) {
      signing = signing == null ? asked("signing secret", !needsClient) : signing;
      client = client == null ? asked("client secret", needsClient) : client;
    }
    if ((needsClient ? client : signing) == null) {
      throw new WrongUsage(
          "this kind of token is signed with the "
              + (needsClient
                  ? "client secret: set " + CLIENT_SECRET
                  : "signing secret: set " + SIGNING_SECRET)
              + ", or enter it");
    }
    if (signing != null) {
      app.signingSecret(Secret.of(signing));
    }
    if (client != null) {
      app.clientSecret(Secret.of(client));
    }
  }

  private @Nullable String variable(String name) {
    String value = surroundings.variable(name);
    return value == null || value.isEmpty() ? null : value;
  }

  private @Nullable String asked(String name, boolean needed) {
    String line = surroundings.ask(needed ? name : name + " (empty for none)");
    return line == null || line.isEmpty() ? null : line;
  }

  private int report(Diagnosis diagnosis) {
    int number = 1;
    for (Finding finding : diagnosis.findings()) {
      out.printf(
          "%d. %-9s  %-5s  %s%n",
          number++, finding.check(), finding.isFine() ? "ok" : "WRONG", finding.explanation());
    }
    out.println();
    Reason reason = diagnosis.reason();
    out.println(
        reason == null ? "The token verifies." : "Refused: " + reason + ". " + Cure.of(reason));
    return reason == null ? VERIFIES : REFUSED;
  }
}

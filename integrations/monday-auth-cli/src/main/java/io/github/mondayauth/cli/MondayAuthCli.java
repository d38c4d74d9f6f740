package io.github.mondayauth.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.vault.VaultException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line tool. Prints neither secrets nor tokens, and repeats no argument but the name of
 * an unknown option: arguments may be secrets that were passed by mistake. Not thread-safe: it runs
 * one command in its own process.
 */
@Command(
    name = "monday-auth",
    description = "Operates the vault and the connections of a monday.com app. Unofficial.",
    versionProvider = MondayAuthCli.Version.class,
    subcommandsRepeatable = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; the token verifies; help was printed",
      "1:something needs attention: the output lists it",
      "2:the arguments, the environment or a file is wrong; nothing was changed",
      "3:work is left: run the command again",
      "4:the database, a key or a service failed: try again",
      "5:the deletion was not confirmed; nothing was changed"
    },
    footer = {
      "",
      "Every setting and secret is an environment variable, such as MONDAY_CLIENT_ID, "
          + "or a file named by a variable with the suffix _FILE. "
          + "monday-auth COMMAND --help lists them."
    })
public final class MondayAuthCli {
  /** Options that people try first. They are refused, since every user can read arguments. */
  private static final String SECRET_OPTION =
      "--[a-z-]*(secret|password|api-key|token|keys|jdbc-url)[a-z-]*(=.*)?";

  private static final int LONGEST_DISTANCE = 3;

  /** PostgreSQL's driver logs a malformed URL, with its password. */
  private static final Logger POSTGRESQL = Logger.getLogger("org.postgresql");

  private final CliContext context;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this help.")
  boolean isHelp;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Prints the version.")
  boolean isVersion;

  private MondayAuthCli(CliContext context) {
    this.context = context;
  }

  /**
   * Runs a command, and ends the process with its exit code.
   *
   * @param arguments the command's name and its options
   */
  public static void main(String[] arguments) {
    System.exit(
        run(Environment.ofProcess(), InstantSource.system(), System.out, System.err, arguments));
  }

  /** Runs a command and returns its exit code. */
  static int run(
      Environment environment,
      InstantSource time,
      PrintStream out,
      PrintStream err,
      String... arguments) {
    POSTGRESQL.setLevel(Level.OFF);
    String noColor = environment.variable("NO_COLOR");
    boolean hasColors = environment.isTerminal() && (noColor == null || noColor.isEmpty());
    CliContext context =
        new CliContext(
            environment, new Settings(environment), new Output(out, err, hasColors), time);
    return new MondayAuthCli(context).run(hasColors, environment.width(), arguments);
  }

  private int run(boolean hasColors, int width, String... arguments) {
    Output output = context.output();
    CommandLine line =
        new CommandLine(this)
            .addSubcommand(new DoctorCommand(context))
            .addSubcommand(new CheckCommand(context))
            .addSubcommand(new RotateCommand(context))
            .addSubcommand(new MaintainCommand(context))
            .addSubcommand(new ListCommand(context))
            .addSubcommand(new ForgetCommand(context))
            .setOut(writer(output.out()))
            .setErr(writer(output.err()))
            .setUsageHelpWidth(Math.max(60, Math.min(width, 120)))
            .setAllowOptionsAsOptionParameters(false)
            .setColorScheme(Help.defaultColorScheme(hasColors ? Ansi.ON : Ansi.OFF));
    line.setParameterExceptionHandler(
            (wrong, all) -> fail(usage(wrong), wrong.getCommandLine(), all))
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> fail(of(failure), command, arguments));
    for (String argument : arguments) {
      if (argument.matches(SECRET_OPTION)) {
        return fail(
            CliException.usage(
                "expected no secret among the arguments, where every user of this computer can"
                    + " read it",
                "Set an environment variable or a file instead; --help lists them."),
            line,
            arguments);
      }
    }
    return line.execute(arguments);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, UTF_8), true);
  }

  private int fail(CliException failure, CommandLine command, String[] arguments) {
    String message = Output.oneLine(String.valueOf(failure.getMessage()));
    if (Arrays.asList(arguments).contains("--json")) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("command", command.getCommandName());
      json.put("exitCode", failure.exitCode());
      json.put("error", message);
      json.put("remedy", failure.remedy());
      context.output().json(json);
    } else {
      context.output().error(message, failure.remedy());
    }
    return failure.exitCode();
  }

  private static CliException usage(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    String help = "See " + command.getCommandSpec().qualifiedName() + " --help.";
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched, command.getCommandSpec(), help);
    }
    if (wrong instanceof MissingParameterException missing) {
      List<String> names = missing.getMissing().stream().map(MondayAuthCli::name).toList();
      return CliException.usage("expected " + String.join(" and ", names) + ", found none", help);
    }
    if (wrong.getArgSpec() != null) {
      return CliException.usage(
          name(wrong.getArgSpec())
              + ": expected one valid value, found none, an invalid one or several",
          help);
    }
    return CliException.usage("expected a command, found none", help);
  }

  private static CliException unmatched(
      UnmatchedArgumentException unmatched, CommandSpec command, String help) {
    String first = unmatched.getUnmatched().isEmpty() ? "" : unmatched.getUnmatched().get(0);
    String option = first.replaceFirst("=.*", "");
    if (first.startsWith("-")) {
      if (!option.matches("--?[a-z][a-z-]{0,30}")) {
        return CliException.usage("expected known options, found an unknown one", help);
      }
      List<String> names = new ArrayList<>();
      for (OptionSpec known : command.options()) {
        names.addAll(List.of(known.names()));
      }
      return CliException.usage("unknown option " + option, suggestion(option, names) + help);
    }
    if (!command.subcommands().isEmpty()) {
      List<String> names = List.copyOf(command.subcommands().keySet());
      return CliException.usage(
          "expected a command, found an unknown one", suggestion(first, names) + help);
    }
    return CliException.usage(
        "expected fewer arguments, found " + unmatched.getUnmatched().size() + " too many", help);
  }

  private static String suggestion(String typed, List<String> names) {
    String nearest = "";
    int smallest = LONGEST_DISTANCE + 1;
    for (String name : names) {
      int distance = name.startsWith(typed) ? 1 : distance(typed, name);
      if (distance < smallest) {
        smallest = distance;
        nearest = name;
      }
    }
    return nearest.isEmpty() ? "" : "Did you mean " + nearest + "? ";
  }

  /** Returns the number of characters to insert, delete or replace (Levenshtein's distance). */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  /** Translates what a command throws. A programming error is thrown on, with its stack trace. */
  private static CliException of(Exception failure) throws Exception {
    if (failure instanceof CliException known) {
      return known;
    }
    if (failure instanceof VaultException vault) {
      return new CliException(ExitCode.FAILED, message(vault), remedy(vault.reason()));
    }
    if (failure instanceof OAuthException oauth) {
      return new CliException(ExitCode.FAILED, message(oauth), "Try again later.");
    }
    if (failure instanceof MondayAuthException other) {
      return new CliException(ExitCode.FAILED, message(other), "Try again later.");
    }
    if (failure instanceof IllegalArgumentException invalid) {
      return CliException.usage(
          String.valueOf(invalid.getMessage()), "Correct the argument or the setting.");
    }
    throw failure;
  }

  private static String message(Exception failure) {
    return String.valueOf(failure.getMessage());
  }

  private static String remedy(VaultException.Reason reason) {
    return switch (reason) {
      case STORE_FAILED -> "Check that VAULT_JDBC_URL is the vault's database, then try again.";
      case KEY_UNAVAILABLE -> "Check that the keys can be read, then try again.";
      case KEY_UNKNOWN -> "Add the missing key to VAULT_KEYS.";
      case KEY_DISABLED -> "Enable the key in VAULT_KEYS.";
      case KEY_MISMATCH -> "Use the same VAULT_KEYS as the application.";
      case RECORD_REJECTED -> "Restore the record, or forget its account.";
      case FORMAT_UNKNOWN ->
          "Use the version of this tool that matches the library's version in the application.";
      case ACCOUNT_UNKNOWN -> "Check MONDAY_CLIENT_ID and the account's id.";
      case CONTENDED -> "Try again.";
    };
  }

  /** The version in the manifest of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = MondayAuthCli.class.getPackage().getImplementationVersion();
      return new String[] {
        String.format(Locale.ROOT, "monday-auth %s", version == null ? "(development)" : version)
      };
    }
  }
}

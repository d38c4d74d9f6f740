package io.github.mondayauth.rotate;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.Rotation;
import io.github.mondayauth.vault.Rotation.Report;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads arguments and environment, rotates, and prints the progress and the result. */
public final class RotateCommand {
  /** Exit code: everything is under the new keys. */
  static final int DONE = 0;

  /** Exit code: a row failed, or something is left under old keys. */
  static final int FAILED = 1;

  /** Exit code: wrong arguments or environment. */
  static final int USAGE = 2;

  /** Exit code: nothing failed, but another run must remove the old data keys later. */
  static final int AGAIN = 3;

  private static final String HELP =
      """
      usage: rotate [--dry-run] [--allow-empty] [--reencrypt [TIME]] [--per-second ROWS]
        --dry-run      decrypts what a run would decrypt, counts, and writes nothing
        --allow-empty  accepts that the store has no account of the app
        --reencrypt    also encrypts the records under data keys made before TIME (such as
                       2026-11-28T12:00:00Z; default: now), in two runs ten minutes apart
        --per-second   writes at most this many rows in a second
      environment: MONDAY_CLIENT_ID, VAULT_JDBC_URL (with user and password), VAULT_KEYS (a file)
      """;

  private RotateCommand() {}

  /**
   * Runs the command, and ends the process with its exit code.
   *
   * @param arguments as the usage text lists them
   */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.getenv(), System.out));
  }

  static int run(List<String> arguments, Map<String, String> environment, PrintStream out) {
    try {
      return run(new ArrayList<>(arguments), environment, new Screen(out));
    } catch (UsageException wrong) {
      out.print(HELP);
      return USAGE;
    } catch (MondayAuthException | IllegalArgumentException failure) {
      out.println("\n" + failure.getMessage());
      return FAILED;
    }
  }

  private static int run(List<String> arguments, Map<String, String> environment, Screen screen)
      throws UsageException {
    boolean dryRun = arguments.remove("--dry-run");
    boolean allowEmpty = arguments.remove("--allow-empty");
    Instant before = before(arguments);
    int perSecond = perSecond(arguments);
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(required(environment, "VAULT_JDBC_URL"));
    config.setMaximumPoolSize(2);
    try (HikariDataSource source = new HikariDataSource(config)) {
      MondayApp app =
          MondayApp.builder(
                  required(environment, "MONDAY_CLIENT_ID"), URI.create("https://rotate.invalid"))
              .build();
      KeyRing keys = KeyRing.fromFile(Path.of(required(environment, "VAULT_KEYS")));
      TokenVault vault = TokenVault.open(app, TokenStore.jdbc(source), keys);
      Rotation rotation = vault.rotation().perSecond(perSecond);
      rotation = allowEmpty ? rotation.allowEmpty() : rotation;
      long accounts = rotation.dryRun().run().accounts();
      rotation = before == null ? rotation : rotation.reencrypt(before);
      rotation = dryRun ? rotation.dryRun() : rotation;
      Report report = rotation.onProgress(p -> screen.progress(p, accounts)).run();
      screen.table(report, dryRun, before);
      return code(report, dryRun);
    }
  }

  private static int code(Report report, boolean dryRun) {
    if (report.hasFailed()) {
      return FAILED;
    }
    if (report.isComplete() || dryRun) {
      return DONE;
    }
    return report.finishAt() == null ? FAILED : AGAIN;
  }

  private static String required(Map<String, String> environment, String name)
      throws UsageException {
    String value = environment.get(name);
    if (value == null) {
      throw new UsageException();
    }
    return value;
  }

  /** The time after {@code --reencrypt}, or now if there is none; null without the option. */
  private static @Nullable Instant before(List<String> arguments) throws UsageException {
    int option = arguments.indexOf("--reencrypt");
    if (option < 0) {
      return null;
    }
    arguments.remove(option);
    if (option == arguments.size() || arguments.get(option).startsWith("--")) {
      return Instant.now();
    }
    try {
      return Instant.parse(arguments.remove(option));
    } catch (DateTimeParseException malformed) {
      throw new UsageException();
    }
  }

  private static int perSecond(List<String> arguments) throws UsageException {
    if (arguments.isEmpty()) {
      return Integer.MAX_VALUE;
    }
    if (arguments.size() != 2
        || !arguments.get(0).equals("--per-second")
        || !arguments.get(1).matches("[1-9][0-9]{0,6}")) {
      throw new UsageException();
    }
    return Integer.parseInt(arguments.get(1));
  }

  private static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;
  }
}

package io.github.mondayauth.cli;

import io.github.mondayauth.vault.Rotation;
import io.github.mondayauth.vault.Rotation.Failure;
import io.github.mondayauth.vault.Rotation.Report;
import io.github.mondayauth.vault.VaultException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Wraps all data keys with the primary key, and on request encrypts all records again. */
@Command(
    name = "rotate",
    description = {
      "Wraps every data key with the key set's primary key, while the application runs.",
      "Safe to interrupt: run it again, and it continues."
    },
    footer = {
      "",
      "Environment: MONDAY_CLIENT_ID, VAULT_JDBC_URL, VAULT_KEYS (or each with _FILE); "
          + "VAULT_JDBC_USER and VAULT_JDBC_PASSWORD if the URL has none."
    })
final class RotateCommand implements Callable<Integer> {
  private final CliContext context;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--dry-run",
      description = "Decrypts what a run would decrypt, counts, and writes nothing.")
  private boolean isDryRun;

  @Option(names = "--allow-empty", description = "Accepts a database without accounts of the app.")
  private boolean allowsEmpty;

  @Option(
      names = "--reencrypt",
      arity = "0..1",
      paramLabel = "TIME",
      fallbackValue = "now",
      description = {
        "Also replaces data keys made before TIME, such as 2026-11-28T12:00:00Z (default: now), "
            + "and re-encrypts their records. Takes two runs, ten minutes apart."
      })
  private @Nullable String reencrypt;

  @Option(
      names = "--per-second",
      paramLabel = "ROWS",
      description = "Writes at most this many rows per second.")
  private @Nullable String perSecond;

  RotateCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Instant before = before();
    int rows = perSecond == null ? Integer.MAX_VALUE : rows(perSecond);
    try (OpenVault open = OpenVault.of(context.settings(), false)) {
      Rotation rotation = open.vault().rotation().perSecond(rows);
      rotation = allowsEmpty ? rotation.allowEmpty() : rotation;
      rotation = before == null ? rotation : rotation.reencrypt(before);
      rotation = isDryRun ? rotation.dryRun() : rotation;
      Report report = run(rotation, open);
      int code = code(report);
      if (common.isJson()) {
        context.output().json(json(report, before, code));
      } else {
        print(report, before);
      }
      return code;
    }
  }

  private Report run(Rotation rotation, OpenVault open) {
    ProgressLine line = context.progress(open.accounts().size());
    String would = isDryRun ? "would rewrap" : "rewrapped";
    try {
      return rotation
          .onProgress(
              now ->
                  line.update(
                      now.accounts(),
                      would
                          + " "
                          + now.rewrapped()
                          + ", "
                          + (isDryRun ? "would re-encrypt " : "re-encrypted ")
                          + now.reencrypted()
                          + ", failed "
                          + now.failed()))
          .run();
    } catch (VaultException failed) {
      if (failed.reason() == VaultException.Reason.ACCOUNT_UNKNOWN) {
        throw open.noAccount();
      }
      throw failed;
    } finally {
      line.end();
    }
  }

  private int code(Report report) {
    if (report.hasFailed()) {
      return ExitCode.FOUND;
    }
    if (report.isComplete() || isDryRun) {
      return ExitCode.DONE;
    }
    return report.finishAt() == null ? ExitCode.FOUND : ExitCode.AGAIN;
  }

  private void print(Report report, @Nullable Instant before) {
    Output output = context.output();
    output.line(isDryRun ? "Dry run: nothing was written." : "Done.");
    output.count("accounts", report.accounts());
    output.count(isDryRun ? "data keys: would rewrap" : "data keys rewrapped", report.rewrapped());
    output.count(
        isDryRun ? "records: would re-encrypt" : "records re-encrypted", report.reencrypted());
    output.count(
        isDryRun ? "old data keys: would remove" : "old data keys removed", report.removed());
    output.count("left under old keys", report.remaining());
    output.count("failed", report.failures().size());
    for (Failure failure : report.failures()) {
      String row = failure.row().isEmpty() ? "data keys" : failure.row();
      output.line("  account " + failure.account() + ", " + row + ": " + failure.reason());
    }
    if (report.finishAt() != null) {
      output.line(
          "To remove the old data keys, run again after "
              + report.finishAt()
              + " with --reencrypt "
              + before);
    }
  }

  private Map<String, Object> json(Report report, @Nullable Instant before, int code) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("command", "rotate");
    json.put("exitCode", code);
    json.put("dryRun", isDryRun);
    json.put("accounts", report.accounts());
    json.put("rewrapped", report.rewrapped());
    json.put("reencrypted", report.reencrypted());
    json.put("removed", report.removed());
    json.put("remaining", report.remaining());
    json.put("failures", report.failures().stream().map(RotateCommand::json).toList());
    json.put("finishAt", report.finishAt() == null ? null : report.finishAt().toString());
    json.put("reencryptBefore", before == null ? null : before.toString());
    return json;
  }

  private static Map<String, Object> json(Failure failure) {
    return Map.of(
        "account", failure.account(),
        "row", failure.row(),
        "reason", failure.reason().name().toLowerCase(Locale.ROOT));
  }

  private @Nullable Instant before() {
    if (reencrypt == null) {
      return null;
    }
    if (reencrypt.equals("now")) {
      return context.time().instant();
    }
    try {
      return Instant.parse(reencrypt);
    } catch (DateTimeParseException malformed) {
      throw CliException.usage(
          "--reencrypt: expected a time such as 2026-11-28T12:00:00Z, found another value",
          "Correct it, or omit it to use the current time.");
    }
  }

  private static int rows(String text) {
    if (!text.matches("[1-9][0-9]{0,6}")) {
      throw CliException.usage(
          "--per-second: expected a number from 1 to 9999999, found another value", "Correct it.");
    }
    return Integer.parseInt(text);
  }
}

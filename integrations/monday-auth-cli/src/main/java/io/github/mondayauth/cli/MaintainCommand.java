package io.github.mondayauth.cli;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.ClaimedUninstall;
import io.github.mondayauth.oauth.ConnectionStatus;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.MaintenanceReport;
import io.github.mondayauth.oauth.MaintenanceReport.End;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Does the work that no request triggers, for a scheduler such as cron. */
@Command(
    name = "maintain",
    description = {
      "Checks uninstalls that are claimed but not proven, refreshes unused credentials, deletes "
          + "expired records, and lists what users have to reconnect.",
      "Refreshes only credentials of connectors with refreshUnusedAfter. Run it from a scheduler."
    },
    footer = {
      "",
      "Environment: MONDAY_CLIENT_ID, MONDAY_CLIENT_SECRET, VAULT_JDBC_URL, VAULT_KEYS, and the "
          + "client secrets that the connectors file names (or each with _FILE); "
          + "VAULT_JDBC_USER and VAULT_JDBC_PASSWORD if the URL has none."
    })
final class MaintainCommand implements Callable<Integer> {
  private final CliContext context;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Mixin private final ConnectorOptions connectors = new ConnectorOptions();

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "How long to keep starting new steps, such as 90s or 5m. Default: 1m.")
  private String duration = "1m";

  @Option(
      names = "--erase-claimed-uninstalls-after",
      paramLabel = "DURATION",
      description = {
        "Deletes the accounts whose uninstall was claimed at least this long ago and was never "
            + "disproved; 7d or more. Default: never."
      })
  private @Nullable String eraseAfter;

  MaintainCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Duration longest = Durations.parse("--for", duration);
    Connector[] all =
        connectors.require(
            context,
            "Pass --connectors or set MONDAY_CONNECTORS: without the file, every credential"
                + " would look as if the application no longer had the connection.");
    try (OpenVault open = OpenVault.of(context.settings(), true)) {
      open.requireAccounts();
      Connections.Builder builder = Connections.builder(open.app(), open.vault(), all);
      if (eraseAfter != null) {
        builder.eraseClaimedUninstallsAfter(
            Durations.parse("--erase-claimed-uninstalls-after", eraseAfter));
      }
      MaintenanceReport report = builder.build().admin().maintain(longest);
      int code = code(report);
      if (common.isJson()) {
        context.output().json(json(report, code));
      } else {
        print(report);
      }
      return code;
    }
  }

  private static int code(MaintenanceReport report) {
    if (report.failureCount() > 0
        || report.failedRefreshes() > 0
        || report.erased().unrevoked() > 0) {
      return ExitCode.FOUND;
    }
    return report.end() == End.COMPLETE ? ExitCode.DONE : ExitCode.AGAIN;
  }

  private void print(MaintenanceReport report) {
    Output output = context.output();
    output.line(
        switch (report.end()) {
          case COMPLETE -> "Done: every account was visited.";
          case INCOMPLETE -> "Time ran out. Run it again: it resumes.";
          case BUSY -> "Another instance is at work: nothing was done. Run it again later.";
        });
    output.count("accounts", report.accounts());
    output.count("credentials", report.credentials());
    output.count("to reconnect", report.reconnectCount());
    output.count("refreshed", report.refreshed());
    output.count("refreshes failed", report.failedRefreshes());
    output.count("uninstalls claimed", report.claimCount());
    output.count("claims disproved", report.disproved());
    output.count("accounts erased", report.erasedAccounts());
    output.count("records purged", report.purged());
    output.count("unreadable", report.failureCount());
    for (ConnectionStatus each : report.reconnects()) {
      output.line("  reconnect: " + ListCommand.owner(each.owner()) + ", " + each.connection());
    }
    for (ClaimedUninstall each : report.claims()) {
      output.line(
          "  uninstall claimed: account " + each.account().id() + ", at " + each.receivedAt());
    }
    for (MaintenanceReport.Failure each : report.failures()) {
      output.line("  unreadable: account " + each.account().id() + ", " + each.reasonCode());
    }
  }

  private static Map<String, Object> json(MaintenanceReport report, int code) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("command", "maintain");
    json.put("exitCode", code);
    json.put("end", report.end().name().toLowerCase(Locale.ROOT));
    json.put("accounts", report.accounts());
    json.put("credentials", report.credentials());
    json.put("reconnectCount", report.reconnectCount());
    json.put("reconnects", report.reconnects().stream().map(ListCommand::json).toList());
    json.put("claimCount", report.claimCount());
    json.put("claims", report.claims().stream().map(MaintainCommand::json).toList());
    json.put("disproved", report.disproved());
    json.put("erasedAccounts", report.erasedAccounts());
    json.put("erasedRecords", report.erased().records());
    json.put("erasedUnrevoked", report.erased().unrevoked());
    json.put("refreshed", report.refreshed());
    json.put("failedRefreshes", report.failedRefreshes());
    json.put("purged", report.purged());
    json.put("failureCount", report.failureCount());
    json.put(
        "failures",
        report.failures().stream()
            .map(each -> Map.of("account", each.account().id(), "reason", each.reasonCode()))
            .toList());
    return json;
  }

  private static Map<String, Object> json(ClaimedUninstall claim) {
    MondayUser user = claim.user();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("account", claim.account().id());
    json.put("user", user == null ? null : user.id());
    json.put("receivedAt", claim.receivedAt().toString());
    return json;
  }
}

package io.github.mondayauth.examples.servlet.demo;

import io.github.mondayauth.oauth.ClaimedUninstall;
import io.github.mondayauth.oauth.ConnectionStatus;
import io.github.mondayauth.oauth.MaintenanceReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report of a day's maintenance, in the words of an administrator of the application. */
final class DayReport {
  private final DemoEnvironment environment;

  DayReport(DemoEnvironment environment) {
    this.environment = environment;
  }

  /** One sentence for each result; at least one. */
  List<String> sentences(MaintenanceReport report) {
    if (report.end() == MaintenanceReport.End.BUSY) {
      return List.of("Another instance of the application is doing the work.");
    }
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Checked %s of %s."
            .formatted(
                count(report.credentials(), "connection"), count(report.accounts(), "account")));
    if (report.disproved() > 0) {
      sentences.add(
          "Dismissed %s: monday.com still accepts the account's tokens."
              .formatted(count(report.disproved(), "false uninstall")));
    }
    for (ClaimedUninstall claim : report.claims()) {
      String by = claim.user() == null ? "" : " by " + environment.nameOf(claim.user());
      sentences.add(
          "An uninstall for the account %s was reported%s. It is not proven, so nothing was deleted."
              .formatted(environment.nameOf(claim.account()), by));
    }
    if (report.erasedAccounts() > 0) {
      sentences.add(
          "Deleted %s that had uninstalled the app."
              .formatted(count(report.erasedAccounts(), "account")));
    }
    for (ConnectionStatus status : report.reconnects()) {
      sentences.add(
          "%s has to reconnect %s."
              .formatted(
                  environment.nameOf(status.owner()), DemoEnvironment.title(status.connection())));
    }
    if (report.refreshed() > 0) {
      sentences.add("Refreshed %s.".formatted(count(report.refreshed(), "unused connection")));
    }
    if (report.failedRefreshes() > 0) {
      sentences.add(
          "Could not refresh %s. The next run tries again."
              .formatted(count(report.failedRefreshes(), "unused connection")));
    }
    if (report.purged() > 0) {
      sentences.add("Deleted %s.".formatted(count(report.purged(), "expired internal record")));
    }
    for (MaintenanceReport.Failure failure : report.failures()) {
      sentences.add(
          "Could not read a record of %s: %s."
              .formatted(
                  environment.nameOf(failure.account()), failure.reasonCode().replace('_', ' ')));
    }
    if (report.end() == MaintenanceReport.End.INCOMPLETE) {
      sentences.add("Time ran out. The next run resumes where this one stopped.");
    }
    return sentences;
  }

  private static String count(int number, String singular) {
    return String.format(Locale.ROOT, "%d %s%s", number, singular, number == 1 ? "" : "s");
  }
}

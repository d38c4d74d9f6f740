package io.github.mondayauth.rotate;

import io.github.mondayauth.vault.Rotation.Failure;
import io.github.mondayauth.vault.Rotation.Progress;
import io.github.mondayauth.vault.Rotation.Report;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints a line that is overwritten during the run, and a table at the end. */
final class Screen {
  private static final int BAR = 30;

  private final PrintStream out;
  private long shown = -1;

  Screen(PrintStream out) {
    this.out = out;
  }

  /** Prints the progress after every thousandth of a pass. */
  void progress(Progress progress, long accounts) {
    long thousandths = accounts == 0 ? 1000 : Math.min(1000, 1000 * progress.accounts() / accounts);
    if (thousandths == shown) {
      return;
    }
    shown = thousandths;
    int full = (int) (thousandths * BAR / 1000);
    out.printf(
        Locale.ROOT,
        "\r[%s%s] %d of %d accounts, %d rewrapped, %d re-encrypted, %d failed ",
        "#".repeat(full),
        ".".repeat(BAR - full),
        progress.accounts(),
        accounts,
        progress.rewrapped(),
        progress.reencrypted(),
        progress.failed());
    out.flush();
  }

  void table(Report report, boolean dryRun, @Nullable Instant before) {
    out.println();
    out.println(dryRun ? "dry run: nothing was written" : "done");
    line("accounts", report.accounts());
    line("data keys rewrapped", report.rewrapped());
    line("records re-encrypted", report.reencrypted());
    line("old data keys removed", report.removed());
    line("left under old keys", report.remaining());
    line("failed", report.failures().size());
    for (Failure failure : report.failures()) {
      String row = failure.row().isEmpty() ? "data keys" : failure.row();
      out.printf("  account %d, %s: %s%n", failure.account(), row, failure.reason());
    }
    if (report.finishAt() != null) {
      out.println(
          "to remove the old data keys, run again after "
              + report.finishAt()
              + " with --reencrypt "
              + before);
    }
  }

  private void line(String what, long count) {
    out.printf(Locale.ROOT, "  %-24s %10d%n", what, count);
  }
}

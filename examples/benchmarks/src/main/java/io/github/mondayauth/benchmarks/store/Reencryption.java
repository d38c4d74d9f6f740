package io.github.mondayauth.benchmarks.store;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.vault.Rotation;
import java.util.Locale;

/** How long it takes to encrypt 100,000 credentials of 10,000 accounts under new data keys. */
final class Reencryption {
  private static final int ROWS = 100_000;

  private Reencryption() {}

  static void measure(String engine) throws Exception {
    System.out.println("# engine, re-encryption: records, seconds, records per second");
    try (Database database = Database.open(engine);
        HikariDataSource source = database.create("reencryption")) {
      Vault vault = Vault.filled(database, "reencryption", source, ROWS);
      long start = System.nanoTime();
      Rotation.Report report = vault.reencrypt();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (report.reencrypted() != ROWS || !report.failures().isEmpty()) {
        throw new IllegalStateException("not all were encrypted anew: " + report);
      }
      System.out.printf(
          Locale.ROOT,
          "%s reencrypt %d %.1f %.0f%n",
          engine,
          report.reencrypted(),
          seconds,
          report.reencrypted() / seconds);
    }
  }
}

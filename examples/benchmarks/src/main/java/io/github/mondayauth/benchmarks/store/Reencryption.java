package io.github.mondayauth.benchmarks.store;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.vault.Rotation;
import java.util.Locale;

/** Measures the re-encryption of 100,000 credentials in 10,000 accounts with new data keys. */
final class Reencryption {
  private static final int ROWS = 100_000;

  private Reencryption() {}

  static void measure(String engine) throws Exception {
    System.out.println("# engine, operation, records, seconds, records per second");
    try (Database database = Database.open(engine);
        HikariDataSource source = database.create("reencryption")) {
      VaultStore vault = VaultStore.filled(database, "reencryption", source, ROWS);
      long start = System.nanoTime();
      Rotation.Report report = vault.reencrypt();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (report.reencrypted() != ROWS || !report.failures().isEmpty()) {
        throw new IllegalStateException(
            "Expected " + ROWS + " re-encrypted records, found " + report);
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

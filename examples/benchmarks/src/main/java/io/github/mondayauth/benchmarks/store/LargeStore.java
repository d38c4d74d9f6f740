package io.github.mondayauth.benchmarks.store;

import com.zaxxer.hikari.HikariDataSource;

/**
 * Compares a vault with 1,000,000 credentials in 100,000 accounts with one that has 10,000
 * credentials in 1,000 accounts.
 */
final class LargeStore {
  private static final int SMALL = 10_000;
  private static final int LARGE = 1_000_000;
  private static final String ENGINE = "postgresql";

  private LargeStore() {}

  static void measure() throws Exception {
    System.out.println("# 1,000,000 credentials compared with 10,000");
    System.out.println("# engine, operation, threads,");
    System.out.println("# throughput of large divided by small, operations per second of each");
    try (Database database = Database.open(ENGINE);
        HikariDataSource small = database.create("small");
        HikariDataSource large = database.create("large")) {
      VaultStore few = VaultStore.filled(database, "small", small, SMALL);
      VaultStore many = VaultStore.filled(database, "large", large, LARGE);
      try (Load load = new Load(8)) {
        // Unwraps the data key of each account, as in an application that has run for some time.
        load.forEach(
            LARGE / CredentialStore.USERS,
            i -> many.find(CredentialStore.user(i * CredentialStore.USERS)));
      }
      for (int threads : new int[] {1, 8}) {
        try (Load load = new Load(threads)) {
          StoreCommand.print(
              ENGINE + " large-find " + threads,
              load.compare(StoreCommand.find(many), LARGE, StoreCommand.find(few), SMALL));
          StoreCommand.print(
              ENGINE + " large-put " + threads,
              load.compare(StoreCommand.put(many), LARGE, StoreCommand.put(few), SMALL));
        }
      }
    }
  }
}

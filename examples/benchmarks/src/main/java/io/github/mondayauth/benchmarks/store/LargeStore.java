package io.github.mondayauth.benchmarks.store;

import com.zaxxer.hikari.HikariDataSource;

/** The vault with 1,000,000 credentials of 100,000 accounts against one with 10,000 of 1,000. */
final class LargeStore {
  private static final int SMALL = 10_000;
  private static final int LARGE = 1_000_000;
  private static final String ENGINE = "postgresql";

  private LargeStore() {}

  static void measure() throws Exception {
    System.out.println("# 1,000,000 credentials against 10,000: engine, operation, threads,");
    System.out.println("# throughput of the large over that of the small, both per second");
    try (Database database = Database.open(ENGINE);
        HikariDataSource small = database.create("small");
        HikariDataSource large = database.create("large")) {
      Vault few = Vault.filled(database, "small", small, SMALL);
      Vault many = Vault.filled(database, "large", large, LARGE);
      try (Load load = new Load(8)) {
        // Each account's data key is unwrapped once, as in an application that has run for a while.
        load.forEach(
            LARGE / Credentials.USERS, i -> many.find(Credentials.user(i * Credentials.USERS)));
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

package io.github.mondayauth.benchmarks.store;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.benchmarks.store.Load.Throughput;
import io.github.mondayauth.vault.KeyRing;
import java.util.List;
import java.util.Locale;

/** {@code run store}: the vault against bare JDBC, large against small, and its re-encryption. */
final class StoreCommand {
  private static final int USERS = 10_000;

  private StoreCommand() {}

  /** Prints the tables asked for. */
  public static void main(String[] arguments) throws Exception {
    List<String> asked =
        arguments.length == 0 ? List.of("postgresql", "sqlite") : List.of(arguments);
    for (String what : asked) {
      switch (what) {
        case "large" -> LargeStore.measure();
        case "reencrypt" -> Reencryption.measure("postgresql");
        default -> againstBareJdbc(what);
      }
    }
  }

  private static void againstBareJdbc(String engine) throws Exception {
    System.out.println(
        "# engine, operation, threads, throughput over bare JDBC's, both per second");
    try (Database database = Database.open(engine);
        HikariDataSource source = database.create("benchmark")) {
      Vault vault = new Vault(source, KeyRing.of(KeyRing.generate()));
      BareJdbc bare = new BareJdbc(source);
      try (Load load = new Load(8)) {
        load.forEach(USERS / Credentials.USERS, vault::begin);
        load.forEach(USERS, i -> bare.put(Credentials.user(i), Credentials.credential()));
      }
      for (int threads : new int[] {1, 8}) {
        try (Load load = new Load(threads)) {
          print(engine + " find " + threads, load.compare(find(vault), USERS, find(bare), USERS));
          Database.settle(source);
          print(engine + " put " + threads, load.compare(put(vault), USERS, put(bare), USERS));
          Database.settle(source);
        }
      }
    }
  }

  static Load.OnUser find(Credentials credentials) {
    return i -> {
      if (credentials.find(Credentials.user(i)) != 200) {
        throw new IllegalStateException("another credential found");
      }
    };
  }

  static Load.OnUser put(Credentials credentials) {
    return i -> credentials.put(Credentials.user(i), Credentials.credential());
  }

  static void print(String row, Throughput found) {
    System.out.printf(
        Locale.ROOT, "%s %.2f %.0f %.0f%n", row, found.ratio(), found.first(), found.second());
  }
}

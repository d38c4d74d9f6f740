package io.github.mondayauth.benchmarks.store;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.benchmarks.store.Load.Throughput;
import io.github.mondayauth.vault.KeyRing;
import java.util.List;
import java.util.Locale;

/**
 * {@code run store}: compares the vault with bare JDBC and a large vault with a small one, and
 * measures re-encryption.
 */
final class StoreCommand {
  private static final int USERS = 10_000;

  private StoreCommand() {}

  /** Prints a table for each argument: an engine, {@code large} or {@code reencrypt}. */
  public static void main(String[] arguments) throws Exception {
    List<String> tables =
        arguments.length == 0 ? List.of("postgresql", "sqlite") : List.of(arguments);
    for (String table : tables) {
      switch (table) {
        case "large" -> LargeStore.measure();
        case "reencrypt" -> Reencryption.measure("postgresql");
        default -> compareWithBareJdbc(table);
      }
    }
  }

  private static void compareWithBareJdbc(String engine) throws Exception {
    System.out.println("# engine, operation, threads,");
    System.out.println("# throughput divided by bare JDBC's, operations per second of each.");
    System.out.println("# find-undecrypted reads a record without decrypting it;");
    System.out.println("# bare-decrypted is bare JDBC with bare AES-GCM, all with one key");
    try (Database database = Database.open(engine);
        HikariDataSource source = database.create("benchmark")) {
      VaultStore vault = new VaultStore(source, KeyRing.of(KeyRing.generate()));
      BareJdbc bare = BareJdbc.unencrypted(source);
      BareJdbc encrypted = BareJdbc.encrypted(source);
      try (Load load = new Load(8)) {
        load.forEach(USERS / CredentialStore.USERS, vault::fillAccount);
        load.forEach(USERS, i -> put(bare).run(i));
        load.forEach(USERS, i -> put(encrypted).run(i));
      }
      for (int threads : new int[] {1, 8}) {
        try (Load load = new Load(threads)) {
          print(engine + " find " + threads, load.compare(find(vault), USERS, find(bare), USERS));
          print(
              engine + " find-undecrypted " + threads,
              load.compare(findRecord(vault), USERS, find(bare), USERS));
          print(
              engine + " bare-decrypted " + threads,
              load.compare(find(encrypted), USERS, find(bare), USERS));
          Database.settle(source);
          print(engine + " put " + threads, load.compare(put(vault), USERS, put(bare), USERS));
          Database.settle(source);
        }
      }
    }
  }

  static Load.OnUser find(CredentialStore credentials) {
    return i -> {
      if (credentials.find(CredentialStore.user(i)) != 200) {
        throw new IllegalStateException("Expected a credential of 200 characters");
      }
    };
  }

  private static Load.OnUser findRecord(VaultStore vault) {
    return i -> {
      if (vault.findRecord(CredentialStore.user(i)) <= 200) {
        throw new IllegalStateException("Expected a record of more than 200 bytes");
      }
    };
  }

  static Load.OnUser put(CredentialStore credentials) {
    return i -> credentials.put(CredentialStore.user(i), CredentialStore.credential());
  }

  static void print(String row, Throughput result) {
    System.out.printf(
        Locale.ROOT, "%s %.2f %.0f %.0f%n", row, result.ratio(), result.first(), result.second());
  }
}

package io.github.mondayauth.vault.linear;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.contract.Scale;
import io.github.mondayauth.vault.jdbc.Databases;
import io.github.mondayauth.vault.jdbc.MariaDb;
import io.github.mondayauth.vault.jdbc.MySql;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every store is linearizable for each key when two instances are used at once. */
class LinearizabilityTest {
  private static final int HISTORIES = Scale.of(20, 1_000);
  private static final int THREADS = 4;
  private static final int CALLS = 10;

  @Test
  void theInMemoryStoreIsLinearizable() throws Exception {
    assertThat(unexplained(List.of(TokenStore.inMemory()), HISTORIES)).isZero();
  }

  @Test
  void sqliteIsLinearizable() throws Exception {
    Path file = Databases.newFile();
    check(Databases.sqlite(file), Databases.sqlite(file));
  }

  @Test
  void h2IsLinearizable() throws Exception {
    Path file = Databases.newFile();
    check(Databases.h2(file), Databases.h2(file));
  }

  @Test
  void postgresIsLinearizable() throws Exception {
    check(Databases.postgres(), Databases.postgres());
  }

  @Test
  @Tag("long")
  void mariaDbIsLinearizable() throws Exception {
    check(MariaDb.open(4), MariaDb.open(4));
  }

  @Test
  @Tag("long")
  void mySqlIsLinearizable() throws Exception {
    check(MySql.open(4), MySql.open(4));
  }

  private static void check(HikariDataSource first, HikariDataSource second) throws Exception {
    try (first;
        second) {
      TokenStore.createTables(first);
      List<TokenStore> stores = List.of(TokenStore.jdbc(first), TokenStore.jdbc(second));
      assertThat(unexplained(stores, HISTORIES)).isZero();
    }
  }

  /** Counts the histories that no register explains. */
  static int unexplained(List<TokenStore> stores, int histories) throws Exception {
    int unexplained = 0;
    for (int seed = 0; seed < histories; seed++) {
      if (!Register.explains(History.record(stores, seed, THREADS, CALLS))) {
        unexplained++;
      }
    }
    return unexplained;
  }
}

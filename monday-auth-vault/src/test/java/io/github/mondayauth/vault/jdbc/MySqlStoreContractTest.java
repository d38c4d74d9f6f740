package io.github.mondayauth.vault.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.contract.Scale;
import io.github.mondayauth.vault.contract.TokenStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Runs only with a server that exists already; see {@link MySql}. */
@Tag("long")
class MySqlStoreContractTest extends TokenStoreContract {
  private static HikariDataSource first;
  private static HikariDataSource second;
  private static TokenStore store;
  private static TokenStore another;

  @BeforeAll
  static void open() {
    first = MySql.open(16);
    second = MySql.open(16);
    TokenStore.createTables(first);
    store = TokenStore.jdbc(first);
    another = TokenStore.jdbc(second);
  }

  @AfterAll
  static void close() {
    if (first != null) {
      first.close();
      second.close();
    }
  }

  @Override
  public TokenStore store() {
    return store;
  }

  @Override
  public TokenStore another() {
    return another;
  }

  @Override
  public int rounds() {
    return Scale.of(30, 200);
  }
}

package io.github.mondayauth.vault;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.vault.contract.TokenStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class H2StoreContractTest extends TokenStoreContract {
  private static final java.nio.file.Path FILE = Databases.newSqliteFile();
  private static HikariDataSource first;
  private static HikariDataSource second;
  private static TokenStore store;
  private static TokenStore another;

  @BeforeAll
  static void open() {
    first = h2();
    second = h2();
    TokenStore.createTables(first);
    store = TokenStore.jdbc(first);
    another = TokenStore.jdbc(second);
  }

  @AfterAll
  static void close() {
    first.close();
    second.close();
  }

  private static HikariDataSource h2() {
    org.h2.jdbcx.JdbcDataSource source = new org.h2.jdbcx.JdbcDataSource();
    source.setURL("jdbc:h2:file:" + FILE + ";WRITE_DELAY=0");
    return Databases.pool(source, 16);
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

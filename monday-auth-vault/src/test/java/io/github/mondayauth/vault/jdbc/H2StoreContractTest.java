package io.github.mondayauth.vault.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.contract.Scale;
import io.github.mondayauth.vault.contract.TokenStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class H2StoreContractTest extends TokenStoreContract {
  private static HikariDataSource first;
  private static HikariDataSource second;
  private static TokenStore store;
  private static TokenStore another;

  @BeforeAll
  static void open() {
    Path file = Databases.newFile();
    first = Databases.h2(file);
    second = Databases.h2(file);
    TokenStore.createTables(first);
    store = TokenStore.jdbc(first);
    another = TokenStore.jdbc(second);
  }

  @AfterAll
  static void close() {
    first.close();
    second.close();
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
  public int manyRecords() {
    return Scale.of(2_000, 10_000);
  }

  @Override
  public int rounds() {
    return Scale.of(20, 200);
  }
}

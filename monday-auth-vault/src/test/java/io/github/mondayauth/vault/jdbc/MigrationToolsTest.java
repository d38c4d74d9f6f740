package io.github.mondayauth.vault.jdbc;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.Vaults;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Locale;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.CompositeResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flyway and Liquibase run the files in this module's jar, as docs/vault.md says. */
class MigrationToolsTest {
  private static final String SCHEMA = "io/github/mondayauth/vault/schema/";

  @TempDir Path folder;

  /** A migration tool. */
  enum Tool {
    FLYWAY {
      @Override
      int migrate(HikariDataSource source, String file, Path folder) throws Exception {
        Path copy = folder.resolve("V7__monday_auth.sql");
        try (InputStream sql = classPath(file)) {
          Files.write(copy, sql.readAllBytes());
        }
        return Flyway.configure()
            .dataSource(source)
            .locations("filesystem:" + folder)
            .load()
            .migrate()
            .migrationsExecuted;
      }
    },

    LIQUIBASE {
      @Override
      int migrate(HikariDataSource source, String file, Path folder) throws Exception {
        Files.writeString(
            folder.resolve("changes.xml"),
            """
            <databaseChangeLog
                xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                    http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
              <changeSet id="7" author="app">
                <sqlFile path="%s"/>
              </changeSet>
            </databaseChangeLog>
            """
                .formatted(file));
        try (Connection connection = source.getConnection();
            Liquibase liquibase =
                new Liquibase(
                    "changes.xml",
                    new CompositeResourceAccessor(
                        new DirectoryResourceAccessor(folder), new ClassLoaderResourceAccessor()),
                    new JdbcConnection(connection))) {
          int changes = liquibase.listUnrunChangeSets(new Contexts(), null).size();
          liquibase.update(new Contexts());
          return changes;
        }
      }
    };

    /** Runs a file of the class path, and returns the number of migrations that it ran. */
    abstract int migrate(HikariDataSource source, String file, Path folder) throws Exception;
  }

  private static InputStream classPath(String file) {
    return MigrationToolsTest.class.getClassLoader().getResourceAsStream(file);
  }

  private static HikariDataSource empty(Tool tool, String database) {
    return database.equals("sqlite")
        ? Databases.sqlite(Databases.newFile())
        : Databases.postgres("migrated_by_" + tool.name().toLowerCase(Locale.ROOT));
  }

  @ParameterizedTest
  @CsvSource({
    "FLYWAY, postgresql",
    "FLYWAY, sqlite",
    "LIQUIBASE, postgresql",
    "LIQUIBASE, sqlite",
  })
  void theVaultUsesTheTablesThatTheToolCreated(Tool tool, String database) throws Exception {
    try (HikariDataSource source = empty(tool, database)) {
      assertThatThrownBy(() -> TokenStore.jdbc(source).find(TokenStore.Key.root("app", 1)))
          .isInstanceOf(VaultException.class)
          .hasMessageContaining("no vault tables");

      assertThat(tool.migrate(source, SCHEMA + database + "-1.sql", folder)).isOne();
      TokenVault vault = Vaults.vault(TokenStore.jdbc(source));
      vault.openAccount(ACCOUNT, NOW);
      vault.put(USER, "name", Secret.of("value"));

      // Each start of the application runs the tool again.
      assertThat(tool.migrate(source, SCHEMA + database + "-1.sql", folder)).isZero();
      TokenStore.createTables(source);
      assertThat(vault.find(USER, "name")).contains(Secret.of("value"));
      assertThat(vault.forget(ACCOUNT)).isOne();
    }
  }
}

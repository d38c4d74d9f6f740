package io.github.mondayauth.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.vault.TokenStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** The file for migration tools makes the same tables as the setting {@code create-tables}. */
class SchemaFileTest {
  private static final String FILE = "io/github/mondayauth/vault/schema/h2-1.sql";

  private static JdbcDataSource empty() {
    JdbcDataSource source = new JdbcDataSource();
    source.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    return source;
  }

  /** The statements with which H2 would make the database again, and the schema's version. */
  private static List<String> statements(JdbcDataSource source) throws SQLException {
    List<String> statements = new ArrayList<>();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SCRIPT SIMPLE")) {
      while (rows.next()) {
        statements.add(rows.getString(1));
      }
    }
    // The salt of the user's password differs, and the order of tables does not matter.
    statements.removeIf(line -> line.startsWith("CREATE USER"));
    statements.sort(null);
    return statements;
  }

  @Test
  void makesTheTablesThatAreCreatedOnRequest() throws Exception {
    JdbcDataSource migrated = empty();
    new ResourceDatabasePopulator(new ClassPathResource(FILE)).execute(migrated);
    JdbcDataSource requested = empty();
    TokenStore.createTables(requested);

    assertThat(statements(migrated))
        .isEqualTo(statements(requested))
        .anyMatch(line -> line.contains("MONDAY_AUTH_RECORD"))
        .anyMatch(line -> line.startsWith("INSERT INTO"));
  }

  @Test
  void canBeRunAgain() throws Exception {
    JdbcDataSource source = empty();
    ResourceDatabasePopulator file = new ResourceDatabasePopulator(new ClassPathResource(FILE));
    file.execute(source);
    List<String> before = statements(source);

    file.execute(source);
    TokenStore.createTables(source);

    assertThat(statements(source)).isEqualTo(before);
  }
}

package io.github.mondayauth.benchmarks.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.benchmarks.vault.Encryption;
import io.github.mondayauth.benchmarks.vault.RawAesGcm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Stores credentials in a table, with one select or one upsert by primary key. */
final class BareJdbc implements CredentialStore {
  private final DataSource source;
  private final Encryption encryption;
  private final String select;
  private final String upsert;

  private BareJdbc(DataSource source, String table, Encryption encryption) throws SQLException {
    this.source = source;
    this.encryption = encryption;
    select =
        "SELECT credential FROM " + table + " WHERE account = ? AND person = ? AND service = ?";
    upsert =
        "INSERT INTO "
            + table
            + " (account, person, service, credential) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (account, person, service)"
            + " DO UPDATE SET credential = excluded.credential";
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      boolean sqlite = connection.getMetaData().getDatabaseProductName().equals("SQLite");
      statement.execute(
          "CREATE TABLE "
              + table
              + " (account bigint NOT NULL, person bigint NOT NULL, service text NOT NULL,"
              + " credential "
              + (sqlite ? "blob" : "bytea")
              + " NOT NULL, PRIMARY KEY (account, person, service))"
              + (sqlite ? " WITHOUT ROWID" : ""));
    }
  }

  /** Stores credentials unencrypted. */
  static BareJdbc unencrypted(DataSource source) throws SQLException {
    return new BareJdbc(source, "bare", new NoEncryption());
  }

  /** Stores credentials that the JDK encrypts with AES-GCM, all with the same key. */
  static BareJdbc encrypted(DataSource source) throws SQLException {
    return new BareJdbc(source, "bare_encrypted", new RawAesGcm());
  }

  private record NoEncryption() implements Encryption {
    @Override
    public byte[] encrypt(byte[] plaintext) {
      return plaintext;
    }

    @Override
    public byte[] decrypt(byte[] ciphertext) {
      return ciphertext;
    }
  }

  @Override
  public long find(MondayUser user) throws Exception {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(select)) {
      bind(statement, user);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("Expected a credential of " + user + ", found none");
        }
        return new String(encryption.decrypt(row.getBytes(1)), UTF_8).length();
      }
    }
  }

  @Override
  public void put(MondayUser user, String credential) throws Exception {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(upsert)) {
      bind(statement, user);
      statement.setBytes(4, encryption.encrypt(credential.getBytes(UTF_8)));
      statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, MondayUser user) throws SQLException {
    statement.setLong(1, user.account().id());
    statement.setLong(2, user.id());
    statement.setString(3, SERVICE);
  }
}

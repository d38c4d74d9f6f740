package io.github.mondayauth.oauth.cluster;

final class PausedOwnerOnSqliteTest extends PausedOwnerTest {
  PausedOwnerOnSqliteTest() {
    super(Database.SQLITE);
  }
}

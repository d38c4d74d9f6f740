package io.github.mondayauth.oauth.cluster;

import org.junit.jupiter.api.Tag;

@Tag("long")
final class PausedOwnerOnPostgresTest extends PausedOwnerTest {
  PausedOwnerOnPostgresTest() {
    super(Database.POSTGRESQL);
  }
}

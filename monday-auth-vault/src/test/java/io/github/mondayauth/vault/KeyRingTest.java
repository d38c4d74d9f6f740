package io.github.mondayauth.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
  private static final KeyContext CONTEXT =
      new KeyContext("app", 1, "epoch", Instant.EPOCH, "00", Instant.EPOCH);
  private static final byte[] DATA_KEY =
      "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  @TempDir private Path folder;

  @Test
  void generatesAFileThatOnlyItsOwnerMayAccess() throws IOException {
    Path file = folder.resolve("keys.json");

    KeyRing.generate(file);

    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    KeyRing ring = KeyRing.fromFile(file);
    assertThat(ring.unwrap(ring.wrap(DATA_KEY, CONTEXT), CONTEXT)).isEqualTo(DATA_KEY);
    assertThatIllegalArgumentException().isThrownBy(() -> KeyRing.generate(file));
  }

  @Test
  void everyGeneratedKeyHasNewBytesAndANewId() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      String set = KeyRing.generate().reveal();
      for (String field : new String[] {"kid", "k"}) {
        Matcher value = Pattern.compile("\"" + field + "\":\"([^\"]+)\"").matcher(set);
        assertThat(value.find()).isTrue();
        assertThat(seen.add(field + value.group(1))).as(field).isTrue();
      }
    }
  }

  @Test
  void refusesAFileOfMoreThanAMegabyte() throws IOException {
    Path file = folder.resolve("keys.json");
    KeyRing.generate(file);
    String set = Files.readString(file);
    Files.writeString(file, set + " ".repeat((1 << 20) - set.length()));
    assertThat(KeyRing.fromFile(file).primaryKeyId()).startsWith("key-");
    Files.writeString(file, set + " ".repeat((1 << 20) + 1 - set.length()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyRing.fromFile(file))
        .withMessageContaining("at most 1048576 bytes");
  }

  @Test
  void refusesAFileThatOthersMayAccess() throws IOException {
    Path file = folder.resolve("keys.json");
    KeyRing.generate(file);
    for (String permissions : new String[] {"rw-r--r--", "rw-r-----", "rw----r--", "rw-----w-"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> KeyRing.fromFile(file))
          .withMessageContaining(permissions);
    }
  }
}

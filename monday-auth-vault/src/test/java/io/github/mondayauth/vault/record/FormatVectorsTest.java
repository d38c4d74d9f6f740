package io.github.mondayauth.vault.record;

import static io.github.mondayauth.vault.record.FormatVectors.FILE;
import static io.github.mondayauth.vault.record.FormatVectors.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.KeyRing.Wrapped;
import io.github.mondayauth.vault.Requirement;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.key.AesGcm;
import io.github.mondayauth.vault.key.RootFormat;
import io.github.mondayauth.vault.key.RootFormat.WrappedDataKey;
import io.github.mondayauth.vault.key.SeededCiphers;
import io.github.mondayauth.vault.record.FormatVectors.RecordVector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of a released version can always be decrypted, here and in another language. */
class FormatVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void thereAreAtLeastFiftyVectors() {
    int vectors =
        FormatVectors.records(FILE).size()
            + FormatVectors.list(FILE, "wrapped_keys").size()
            + FormatVectors.list(FILE, "roots").size();
    assertThat(vectors).isGreaterThanOrEqualTo(50);
  }

  @Test
  @Requirement({"F1", "F2", "F3", "F4", "F5", "F6", "F23"})
  void decryptsEveryRecordVector() {
    for (RecordVector vector : FormatVectors.records(FILE)) {
      assertDecrypts(vector);
    }
  }

  @Test
  @Requirement({"F4", "F6"})
  void encryptsEveryRecordVectorToTheSameBytes() {
    for (RecordVector vector : FormatVectors.records(FILE)) {
      byte[] nonce = HEX.parseHex(vector.nonce());
      RecordFormat format =
          new RecordFormat(vector.app(), SeededCiphers.aesGcm(new FixedRandom(nonce)));
      byte[] sealed = format.seal(vector.key(), place(vector), HEX.parseHex(vector.plaintext()));
      assertThat(HEX.formatHex(sealed)).isEqualTo(vector.sealed());
    }
  }

  @Test
  @Requirement("F13")
  void namesEveryRecordVectorAsItWasNamed() {
    for (Map<String, Object> json : FormatVectors.list(FILE, "records")) {
      RecordVector vector = RecordVector.of(json);
      TokenStore.Key key = RecordKeys.key(vector.app(), vector.name());
      assertThat(key.name()).isEqualTo(text(json, "name"));
      assertThat(RecordKeys.parse(key)).isEqualTo(vector.name());
    }
  }

  @Test
  @Requirement({"F15", "F16"})
  void unwrapsEveryWrappedKeyVector() {
    for (Map<String, Object> json : FormatVectors.list(FILE, "wrapped_keys")) {
      assertUnwraps(json);
    }
  }

  @Test
  @Requirement("F17")
  void readsAndWritesEveryRootVector() {
    for (Map<String, Object> json : FormatVectors.list(FILE, "roots")) {
      byte[] bytes = HEX.parseHex(text(json, "bytes"));
      RootFormat root = RootFormat.of(FormatVectors.row(bytes));
      assertThat(root.toBytes()).isEqualTo(bytes);
      assertThat(root.openedAt())
          .isEqualTo(Instant.ofEpochSecond(Long.parseLong(text(json, "opened_at"))));
      List<String> keys = new ArrayList<>();
      for (Object key : (List<?>) json.get("keys")) {
        Map<?, ?> expected = (Map<?, ?>) key;
        keys.add(
            expected.get("data_key_id")
                + " "
                + expected.get("made_at")
                + " "
                + expected.get("key_id")
                + " "
                + expected.get("wrapped"));
      }
      assertThat(root.keys()).extracting(FormatVectorsTest::describe).isEqualTo(keys);
    }
  }

  @Test
  @Requirement({"F1", "F4", "F5", "F6", "F15", "F16"})
  void nodeDecryptsOurRecordsAndWeDecryptNodes(@TempDir Path folder) throws Exception {
    assumeThat(hasNode()).as("node.js is installed").isTrue();
    Path nodes = folder.resolve("made.json");
    Process node =
        new ProcessBuilder(
                "node", "src/test/node/vault-format.mjs", FILE.toString(), nodes.toString())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(node.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(node.exitValue()).as(output).isZero();

    assertThat(FormatVectors.records(nodes)).hasSizeGreaterThan(20);
    FormatVectors.records(nodes).forEach(FormatVectorsTest::assertDecrypts);
    assertThat(FormatVectors.list(nodes, "wrapped_keys")).hasSizeGreaterThan(4);
    FormatVectors.list(nodes, "wrapped_keys").forEach(FormatVectorsTest::assertUnwraps);
  }

  private static TokenStore.Key place(RecordVector vector) {
    return RecordKeys.key(vector.app(), vector.name());
  }

  private static void assertDecrypts(RecordVector vector) {
    byte[] sealed = HEX.parseHex(vector.sealed());
    assertThat(RecordFormat.keyId(FormatVectors.row(sealed))).isEqualTo(vector.key().id());
    byte[] opened =
        new RecordFormat(vector.app(), new AesGcm()).open(vector.key(), place(vector), sealed);
    assertThat(HEX.formatHex(opened)).isEqualTo(vector.plaintext());
  }

  private static void assertUnwraps(Map<String, Object> json) {
    KeyContext context =
        new KeyContext(
            text(json, "app"),
            Long.parseLong(text(json, "account")),
            text(json, "epoch"),
            Instant.ofEpochSecond(Long.parseLong(text(json, "opened_at"))),
            text(json, "data_key"),
            Instant.ofEpochSecond(Long.parseLong(text(json, "made_at"))));
    byte[] key = HEX.parseHex(text(json, "key"));
    KeyRing ring =
        SeededCiphers.keyRing(text(json, "key_id"), key, new DeterministicRandom("unused"));
    Wrapped wrapped = new Wrapped(text(json, "key_id"), HEX.parseHex(text(json, "wrapped")));
    assertThat(HEX.formatHex(ring.unwrap(wrapped, context))).isEqualTo(text(json, "unwrapped"));
  }

  private static String describe(WrappedDataKey key) {
    return HEX.formatHex(ByteBuffer.allocate(8).putLong(key.id()).array())
        + " "
        + key.madeAt().getEpochSecond()
        + " "
        + key.wrapped().keyId()
        + " "
        + HEX.formatHex(key.wrapped().bytes());
  }

  private static boolean hasNode() throws InterruptedException {
    try {
      return new ProcessBuilder("node", "--version").start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  /** Returns the same bytes every time. */
  private static final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    FixedRandom(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void nextBytes(byte[] target) {
      System.arraycopy(bytes, 0, target, 0, target.length);
    }
  }
}

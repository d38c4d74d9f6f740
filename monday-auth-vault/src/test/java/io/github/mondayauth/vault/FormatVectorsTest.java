package io.github.mondayauth.vault;

import static io.github.mondayauth.vault.FormatVectors.FILE;
import static io.github.mondayauth.vault.FormatVectors.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.mondayauth.vault.FormatVectors.RecordVector;
import io.github.mondayauth.vault.KeyRing.Wrapped;
import io.github.mondayauth.vault.RootValue.WrappedDataKey;
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

/** What was sealed once opens for ever, here and in another language. */
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
  @Must({"F1", "F2", "F3", "F4", "F5", "F6", "F23"})
  void opensEveryRecordVector() {
    for (RecordVector vector : FormatVectors.records(FILE)) {
      opens(vector);
    }
  }

  @Test
  @Must({"F4", "F6"})
  void sealsEveryRecordVectorToTheSameBytes() {
    for (RecordVector vector : FormatVectors.records(FILE)) {
      byte[] nonce = HEX.parseHex(vector.nonce());
      RecordFormat format = new RecordFormat(vector.app(), new AesGcm(new Fixed(nonce)));
      byte[] sealed = format.seal(vector.key(), vector.name(), HEX.parseHex(vector.plaintext()));
      assertThat(HEX.formatHex(sealed)).isEqualTo(vector.sealed());
    }
  }

  @Test
  @Must("F13")
  void namesEveryRecordVectorTheSame() {
    for (Map<String, Object> json : FormatVectors.list(FILE, "records")) {
      RecordVector vector = RecordVector.of(json);
      TokenStore.Key key = StoredName.key(vector.app(), vector.name());
      assertThat(key.name()).isEqualTo(text(json, "name"));
      assertThat(StoredName.parse(key)).isEqualTo(vector.name());
    }
  }

  @Test
  @Must({"F15", "F16"})
  void unwrapsEveryWrappedKeyVector() {
    for (Map<String, Object> json : FormatVectors.list(FILE, "wrapped_keys")) {
      unwraps(json);
    }
  }

  @Test
  @Must("F17")
  void readsAndWritesEveryRootVector() {
    for (Map<String, Object> json : FormatVectors.list(FILE, "roots")) {
      byte[] bytes = HEX.parseHex(text(json, "bytes"));
      RootValue root = RootValue.parse(bytes);
      assertThat(root.toBytes()).isEqualTo(bytes);
      assertThat(root.openedAt())
          .isEqualTo(Instant.ofEpochSecond(Long.parseLong(text(json, "opened_at"))));
      List<String> keys = new ArrayList<>();
      for (Object key : (List<?>) json.get("keys")) {
        Map<?, ?> said = (Map<?, ?>) key;
        keys.add(said.get("data_key_id") + " " + said.get("key_id") + " " + said.get("wrapped"));
      }
      assertThat(root.keys()).extracting(FormatVectorsTest::said).isEqualTo(keys);
    }
  }

  @Test
  @Must({"F1", "F4", "F5", "F6", "F15", "F16"})
  void nodeOpensOursAndWeOpenNodes(@TempDir Path folder) throws Exception {
    assumeThat(hasNode()).as("node is installed").isTrue();
    Path made = folder.resolve("made.json");
    Process node =
        new ProcessBuilder(
                "node", "src/test/node/vault-format.mjs", FILE.toString(), made.toString())
            .redirectErrorStream(true)
            .start();
    String said =
        new String(node.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(node.exitValue()).as(said).isZero();

    assertThat(FormatVectors.records(made)).hasSizeGreaterThan(20);
    FormatVectors.records(made).forEach(FormatVectorsTest::opens);
    assertThat(FormatVectors.list(made, "wrapped_keys")).hasSizeGreaterThan(4);
    FormatVectors.list(made, "wrapped_keys").forEach(FormatVectorsTest::unwraps);
  }

  private static void opens(RecordVector vector) {
    byte[] sealed = HEX.parseHex(vector.sealed());
    assertThat(RecordFormat.keyId(sealed)).isEqualTo(vector.key().id());
    byte[] opened =
        new RecordFormat(vector.app(), new AesGcm()).open(vector.key(), vector.name(), sealed);
    assertThat(HEX.formatHex(opened)).isEqualTo(vector.plaintext());
  }

  private static void unwraps(Map<String, Object> json) {
    KeyContext context =
        new KeyContext(
            text(json, "app"),
            Long.parseLong(text(json, "account")),
            text(json, "epoch"),
            text(json, "data_key"));
    byte[] key = HEX.parseHex(text(json, "key"));
    KeyRing ring = FormatVectors.ring(text(json, "key_id"), key, new Deterministic("unused"));
    Wrapped wrapped = new Wrapped(text(json, "key_id"), HEX.parseHex(text(json, "wrapped")));
    assertThat(HEX.formatHex(ring.unwrap(wrapped, context))).isEqualTo(text(json, "unwrapped"));
  }

  private static String said(WrappedDataKey key) {
    return HEX.formatHex(ByteBuffer.allocate(8).putLong(key.id()).array())
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

  /** Gives out one value. */
  private static final class Fixed extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    Fixed(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void nextBytes(byte[] target) {
      System.arraycopy(bytes, 0, target, 0, target.length);
    }
  }
}

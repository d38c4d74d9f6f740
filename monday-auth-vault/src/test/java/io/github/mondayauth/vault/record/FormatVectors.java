package io.github.mondayauth.vault.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Owner;
import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing.Wrapped;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordName.Kind;
import io.github.mondayauth.vault.key.DataKey;
import io.github.mondayauth.vault.key.RootFormat;
import io.github.mondayauth.vault.key.RootFormat.WrappedDataKey;
import io.github.mondayauth.vault.key.SeededCiphers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;

/** Reads the frozen vectors of the format. Its {@code main} made them, once. */
final class FormatVectors {
  static final Path FILE =
      Path.of("src/test/resources/io/github/mondayauth/vault/format-vectors.json");
  private static final HexFormat HEX = HexFormat.of();

  private FormatVectors() {}

  /** An encrypted record with all inputs. */
  record RecordVector(
      String app, RecordName name, DataKey key, String plaintext, String nonce, String sealed) {

    static RecordVector of(Map<String, Object> json) {
      RecordName name =
          new RecordName(
              owner(json),
              Kind.valueOf(text(json, "kind").toUpperCase(Locale.ROOT)),
              text(json, "connection"),
              text(json, "profile"));
      DataKey key =
          dataKey(HEX.parseHex(text(json, "data_key_id")), HEX.parseHex(text(json, "data_key")));
      return new RecordVector(
          text(json, "app"),
          name,
          key,
          text(json, "plaintext"),
          text(json, "nonce"),
          text(json, "sealed"));
    }
  }

  /** A row with this value, for code that names the row in its messages. */
  static TokenStore.Row row(byte[] value) {
    return new TokenStore.Row(new TokenStore.Key("app", 1, "name"), 1, "", value);
  }

  private static DataKey dataKey(byte[] id, byte[] key) {
    return new DataKey(ByteBuffer.wrap(id).getLong(), Instant.EPOCH, new SecretKeySpec(key, "AES"));
  }

  static List<RecordVector> records(Path file) {
    return list(file, "records").stream().map(RecordVector::of).toList();
  }

  static List<Map<String, Object>> list(Path file, String field) {
    try {
      Map<String, Object> json = JSONObjectUtils.parse(Files.readString(file));
      return List.of(JSONObjectUtils.getJSONObjectArray(json, field));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (ParseException malformed) {
      throw new IllegalStateException(malformed);
    }
  }

  static String text(Map<String, Object> json, String field) {
    return (String) json.get(field);
  }

  static Owner owner(Map<String, Object> json) {
    long account = Long.parseLong(text(json, "account"));
    String owner = text(json, "owner");
    return owner.equals("account")
        ? new MondayAccount(account)
        : new MondayAccount(account).user(Long.parseLong(owner.substring("user:".length())));
  }

  /** Makes the file, or fails if it exists: vectors never change. */
  public static void main(String[] arguments) throws IOException {
    DeterministicRandom random = new DeterministicRandom("monday-auth format vectors, version 1");
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("records", recordVectors(random));
    all.put("wrapped_keys", wrappedKeys(random));
    all.put("roots", roots(random));
    Files.writeString(
        FILE,
        JSONObjectUtils.toJSONString(all).replace("},{", "},\n{") + "\n",
        UTF_8,
        java.nio.file.StandardOpenOption.CREATE_NEW,
        java.nio.file.StandardOpenOption.WRITE);
  }

  private static List<Object> recordVectors(DeterministicRandom random) {
    String[] connections = {"monday", "github", "a/b", "100%", "Ünïcode", "日本", "🎉", "a b", "x"};
    String[] profiles = {"", "work", "two words", "é", "e\u0301", "/", "%2F"};
    int[] lengths = {0, 1, 2, 15, 16, 17, 31, 32, 33, 200, 255, 256, 1000, 4096};
    List<Object> vectors = new ArrayList<>();
    for (int i = 0; i < 44; i++) {
      long account = i == 0 ? 1 : i == 1 ? Long.MAX_VALUE : 1_000_003L * i;
      Owner owner =
          i % 3 == 2
              ? new MondayAccount(account)
              : new MondayAccount(account).user(7_000_003L * i + 1);
      Kind kind = i % 4 == 3 ? Kind.SECRET : Kind.CREDENTIAL;
      RecordName name =
          new RecordName(
              owner, kind, connections[i % connections.length], profiles[i % profiles.length]);
      String app = i % 5 == 4 ? "app-ü-" + i : HEX.formatHex(random.bytes(16));
      DataKey key = dataKey(random.bytes(8), random.bytes(32));
      byte[] plaintext = random.bytes(lengths[i % lengths.length]);
      vectors.add(record(app, name, key, plaintext, random));
    }
    return vectors;
  }

  private static Map<String, Object> record(
      String app, RecordName name, DataKey key, byte[] plaintext, DeterministicRandom random) {
    byte[] sealed =
        new RecordFormat(app, SeededCiphers.aesGcm(random))
            .seal(key, RecordKeys.key(app, name), plaintext);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("app", app);
    json.put("account", Long.toString(name.owner().account().id()));
    json.put("owner", RecordKeys.owner(name.owner()));
    json.put("connection", name.connection());
    json.put("profile", name.profile());
    json.put("kind", name.kind().text());
    json.put("name", RecordKeys.key(app, name).name());
    json.put("data_key_id", DataKey.idText(key.id()));
    json.put("data_key", HEX.formatHex(key.key().getEncoded()));
    json.put("plaintext", HEX.formatHex(plaintext));
    json.put("nonce", HEX.formatHex(sealed, 9, 21));
    json.put("sealed", HEX.formatHex(sealed));
    return json;
  }

  private static List<Object> wrappedKeys(DeterministicRandom random) {
    List<Object> vectors = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Map<String, Object> json = new LinkedHashMap<>();
      byte[] key = random.bytes(32);
      byte[] dataKey = random.bytes(32);
      String keyId = i % 2 == 0 ? "key-" + i : "2026:production.key_" + i;
      KeyContext context =
          new KeyContext(
              "app-" + i,
              1_000_003L * (i + 1),
              Base64Url.encode(random.bytes(12)),
              Instant.ofEpochSecond(1_800_000_000L + i),
              DataKey.idText(ByteBuffer.wrap(random.bytes(8)).getLong()),
              Instant.ofEpochSecond(1_800_100_000L + i));
      json.put("key_id", keyId);
      json.put("key", HEX.formatHex(key));
      json.putAll(context.asMap());
      json.put("unwrapped", HEX.formatHex(dataKey));
      Wrapped wrapped = SeededCiphers.keyRing(keyId, key, random).wrap(dataKey, context);
      json.put("wrapped", HEX.formatHex(wrapped.bytes()));
      vectors.add(json);
    }
    return vectors;
  }

  private static List<Object> roots(DeterministicRandom random) {
    List<Object> vectors = new ArrayList<>();
    for (int keys = 1; keys <= 4; keys++) {
      List<WrappedDataKey> wrapped = new ArrayList<>();
      List<Object> described = new ArrayList<>();
      for (int i = 0; i < keys; i++) {
        long id = ByteBuffer.wrap(random.bytes(8)).getLong();
        Wrapped bytes = new Wrapped("key-" + i, random.bytes(60));
        Instant madeAt = Instant.ofEpochSecond(1_800_000_100L + i);
        wrapped.add(new WrappedDataKey(id, madeAt, bytes));
        described.add(
            Map.of(
                "data_key_id", DataKey.idText(id),
                "made_at", Long.toString(madeAt.getEpochSecond()),
                "key_id", bytes.keyId(),
                "wrapped", HEX.formatHex(bytes.bytes())));
      }
      Instant openedAt = Instant.ofEpochSecond(1_800_000_000L + keys);
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("opened_at", Long.toString(openedAt.getEpochSecond()));
      json.put("keys", described);
      json.put("bytes", HEX.formatHex(new RootFormat(openedAt, wrapped).toBytes()));
      vectors.add(json);
    }
    return vectors;
  }
}

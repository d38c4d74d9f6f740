package io.github.mondayauth.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Owner;
import io.github.mondayauth.vault.KeyRing.Wrapped;
import io.github.mondayauth.vault.RootValue.WrappedDataKey;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordName.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the frozen vectors of the format, and once made them. */
final class FormatVectors {
  static final Path FILE =
      Path.of("src/test/resources/io/github/mondayauth/vault/format-vectors.json");
  private static final HexFormat HEX = HexFormat.of();

  private FormatVectors() {}

  /** A sealed record with all that went into it. */
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
          DataKey.of(
              ByteBuffer.wrap(HEX.parseHex(text(json, "data_key_id"))).getLong(),
              HEX.parseHex(text(json, "data_key")));
      return new RecordVector(
          text(json, "app"),
          name,
          key,
          text(json, "plaintext"),
          text(json, "nonce"),
          text(json, "sealed"));
    }
  }

  static List<RecordVector> records(Path file) {
    return list(file, "records").stream().map(RecordVector::of).toList();
  }

  static List<Map<String, Object>> list(Path file, String member) {
    try {
      Map<String, Object> json = JSONObjectUtils.parse(Files.readString(file));
      return List.of(JSONObjectUtils.getJSONObjectArray(json, member));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (ParseException malformed) {
      throw new IllegalStateException(malformed);
    }
  }

  static String text(Map<String, Object> json, String member) {
    return (String) json.get(member);
  }

  static Owner owner(Map<String, Object> json) {
    long account = Long.parseLong(text(json, "account"));
    String owner = text(json, "owner");
    return owner.equals("account")
        ? new MondayAccount(account)
        : new MondayAccount(account).user(Long.parseLong(owner.substring("user:".length())));
  }

  /** Makes the file if it is not there; what was made once is never made again. */
  public static void main(String[] arguments) throws IOException {
    Deterministic random = new Deterministic("monday-auth format vectors, version 1");
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

  private static List<Object> recordVectors(Deterministic random) {
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
      DataKey key = DataKey.of(ByteBuffer.wrap(random.bytes(8)).getLong(), random.bytes(32));
      byte[] plaintext = random.bytes(lengths[i % lengths.length]);
      vectors.add(record(app, name, key, plaintext, random));
    }
    return vectors;
  }

  private static Map<String, Object> record(
      String app, RecordName name, DataKey key, byte[] plaintext, Deterministic random) {
    byte[] sealed = new RecordFormat(app, new AesGcm(random)).seal(key, name, plaintext);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("app", app);
    json.put("account", Long.toString(name.owner().account().id()));
    json.put("owner", RecordFormat.owner(name.owner()));
    json.put("connection", name.connection());
    json.put("profile", name.profile());
    json.put("kind", name.kind().text());
    json.put("name", StoredName.key(app, name).name());
    json.put("data_key_id", DataKey.idText(key.id()));
    json.put("data_key", HEX.formatHex(key.key().getEncoded()));
    json.put("plaintext", HEX.formatHex(plaintext));
    json.put("nonce", HEX.formatHex(sealed, 9, 21));
    json.put("sealed", HEX.formatHex(sealed));
    return json;
  }

  private static List<Object> wrappedKeys(Deterministic random) {
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
              Base64.getUrlEncoder().encodeToString(random.bytes(12)),
              DataKey.idText(ByteBuffer.wrap(random.bytes(8)).getLong()));
      json.put("key_id", keyId);
      json.put("key", HEX.formatHex(key));
      json.putAll(context.asMap());
      json.put("unwrapped", HEX.formatHex(dataKey));
      Wrapped wrapped = ring(keyId, key, random).wrap(dataKey, context);
      json.put("wrapped", HEX.formatHex(wrapped.bytes()));
      vectors.add(json);
    }
    return vectors;
  }

  static JwkKeyRing ring(String keyId, byte[] key, Deterministic random) {
    String k = Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    return JwkKeyRing.parse(
        "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"" + keyId + "\",\"k\":\"" + k + "\"}]}",
        new AesGcm(random));
  }

  private static List<Object> roots(Deterministic random) {
    List<Object> vectors = new ArrayList<>();
    for (int keys = 1; keys <= 4; keys++) {
      List<WrappedDataKey> wrapped = new ArrayList<>();
      List<Object> said = new ArrayList<>();
      for (int i = 0; i < keys; i++) {
        long id = ByteBuffer.wrap(random.bytes(8)).getLong();
        Wrapped bytes = new Wrapped("key-" + i, random.bytes(60));
        wrapped.add(new WrappedDataKey(id, bytes));
        said.add(
            Map.of(
                "data_key_id", DataKey.idText(id),
                "key_id", bytes.keyId(),
                "wrapped", HEX.formatHex(bytes.bytes())));
      }
      Instant openedAt = Instant.ofEpochSecond(1_800_000_000L + keys);
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("opened_at", Long.toString(openedAt.getEpochSecond()));
      json.put("keys", said);
      json.put("bytes", HEX.formatHex(new RootValue(openedAt, wrapped).toBytes()));
      vectors.add(json);
    }
    return vectors;
  }
}

package io.github.mondayauth.vault.key;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.internal.Sha256;
import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.spec.SecretKeySpec;

/** A key ring of AES-256 keys from JWK sets. Wraps data keys with AES-256-GCM. */
public final class JwkKeyRing implements KeyRing {
  private static final Set<KeyOperation> WRAP_AND_UNWRAP =
      Set.of(KeyOperation.WRAP_KEY, KeyOperation.UNWRAP_KEY);
  private static final int KEY_BYTES = 32;
  private static final int FEWEST_DISTINCT_BYTES = 16;

  private final Map<String, KeyEncryptionKey> keys;
  private final KeyEncryptionKey primary;
  private final AesGcm gcm;

  private record KeyEncryptionKey(String id, SecretKeySpec key, Set<KeyOperation> operations) {}

  private JwkKeyRing(Map<String, KeyEncryptionKey> keys, KeyEncryptionKey primary, AesGcm gcm) {
    this.keys = keys;
    this.primary = primary;
    this.gcm = gcm;
  }

  /** Reads a JWK set from a file that only its owner may access. */
  public static JwkKeyRing fromFile(Path file) {
    return parse(KeyFile.read(file));
  }

  /** Reads a JWK set. */
  public static JwkKeyRing parse(String json) {
    return merge(List.of(json));
  }

  static JwkKeyRing parse(String json, AesGcm gcm) {
    return merge(List.of(json), gcm);
  }

  /** Reads several JWK sets; the keys keep the order of the sets. */
  static JwkKeyRing merge(List<String> sets) {
    return merge(sets, new AesGcm());
  }

  private static JwkKeyRing merge(List<String> sets, AesGcm gcm) {
    Map<String, KeyEncryptionKey> keys = new LinkedHashMap<>();
    for (String json : sets) {
      for (JWK jwk : read(json)) {
        KeyEncryptionKey key = key(jwk);
        if (keys.put(key.id(), key) != null) {
          throw new IllegalArgumentException(
              "key set: expected each kid once, found " + key.id() + " twice");
        }
      }
    }
    Optional<KeyEncryptionKey> primary =
        keys.values().stream()
            .filter(key -> key.operations().contains(KeyOperation.WRAP_KEY))
            .findFirst();
    return new JwkKeyRing(
        keys,
        primary.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "key set: expected a key whose key_ops contain wrapKey, found none in "
                        + keys.keySet())),
        gcm);
  }

  /** The SHA-256 hash of each key's bytes, by key id. */
  Map<String, String> fingerprints() {
    Map<String, String> all = new HashMap<>();
    keys.values().forEach(key -> all.put(key.id(), fingerprint(key)));
    return all;
  }

  private static String fingerprint(KeyEncryptionKey key) {
    return HexFormat.of().formatHex(Sha256.of(key.key().getEncoded()));
  }

  /**
   * Checks that no key has the id of another, earlier key.
   *
   * @param known fingerprints of earlier keys, by key id
   */
  void requireSameBytes(Map<String, String> known) {
    fingerprints()
        .forEach(
            (id, fingerprint) -> {
              if (!known.getOrDefault(id, fingerprint).equals(fingerprint)) {
                throw new VaultException(
                    Reason.KEY_MISMATCH,
                    "key " + id + ": expected the bytes that had this id before, found others");
              }
            });
  }

  /** Parses a set. Refuses keys of unknown types, which nimbus drops silently. */
  private static List<JWK> read(String json) {
    List<JWK> keys;
    int members;
    try {
      Map<String, Object> set = JSONObjectUtils.parse(json);
      keys = JWKSet.parse(set).getKeys();
      members = JSONObjectUtils.getJSONArray(set, "keys").size();
    } catch (ParseException | RuntimeException malformed) {
      // Without the cause: the parser's message may quote what it read.
      throw new IllegalArgumentException("key set: expected a JWK set, {\"keys\": [...]}");
    }
    if (members != keys.size()) {
      throw new IllegalArgumentException(
          "key set: expected keys of type oct only, found one of an unknown type");
    }
    return keys;
  }

  private static KeyEncryptionKey key(JWK jwk) {
    String id = jwk.getKeyID();
    if (id == null || !id.matches("[A-Za-z0-9._:-]{1,64}")) {
      throw new IllegalArgumentException(
          "key set: expected a kid of 1 to 64 letters, digits and . _ : - in every key");
    }
    if (!(jwk instanceof OctetSequenceKey oct)) {
      throw new IllegalArgumentException(
          "key " + id + ": expected type oct, found " + jwk.getKeyType());
    }
    byte[] bytes = oct.toByteArray();
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "key " + id + ": expected 256 bits, found " + bytes.length * 8);
    }
    if (isWeak(bytes)) {
      throw new IllegalArgumentException(
          "key "
              + id
              + ": expected random bytes, found a pattern. Make a key with KeyRing.generate");
    }
    Set<KeyOperation> operations =
        jwk.getKeyOperations() == null ? WRAP_AND_UNWRAP : jwk.getKeyOperations();
    return new KeyEncryptionKey(id, new SecretKeySpec(bytes, "AES"), operations);
  }

  /** Whether there are few distinct bytes, as in all zeros; random keys practically never have. */
  private static boolean isWeak(byte[] bytes) {
    long distinct = new String(bytes, ISO_8859_1).chars().distinct().count();
    return distinct < FEWEST_DISTINCT_BYTES;
  }

  /** Generates a JWK set with one new key, in JSON. */
  public static String generate() {
    SecureRandom random = new SecureRandom();
    byte[] bytes = new byte[KEY_BYTES];
    byte[] id = new byte[6];
    random.nextBytes(bytes);
    random.nextBytes(id);
    return "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"key-"
        + Base64Url.encode(id)
        + "\",\"key_ops\":[\"wrapKey\",\"unwrapKey\"],\"k\":\""
        + Base64Url.encode(bytes)
        + "\"}]}\n";
  }

  /** Generates a JWK set with one new key in a new file that only its owner may access. */
  public static void generate(Path file) {
    KeyFile.create(file, generate());
  }

  @Override
  public String primaryKeyId() {
    return primary.id();
  }

  @Override
  public Wrapped wrap(byte[] dataKey, KeyContext context) {
    return new Wrapped(
        primary.id(), gcm.seal(primary.key(), associated(primary.id(), context), 0, dataKey));
  }

  @Override
  public byte[] unwrap(Wrapped wrapped, KeyContext context) {
    KeyEncryptionKey key = keys.get(wrapped.keyId());
    if (key == null) {
      throw new VaultException(
          Reason.KEY_UNKNOWN,
          "expected key " + wrapped.keyId() + " in the key set, found " + keys.keySet());
    }
    if (!key.operations().contains(KeyOperation.UNWRAP_KEY)) {
      throw new VaultException(
          Reason.KEY_DISABLED, "key " + key.id() + ": expected unwrapKey in its key_ops");
    }
    try {
      return gcm.open(key.key(), associated(key.id(), context), 0, wrapped.bytes());
    } catch (AEADBadTagException wrong) {
      throw new VaultException(
          Reason.KEY_MISMATCH,
          "key "
              + key.id()
              + " cannot unwrap a data key that names it: the key has other bytes than before, or"
              + " the wrapped key was altered or moved");
    }
  }

  @Override
  public String toString() {
    return "KeyRing" + keys.keySet();
  }

  private static byte[] associated(String keyId, KeyContext context) {
    List<String> texts = new ArrayList<>();
    texts.add(keyId);
    texts.addAll(context.asMap().values());
    return LengthPrefixed.encode(texts);
  }
}

package io.github.mondayauth.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.mondayauth.vault.VaultException.Reason;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.spec.SecretKeySpec;

/** A key ring of AES-256 keys from a JWK set: data keys are sealed with AES-256-GCM. */
final class JwkKeyRing implements KeyRing {
  private static final Set<KeyOperation> BOTH =
      Set.of(KeyOperation.WRAP_KEY, KeyOperation.UNWRAP_KEY);
  private static final int KEY_BYTES = 32;

  private final Map<String, WrappingKey> keys;
  private final WrappingKey primary;
  private final AesGcm gcm;

  private record WrappingKey(String id, SecretKeySpec key, Set<KeyOperation> operations) {}

  private JwkKeyRing(Map<String, WrappingKey> keys, WrappingKey primary, AesGcm gcm) {
    this.keys = keys;
    this.primary = primary;
    this.gcm = gcm;
  }

  static JwkKeyRing parse(String json) {
    return merge(List.of(json));
  }

  static JwkKeyRing parse(String json, AesGcm gcm) {
    return merge(List.of(json), gcm);
  }

  /** The keys of several sets, in their order. */
  static JwkKeyRing merge(List<String> sets) {
    return merge(sets, new AesGcm());
  }

  private static JwkKeyRing merge(List<String> sets, AesGcm gcm) {
    Map<String, WrappingKey> keys = new LinkedHashMap<>();
    for (String json : sets) {
      for (JWK jwk : read(json)) {
        WrappingKey key = key(jwk);
        if (keys.put(key.id(), key) != null) {
          throw new IllegalArgumentException(
              "a key set names each key once, found twice: " + key.id());
        }
      }
    }
    Optional<WrappingKey> primary =
        keys.values().stream()
            .filter(key -> key.operations().contains(KeyOperation.WRAP_KEY))
            .findFirst();
    return new JwkKeyRing(
        keys,
        primary.orElseThrow(
            () -> new IllegalArgumentException("a key set has a key that may wrap, found none")),
        gcm);
  }

  /** What tells each key from another of the same id, by id: SHA-256 of its bytes. */
  Map<String, String> fingerprints() {
    Map<String, String> all = new HashMap<>();
    keys.values().forEach(key -> all.put(key.id(), fingerprint(key)));
    return all;
  }

  private static String fingerprint(WrappingKey key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.key().getEncoded());
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is not available", impossible);
    }
  }

  /** Refuses a ring in which an id is another key than the known one. */
  void requireSameBytes(Map<String, String> known) {
    fingerprints()
        .forEach(
            (id, fingerprint) -> {
              if (!known.getOrDefault(id, fingerprint).equals(fingerprint)) {
                throw new VaultException(
                    Reason.KEY_MISMATCH, "key " + id + " has other bytes than before");
              }
            });
  }

  /** The set's keys; what the parser drops in silence is refused. */
  private static List<JWK> read(String json) {
    List<JWK> keys;
    int members;
    try {
      keys = JWKSet.parse(json).getKeys();
      members = JSONObjectUtils.getJSONArray(JSONObjectUtils.parse(json), "keys").size();
    } catch (ParseException | RuntimeException malformed) {
      // The parser's message may quote what it read.
      throw new IllegalArgumentException("the key set is not a JWK set: {\"keys\": [...]}");
    }
    if (members != keys.size()) {
      throw new IllegalArgumentException("a key set holds keys of type oct only");
    }
    return keys;
  }

  private static WrappingKey key(JWK jwk) {
    String id = jwk.getKeyID();
    if (id == null || !id.matches("[A-Za-z0-9._:-]{1,64}")) {
      throw new IllegalArgumentException(
          "every key has a kid of 1 to 64 letters, digits and . _ : - characters");
    }
    if (!(jwk instanceof OctetSequenceKey oct)) {
      throw new IllegalArgumentException("key " + id + ": type oct expected");
    }
    byte[] bytes = oct.toByteArray();
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "key " + id + ": 256 bits expected, found " + bytes.length * 8);
    }
    if (isWeak(bytes)) {
      throw new IllegalArgumentException("key " + id + ": its bytes are not random");
    }
    Set<KeyOperation> operations = jwk.getKeyOperations() == null ? BOTH : jwk.getKeyOperations();
    return new WrappingKey(id, new SecretKeySpec(bytes, "AES"), operations);
  }

  /** All zeros and the like: 32 random bytes practically never have under 16 different ones. */
  private static boolean isWeak(byte[] bytes) {
    long different =
        new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).chars().distinct().count();
    return different < 16;
  }

  static String generate() {
    SecureRandom random = new SecureRandom();
    byte[] bytes = new byte[KEY_BYTES];
    byte[] id = new byte[6];
    random.nextBytes(bytes);
    random.nextBytes(id);
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"key-"
        + encoder.encodeToString(id)
        + "\",\"key_ops\":[\"wrapKey\",\"unwrapKey\"],\"k\":\""
        + encoder.encodeToString(bytes)
        + "\"}]}\n";
  }

  @Override
  public String primaryKeyId() {
    return primary.id();
  }

  @Override
  public Wrapped wrap(byte[] dataKey, KeyContext context) {
    return new Wrapped(
        primary.id(), gcm.seal(primary.key(), new byte[0], aad(primary.id(), context), dataKey));
  }

  @Override
  public byte[] unwrap(Wrapped wrapped, KeyContext context) {
    WrappingKey key = keys.get(wrapped.keyId());
    if (key == null) {
      throw new VaultException(
          Reason.KEY_UNKNOWN,
          "the key ring has no key " + wrapped.keyId() + ", it has " + keys.keySet());
    }
    if (!key.operations().contains(KeyOperation.UNWRAP_KEY)) {
      throw new VaultException(Reason.KEY_DISABLED, "key " + key.id() + " may not unwrap");
    }
    try {
      return gcm.open(key.key(), wrapped.bytes(), 0, aad(key.id(), context));
    } catch (AEADBadTagException wrong) {
      throw new VaultException(
          Reason.KEY_MISMATCH,
          "key "
              + key.id()
              + " does not open what it is said to have wrapped: another key, or altered");
    }
  }

  @Override
  public String toString() {
    return "KeyRing" + keys.keySet();
  }

  private static byte[] aad(String keyId, KeyContext context) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] id = keyId.getBytes(US_ASCII);
    out.write(id.length >>> 8);
    out.write(id.length);
    out.writeBytes(id);
    out.writeBytes(context.toBytes());
    return out.toByteArray();
  }
}

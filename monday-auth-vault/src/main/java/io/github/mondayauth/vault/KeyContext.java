package io.github.mondayauth.vault;

import io.github.mondayauth.vault.key.LengthPrefixed;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The context that a wrapped data key is bound to. A {@link KeyRing} authenticates it together with
 * the id of the key-encryption key, so that a wrapped key cannot be moved to another account,
 * installation or app, and so that nobody can change the times in a root. It contains no secret and
 * may appear in a key service's audit log.
 *
 * @param app the app's client id
 * @param account the monday.com account's id, or 0 for the app itself
 * @param epoch the account's present installation
 * @param openedAt when the token that opened the account was issued; whole seconds count
 * @param dataKeyId the data key's id
 * @param madeAt when the data key was made; whole seconds count
 */
public record KeyContext(
    String app, long account, String epoch, Instant openedAt, String dataKeyId, Instant madeAt) {
  /**
   * The context as a map, for key services that take one.
   *
   * @return {@code app}, {@code account}, {@code epoch}, {@code opened_at}, {@code data_key} and
   *     {@code made_at}, in this order; times in seconds since 1970
   */
  public Map<String, String> asMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("app", app);
    map.put("account", Long.toString(account));
    map.put("epoch", epoch);
    map.put("opened_at", Long.toString(openedAt.getEpochSecond()));
    map.put("data_key", dataKeyId);
    map.put("made_at", Long.toString(madeAt.getEpochSecond()));
    return Collections.unmodifiableMap(map);
  }

  /**
   * The context as bytes, for associated data: each value of {@link #asMap()} in UTF-8 after its
   * length in two bytes, high byte first. If a key service takes no associated data, wrap the
   * SHA-256 hash of these bytes together with the data key, and compare it when unwrapping.
   *
   * @return a new array
   */
  public byte[] toBytes() {
    return LengthPrefixed.encode(asMap().values());
  }
}

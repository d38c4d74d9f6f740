package io.github.mondayauth.vault;

import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.key.DirectoryKeyRing;
import io.github.mondayauth.vault.key.JwkKeyRing;
import java.nio.file.Path;

/**
 * The key-encryption keys (KEKs), which wrap the data keys. They belong neither in code nor in the
 * database. The built-in key rings read JWK sets; implement this interface for a key management
 * service.
 *
 * <p>An implementation authenticates the {@link KeyContext} and its key's id with every wrapped
 * key, and throws {@link VaultException} with the matching reason. Any other exception counts as
 * {@link VaultException.Reason#KEY_UNAVAILABLE}. Set a timeout in the client of a key service: the
 * library starts no thread, so a call that hangs blocks its caller. Other callers wait at most ten
 * seconds for it. Implementations are safe for use by several threads.
 */
public interface KeyRing {
  /**
   * A wrapped data key.
   *
   * @param keyId the id of the key that wrapped it: 1 to 64 characters of printable ASCII, stored
   *     in clear
   * @param bytes the wrapped data key, 1 to 4096 bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Wrapped(String keyId, byte[] bytes) {
    /**
     * Checks the parts.
     *
     * @param keyId the id of the key that wrapped it
     * @param bytes the wrapped data key
     * @throws IllegalArgumentException if a part is empty, too long or not printable
     */
    public Wrapped {
      if (!keyId.matches("[ -~]{1,64}") || bytes.length == 0 || bytes.length > 4096) {
        throw new IllegalArgumentException(
            "expected a key id of 1 to 64 printable ASCII characters and a wrapped key of 1 to"
                + " 4096 bytes, found "
                + keyId.length()
                + " characters and "
                + bytes.length
                + " bytes");
      }
    }
  }

  /**
   * The id of the primary key, which wraps new data keys.
   *
   * @return the id that {@link #wrap} would return
   */
  String primaryKeyId();

  /**
   * Wraps a data key with the primary key.
   *
   * @param dataKey 32 bytes, which an implementation does not keep
   * @param context what the wrapped key is bound to
   * @return the wrapped key
   */
  Wrapped wrap(byte[] dataKey, KeyContext context);

  /**
   * Unwraps a data key.
   *
   * @param wrapped the wrapped key
   * @param context what the wrapped key is bound to
   * @return the data key's 32 bytes, in a new array
   * @throws VaultException if the key is unknown or disabled, or the wrapped key does not
   *     authenticate in this context
   */
  byte[] unwrap(Wrapped wrapped, KeyContext context);

  /**
   * Wraps a data key with the primary key that another key wrapped, for a rotation. The default
   * unwraps the data key and wraps it again; a key service that can re-encrypt by itself overrides
   * this, so that the data key does not leave the service.
   *
   * @param wrapped the wrapped key
   * @param context what it is bound to, and stays bound to
   * @return the same data key, wrapped with the primary key
   * @throws VaultException as {@link #wrap} and {@link #unwrap} do
   */
  default Wrapped rewrap(Wrapped wrapped, KeyContext context) {
    return wrap(unwrap(wrapped, context), context);
  }

  /**
   * Reads a JWK set ({@code {"keys": […]}}, RFC 7517) from a file: keys of type {@code oct} and 256
   * bits, each with its own {@code kid}. {@code key_ops} says what a key may do: {@code
   * ["wrapKey","unwrapKey"]}, which is also the default, {@code ["unwrapKey"]} for a decrypt-only
   * key, {@code []} for a disabled one. The first key that may wrap is the primary key.
   *
   * @param file the file; on file systems with owners, only its owner may access it
   * @return the key ring, which does not read the file again
   * @throws IllegalArgumentException if the file is missing, accessible to others, or not such a
   *     set
   */
  static KeyRing fromFile(Path file) {
    return JwkKeyRing.fromFile(file);
  }

  /**
   * Reads the JWK sets in a directory, such as a secret mount, and reads them again when they
   * change: each use checks the directory, at most every five seconds. All files count whose names
   * do not begin with a dot, in the order of their names. If the new contents are invalid
   * (unreadable, no key that may wrap, an id that had other bytes), the previous keys stay in use,
   * and {@link io.github.mondayauth.AuthListener#keyFailed} receives the reason.
   *
   * @param directory the directory; on file systems with owners, only a file's owner and group may
   *     read it, and only the owner may write it
   * @return the key ring
   * @throws IllegalArgumentException if the present contents are invalid
   */
  static KeyRing fromDirectory(Path directory) {
    return new DirectoryKeyRing(directory);
  }

  /**
   * Reads a JWK set from a string, such as an environment variable or a secret manager's response.
   *
   * @param jwkSet the set, as in {@link #fromFile}
   * @return the key ring
   * @throws IllegalArgumentException if it is not such a set
   */
  static KeyRing of(Secret jwkSet) {
    return JwkKeyRing.parse(jwkSet.reveal());
  }

  /**
   * Generates a JWK set with one new key.
   *
   * @return the set in JSON
   */
  static Secret generate() {
    return Secret.of(JwkKeyRing.generate());
  }

  /**
   * Generates a JWK set with one new key, in a new file that only its owner may access.
   *
   * @param file the file, which must not exist yet
   * @throws IllegalArgumentException if the file exists or cannot be written
   */
  static void generate(Path file) {
    JwkKeyRing.generate(file);
  }
}

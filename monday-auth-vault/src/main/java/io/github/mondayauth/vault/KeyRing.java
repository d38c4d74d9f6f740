package io.github.mondayauth.vault;

import io.github.mondayauth.Secret;
import java.nio.file.Path;

/**
 * The keys that wrap the data keys: never in code, never in the database. Implement it for a key
 * management service; the built-in one is a JWK set.
 *
 * <p>An implementation authenticates the {@link KeyContext} and its key's id with every wrapped
 * key. Trouble is thrown as a {@link VaultException} of the kind it is; any other exception counts
 * as {@link VaultException.Reason#KEY_UNAVAILABLE}. Implementations are safe for use by several
 * threads.
 */
public interface KeyRing {
  /**
   * A wrapped data key.
   *
   * @param keyId the id of the key that wrapped it: 1 to 64 characters of printable ASCII, stored
   *     in clear
   * @param bytes the wrapped data key, at most 4096 bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by no one
  record Wrapped(String keyId, byte[] bytes) {
    /**
     * Checks the parts.
     *
     * @param keyId the wrapping key's id
     * @param bytes the wrapped data key
     * @throws IllegalArgumentException if a part is not as described
     */
    public Wrapped {
      if (!keyId.matches("[ -~]{1,64}") || bytes.length > 4096) {
        throw new IllegalArgumentException(
            "a wrapped key has an id of 1 to 64 printable characters and at most 4096 bytes");
      }
    }
  }

  /**
   * The id of the key that wraps at present.
   *
   * @return the id {@link #wrap} would name
   */
  String primaryKeyId();

  /**
   * Wraps a data key under the primary key.
   *
   * @param dataKey 32 bytes, not kept
   * @param context what it is bound to
   * @return the wrapped key
   */
  Wrapped wrap(byte[] dataKey, KeyContext context);

  /**
   * Unwraps a data key.
   *
   * @param wrapped the wrapped key
   * @param context what it is bound to
   * @return the data key's 32 bytes, a new array
   * @throws VaultException if the key is unknown or disabled, or the wrapped key does not open in
   *     this context
   */
  byte[] unwrap(Wrapped wrapped, KeyContext context);

  /**
   * Reads a JWK set ({@code {"keys": […]}}, RFC 7517) from a file: keys of type {@code oct} and 256
   * bits, each with its own {@code kid}. The first that may wrap is the primary key; {@code
   * key_ops} says what a key may do: {@code ["wrapKey","unwrapKey"]}, which is also meant where it
   * is absent, {@code ["unwrapKey"]} for a key that only opens, {@code []} for a disabled one.
   *
   * @param file the file; where the file system knows owners, nobody else may read or write it
   * @return the key ring, which does not read the file again
   * @throws IllegalArgumentException if the file is missing, readable by others, or not such a set
   */
  static KeyRing fromFile(Path file) {
    return JwkKeyRing.parse(KeyFile.read(file));
  }

  /**
   * Reads the JWK sets of a directory, such as a secret mount, and reads them again when they
   * change: it is looked at on use, at most every five seconds. All files count whose names do not
   * begin with a dot, in the order of their names. A change that is not right in all (unreadable,
   * no key that may wrap, an id that had other bytes) leaves the keys before in use and is told to
   * {@link io.github.mondayauth.AuthListener#keyFailed}.
   *
   * @param directory the directory; where the file system knows owners, nobody but a file's owner
   *     and its group may read it, and only the owner may write it
   * @return the key ring
   * @throws IllegalArgumentException if what is there now is not as described, or no such set
   */
  static KeyRing fromDirectory(Path directory) {
    return new DirectoryKeyRing(directory);
  }

  /**
   * Reads a JWK set from a value, such as an environment variable or a secret manager's answer.
   *
   * @param jwkSet the set, as in {@link #fromFile}
   * @return the key ring
   * @throws IllegalArgumentException if it is not such a set
   */
  static KeyRing of(Secret jwkSet) {
    return JwkKeyRing.parse(jwkSet.reveal());
  }

  /**
   * Makes a JWK set with one new key.
   *
   * @return the set as JSON
   */
  static Secret generate() {
    return Secret.of(JwkKeyRing.generate());
  }

  /**
   * Makes a JWK set with one new key in a new file that only its owner may read and write.
   *
   * @param file the file, which does not exist yet
   * @throws IllegalArgumentException if the file exists or cannot be written
   */
  static void generate(Path file) {
    KeyFile.create(file, JwkKeyRing.generate());
  }
}

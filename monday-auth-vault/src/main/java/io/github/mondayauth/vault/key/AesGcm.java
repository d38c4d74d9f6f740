package io.github.mondayauth.vault.key;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-256-GCM with a fresh random nonce for every message: {@code prefix, nonce (12), ciphertext,
 * tag (16)}.
 *
 * <p>Keeps idle ciphers in slots, each with the key that it was last used with, until {@link
 * #clear}. Creating a {@code Cipher} or changing its key takes several times as long as an
 * operation with a cipher that is ready. The slots bound the number of ciphers, however many keys
 * and threads there are.
 */
public final class AesGcm {
  /** Length of the nonce. */
  public static final int NONCE_BYTES = 12;

  /** Length of the authentication tag. */
  public static final int TAG_BYTES = 16;

  private static final int SLOTS = 4096;

  /** A key's ciphers are in its home slot and the slots after it: this many in all. */
  private static final int REACH = 4;

  private final Supplier<SecureRandom> random;
  private final AtomicReferenceArray<@Nullable Keyed> idle = new AtomicReferenceArray<>(SLOTS);

  private record Keyed(SecretKey key, Cipher cipher) {}

  /** Draws nonces from the operating system if the JDK's default generator does. */
  public AesGcm() {
    this.random = () -> Generators.DEFAULT.get();
  }

  /** Loaded with the first encryption, since a process that only decrypts needs no generator. */
  private static final class Generators {
    static final Supplier<SecureRandom> DEFAULT = generators(new SecureRandom());
  }

  AesGcm(SecureRandom random) {
    this.random = () -> random;
  }

  /**
   * Copies of a VM snapshot must not repeat nonces. So the JDK's default generator is kept only if
   * it reads from the operating system: a new one would read the same bytes, which the JDK buffers
   * for at most 100 ms. Otherwise there is a new one each time. Creating one takes an eighth of an
   * encryption's time.
   */
  static Supplier<SecureRandom> generators(SecureRandom first) {
    String algorithm = first.getAlgorithm();
    boolean isFromSystem = algorithm.startsWith("NativePRNG") || algorithm.equals("Windows-PRNG");
    return isFromSystem ? () -> first : SecureRandom::new;
  }

  /**
   * Encrypts. The message starts with the first {@code prefix} bytes of the associated data.
   *
   * @return the prefix, the nonce, the ciphertext and the tag
   */
  public byte[] seal(SecretKey key, byte[] associated, int prefix, byte[] plaintext) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.get().nextBytes(nonce);
    int start = prefix + NONCE_BYTES;
    byte[] sealed = new byte[start + plaintext.length + TAG_BYTES];
    System.arraycopy(associated, 0, sealed, 0, prefix);
    System.arraycopy(nonce, 0, sealed, prefix, NONCE_BYTES);
    try {
      Keyed kept = take(key);
      Cipher cipher = kept.cipher();
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
      cipher.updateAAD(associated);
      cipher.doFinal(plaintext, 0, plaintext.length, sealed, start);
      give(kept);
      return sealed;
    } catch (GeneralSecurityException impossible) {
      throw unavailable(impossible);
    }
  }

  /**
   * Decrypts what {@link #seal} returned for a prefix of this length and this associated data.
   *
   * @throws AEADBadTagException if the message is too short or does not authenticate
   */
  public byte[] open(SecretKey key, byte[] associated, int prefix, byte[] sealed)
      throws AEADBadTagException {
    int start = prefix + NONCE_BYTES;
    if (sealed.length < start + TAG_BYTES
        || !Arrays.equals(associated, 0, prefix, sealed, 0, prefix)) {
      throw new AEADBadTagException("too short, or another prefix");
    }
    try {
      Keyed kept = take(key);
      Cipher cipher = kept.cipher();
      cipher.init(
          Cipher.DECRYPT_MODE,
          key,
          new GCMParameterSpec(TAG_BYTES * 8, sealed, prefix, NONCE_BYTES));
      cipher.updateAAD(associated);
      byte[] plaintext = cipher.doFinal(sealed, start, sealed.length - start);
      give(kept);
      return plaintext;
    } catch (AEADBadTagException rejected) {
      throw rejected;
    } catch (GeneralSecurityException impossible) {
      throw unavailable(impossible);
    }
  }

  private static IllegalStateException unavailable(GeneralSecurityException cause) {
    return new IllegalStateException("AES-256-GCM is missing from this Java runtime", cause);
  }

  /** Drops the idle ciphers, and with them the keys that they were last used with. */
  public void clear() {
    for (int slot = 0; slot < SLOTS; slot++) {
      idle.set(slot, null);
    }
  }

  /** The number of ciphers that are kept. */
  int idleCiphers() {
    int count = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      count += idle.get(slot) == null ? 0 : 1;
    }
    return count;
  }

  /** Takes a cipher out of its slot, or creates one; no other thread has it until it is given. */
  private Keyed take(SecretKey key) throws GeneralSecurityException {
    int home = home(key);
    boolean isFull = true;
    for (int i = 0; i < REACH; i++) {
      int slot = (home + i) % SLOTS;
      Keyed kept = idle.get(slot);
      if (kept != null && kept.key() == key && idle.compareAndSet(slot, kept, null)) {
        return kept;
      }
      isFull &= kept != null;
    }
    Keyed others = isFull ? idle.getAndSet(home, null) : null;
    return new Keyed(
        key, others == null ? Cipher.getInstance("AES/GCM/NoPadding") : others.cipher());
  }

  private void give(Keyed used) {
    int home = home(used.key());
    for (int i = 0; i < REACH; i++) {
      if (idle.compareAndSet((home + i) % SLOTS, null, used)) {
        return;
      }
    }
    idle.set(home, used);
  }

  private static int home(SecretKey key) {
    return System.identityHashCode(key) % SLOTS;
  }
}

package io.github.mondayauth.benchmarks.vault;

import io.github.mondayauth.benchmarks.Contention;
import io.github.mondayauth.benchmarks.Operation;
import io.github.mondayauth.benchmarks.PairedMeasurement;
import io.github.mondayauth.benchmarks.ResultRows;
import java.util.concurrent.ThreadLocalRandom;

/** Measures one subject, in a separate process. */
final class VaultProcess {
  private static final int WARM_UP = 2_500;
  private static final int SLICES = 15;
  private static final int RECORDS = 400;

  private VaultProcess() {}

  /** Prints {@link ResultRows}; the argument is the subject's name. */
  public static void main(String[] arguments) throws Exception {
    String name = arguments[0];
    Encryption subject = Encryptions.named(name);
    Encryption limit = new RawAesGcm();
    byte[] plaintext = new byte[Encryption.PLAINTEXT_BYTES];
    byte[][] sealed = sealed(subject, plaintext);
    byte[][] limitSealed = sealed(limit, plaintext);

    Operation encrypting = () -> last(subject.encrypt(plaintext));
    Operation decrypting = () -> last(subject.decrypt(oneOf(sealed)));
    PairedMeasurement encrypted =
        PairedMeasurement.measure(
            encrypting, () -> last(limit.encrypt(plaintext)), WARM_UP, SLICES);
    PairedMeasurement decrypted =
        PairedMeasurement.measure(
            decrypting, () -> last(limit.decrypt(oneOf(limitSealed))), WARM_UP, SLICES);
    ResultRows.print(name + "/encrypt", encrypted.ratio(), encrypted.bytes());
    ResultRows.print(name + "/decrypt", decrypted.ratio(), decrypted.bytes());
    ResultRows.print("limit encrypt ns", 0, encrypted.limitNanos());
    ResultRows.print("limit decrypt ns", 0, decrypted.limitNanos());
    Contention encryptors = Contention.measure(encrypting, SLICES);
    Contention decryptors = Contention.measure(decrypting, SLICES);
    ResultRows.print(name + "/encrypt/2threads", encryptors.ratio(), (double) encryptors.blocked());
    ResultRows.print(name + "/decrypt/2threads", decryptors.ratio(), (double) decryptors.blocked());
    ResultRows.print(name + "/overhead", 0, (double) sealed[0].length - plaintext.length);
  }

  private static byte[][] sealed(Encryption subject, byte[] plaintext) throws Exception {
    byte[][] sealed = new byte[RECORDS][];
    for (int i = 0; i < RECORDS; i++) {
      sealed[i] = subject.encrypt(plaintext);
    }
    return sealed;
  }

  private static byte[] oneOf(byte[][] sealed) {
    return sealed[ThreadLocalRandom.current().nextInt(RECORDS)];
  }

  private static long last(byte[] bytes) {
    return bytes[bytes.length - 1];
  }
}

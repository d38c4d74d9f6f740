package io.github.mondayauth.benchmarks.vault;

import io.github.mondayauth.benchmarks.ResultRows;
import java.util.List;
import java.util.Locale;

/** {@code run vault}: compares each subject with the limit, in two processes. */
final class VaultCommand {
  private VaultCommand() {}

  /** Prints a table of the subjects given as arguments, by default of all. */
  public static void main(String[] arguments) throws Exception {
    List<String> names = arguments.length == 0 ? Encryptions.NAMES : List.of(arguments);
    System.out.println("# name; encrypt and decrypt: CPU time divided by the limit's, bytes");
    System.out.println("# allocated, CPU time with two threads divided by that with one;");
    System.out.println("# overhead: bytes added to the plaintext");
    double encrypt = 0;
    double decrypt = 0;
    for (String name : names) {
      ResultRows rows = ResultRows.measure(VaultProcess.class, name);
      System.out.printf(
          Locale.ROOT,
          "%s encrypt %.2f %.0f %.2f decrypt %.2f %.0f %.2f overhead %.0f%n",
          name,
          rows.ratio(name + "/encrypt"),
          rows.figure(name + "/encrypt"),
          rows.ratio(name + "/encrypt/2threads"),
          rows.ratio(name + "/decrypt"),
          rows.figure(name + "/decrypt"),
          rows.ratio(name + "/decrypt/2threads"),
          rows.figure(name + "/overhead"));
      encrypt = rows.figure("limit encrypt ns");
      decrypt = rows.figure("limit decrypt ns");
    }
    System.out.printf(
        Locale.ROOT,
        "# limit: %.2f us of CPU time to encrypt, %.2f us to decrypt%n",
        encrypt / 1000,
        decrypt / 1000);
  }
}

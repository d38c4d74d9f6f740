package io.github.mondayauth.benchmarks.vault;

import io.github.mondayauth.benchmarks.Rows;
import java.util.List;
import java.util.Locale;

/** {@code run vault}: every subject against the limit, in two processes each. */
final class VaultCommand {
  private VaultCommand() {}

  /** Prints the table; arguments are the subjects, all if there are none. */
  public static void main(String[] arguments) throws Exception {
    List<String> names = arguments.length == 0 ? Encryptions.NAMES : List.of(arguments);
    System.out.println("# name, encrypt and decrypt: CPU time over the limit's, bytes allocated,");
    System.out.println("# CPU time with two threads over one; bytes over the plaintext");
    double encrypt = 0;
    double decrypt = 0;
    for (String name : names) {
      Rows rows = Rows.measure(VaultProcess.class, name);
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
        "# the limit: %.2f us of CPU to encrypt, %.2f us to decrypt%n",
        encrypt / 1000,
        decrypt / 1000);
  }
}

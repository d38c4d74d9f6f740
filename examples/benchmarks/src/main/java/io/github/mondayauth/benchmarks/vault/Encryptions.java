package io.github.mondayauth.benchmarks.vault;

import java.util.List;

/** Creates the subjects by name. */
final class Encryptions {
  static final List<String> NAMES =
      List.of(
          "limit",
          "mondayAuth",
          "mondayAuth200Accounts",
          "tink",
          "springCrypto",
          "freshCipher",
          "awsSdk");

  private Encryptions() {}

  static Encryption named(String name) throws Exception {
    return switch (name) {
      case "limit" -> new RawAesGcm();
      case "mondayAuth" -> new MondayAuthFormat(1);
      case "mondayAuth200Accounts" -> new MondayAuthFormat(200);
      case "tink" -> new Tink();
      case "springCrypto" -> new SpringCrypto();
      case "freshCipher" -> new FreshCipher();
      case "awsSdk" -> new AwsSdk();
      default ->
          throw new IllegalArgumentException(
              "Expected one of " + String.join(" ", NAMES) + ", found " + name);
    };
  }
}

package io.github.mondayauth.benchmarks.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that each measured subject really encrypts. */
class EncryptionsTest {
  static List<String> names() {
    return Encryptions.NAMES;
  }

  @ParameterizedTest
  @MethodSource("names")
  void decryptsItsCiphertextUnlessItIsAltered(String name) throws Exception {
    Encryption subject = Encryptions.named(name);
    byte[] plaintext = new byte[Encryption.PLAINTEXT_BYTES];

    byte[] sealed = subject.encrypt(plaintext);

    assertThat(subject.decrypt(sealed)).isEqualTo(plaintext);
    assertThat(subject.encrypt(plaintext)).isNotEqualTo(sealed);
    sealed[sealed.length - 1] ^= 1;
    assertThatThrownBy(() -> subject.decrypt(sealed)).isInstanceOf(Exception.class);
  }
}

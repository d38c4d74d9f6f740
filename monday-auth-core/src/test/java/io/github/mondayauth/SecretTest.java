package io.github.mondayauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SecretTest {
  @Test
  void revealsExactlyItsValue() {
    assertThat(Secret.of(" x\n").reveal()).isEqualTo(" x\n");
  }

  @Test
  void refusesMissingAndBlankValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Secret.of(null))
        .withMessageContaining("found null");
    for (String blank : new String[] {"", " ", "\t\n"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Secret.of(blank))
          .withMessageContaining("found a blank one");
    }
  }

  @Test
  void equalsASecretOfTheSameValueOnly() {
    Secret secret = Secret.of("value");
    assertThat(secret).isEqualTo(Secret.of("value")).hasSameHashCodeAs(Secret.of("value"));
    assertThat(secret).isNotEqualTo(Secret.of("valuf")).isNotEqualTo(Secret.of("value1"));
    assertThat(secret).isNotEqualTo(null).isNotEqualTo("value");
  }

  @Test
  void showsAndHashesNoPartOfItsValue() {
    assertThat(Secret.of("value")).hasToString("Secret[redacted]");
    assertThat(Secret.of("value")).hasSameHashCodeAs(Secret.of("another"));
  }
}

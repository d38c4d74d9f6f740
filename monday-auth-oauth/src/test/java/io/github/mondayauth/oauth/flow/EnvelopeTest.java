package io.github.mondayauth.oauth.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.internal.Base64Url;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What an envelope opens, with a key that is the same for all purposes. */
final class EnvelopeTest {
  private static final byte[] PLAIN = {1, 2, 3};

  private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
  private final Envelope envelope = new Envelope("purpose");

  private static byte[] bytes(String sealed) {
    return Objects.requireNonNull(Envelope.bytes(sealed));
  }

  @Test
  void opensWhatItSealed() {
    assertThat(envelope.open(key, bytes(envelope.seal(key, PLAIN)))).isEqualTo(PLAIN);
    assertThat(envelope.open(key, bytes(envelope.seal(key, new byte[0])))).isEmpty();
  }

  @Test
  void opensNothingOfAnotherPurposeOrKey() {
    byte[] sealed = bytes(envelope.seal(key, PLAIN));
    byte[] other = new byte[32];
    other[0] = 1;
    assertThat(new Envelope("other").open(key, sealed)).isNull();
    assertThat(envelope.open(new SecretKeySpec(other, "AES"), sealed)).isNull();
  }

  @Test
  void hasAtMostEightThousandCharacters() {
    assertThat(Envelope.bytes(envelope.seal(key, new byte[6_000 - 29]))).hasSize(6_000);
    assertThat(Envelope.bytes(envelope.seal(key, new byte[6_001 - 29]))).isNull();
  }

  @Test
  void needsAVersionANonceAndATag() {
    byte[] sealed = bytes(envelope.seal(key, new byte[0]));
    assertThat(sealed).hasSize(29);
    assertThat(Envelope.bytes(Base64Url.encode(Arrays.copyOf(sealed, 28)))).isNull();
    sealed[0] = 2;
    assertThat(Envelope.bytes(Base64Url.encode(sealed))).isNull();
  }
}

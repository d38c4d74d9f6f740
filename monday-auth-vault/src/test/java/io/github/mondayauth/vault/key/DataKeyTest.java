package io.github.mondayauth.vault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DataKeyTest {
  @Test
  void everyRandomKeyHasNewBytesAndANewId() {
    SecureRandom random = new SecureRandom();
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      DataKey key = DataKey.random(random, Instant.EPOCH);
      byte[] bytes = key.key().getEncoded();
      assertThat(bytes).hasSize(32);
      assertThat(seen.add(HexFormat.of().formatHex(bytes))).isTrue();
      assertThat(seen.add(key.id())).isTrue();
    }
  }

  @Test
  void showsItsIdAndNoPartOfItsBytes() {
    DataKey key = DataKey.of(0xABCDEFL, Instant.EPOCH, new byte[32]);
    assertThat(key).hasToString("DataKey[0000000000abcdef]");
  }

  @Test
  void aPartOfAContextIsAtMost65535BytesLong() {
    assertThat(LengthPrefixed.encode(List.of("a".repeat(0xFFFF)))).hasSize(2 + 0xFFFF);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LengthPrefixed.encode(List.of("a".repeat(0xFFFF + 1))));
  }
}

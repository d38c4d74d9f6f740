package io.github.mondayauth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DuplicateCheckTest {
  /** More names than there are bits for their hashes, among them two of the same hash. */
  @Test
  void findsEveryDuplicateAndNothingElse() {
    DuplicateCheck names = new DuplicateCheck();
    assertThat(names.add("Aa")).isTrue();
    assertThat(names.add("BB")).isTrue();
    for (int i = 0; i < 200; i++) {
      assertThat(names.add("name" + i)).as("first name%s", i).isTrue();
    }
    for (int i = 0; i < 200; i++) {
      assertThat(names.add("name" + i)).as("second name%s", i).isFalse();
    }
    assertThat(names.add("Aa")).isFalse();
    assertThat(names.add("BB")).isFalse();
  }
}

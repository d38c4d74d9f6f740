package io.github.mondayauth.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LabelsTest {
  @Test
  void countsCharactersAndCutsNoneInHalf() {
    String longest = "😀".repeat(100);

    assertThat(Labels.shortened(longest)).isEqualTo(longest);
    assertThat(Labels.shortened(longest + "😀")).isEqualTo(longest);
    assertThat(Labels.shortened("x" + longest)).isEqualTo("x" + "😀".repeat(99));
  }

  @Test
  void leavesOutWhatIsNoCharacterOrIsNotVisible() {
    assertThat(Labels.shortened(" a\r\nb\tc\u0000d\u007fe\u0085f ")).isEqualTo("abcdef");
    assertThat(Labels.shortened("a\u202eb\u200bc\ufeffd\u00ade")).isEqualTo("abcde");
    assertThat(Labels.shortened("a\ud800b\udc00c")).isEqualTo("abc");
    assertThat(Labels.shortened("\u202e\u0000")).isEmpty();
  }
}

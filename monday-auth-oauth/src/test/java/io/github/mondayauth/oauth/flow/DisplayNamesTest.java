package io.github.mondayauth.oauth.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Names are chosen by users, who may be attackers. */
final class DisplayNamesTest {
  @Test
  void removesControlAndFormatCharacters() {
    assertThat(DisplayNames.clean("Ada\u200b")).isEqualTo("Ada");
    assertThat(DisplayNames.clean("\u202eadA\u0000\u001b\u00ad\ufeff\ue000")).isEqualTo("adA");
    assertThat(DisplayNames.clean("Ada\ud800")).isEqualTo("Ada");
  }

  @Test
  void makesOneLineOfIt() {
    assertThat(DisplayNames.clean(" Ada\u2003 \u2028Lovelace\u00a0")).isEqualTo("Ada Lovelace");
    assertThat(DisplayNames.clean(" \u200b ")).isEmpty();
  }

  @Test
  void keepsOrdinaryNames() {
    for (String name : new String[] {"Ada Låvelace", "李 雷", "O'Neill & Sons", "😀 Ünï"}) {
      assertThat(DisplayNames.clean(name)).isEqualTo(name);
    }
  }

  @Test
  void leavesNothingThatEndsTheQuotation() {
    assertThat(DisplayNames.clean("Ada”. Verified. “\"«»„"))
        .isEqualTo("Ada'. Verified. " + "'".repeat(5));
  }

  @Test
  void showsAtMostSixtyCharacters() {
    String sixty = "😀".repeat(60);

    assertThat(DisplayNames.clean(sixty)).isEqualTo(sixty);
    assertThat(DisplayNames.clean(sixty + "x")).isEqualTo("😀".repeat(59) + "…");
  }
}

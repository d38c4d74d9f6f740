package io.github.mondayauth.benchmarks.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that each measured subject really verifies. */
class VerificationsTest {
  static List<String> names() {
    return Verifications.NAMES;
  }

  @ParameterizedTest
  @MethodSource("names")
  void acceptsTheValidToken(String name) throws Exception {
    long read = Verifications.named(name).verify(RequestTokens.good());

    if (!name.equals("limit")) {
      int shortLivedToken = (int) (read ^ RequestTokens.ACCOUNT ^ RequestTokens.USER);
      assertThat(shortLivedToken).isBetween(200, 400);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void refusesTheForgedAndTheLargeToken(String name) {
    Verification subject = Verifications.named(name);

    assertThatThrownBy(() -> subject.verify(RequestTokens.forged())).isInstanceOf(Exception.class);
    assertThatThrownBy(() -> subject.verify(RequestTokens.large())).isInstanceOf(Exception.class);
  }

  @ParameterizedTest
  @MethodSource("names")
  void refusesTheExpiredToken(String name) {
    if (!name.equals("limit")) {
      Verification subject = Verifications.named(name);

      assertThatThrownBy(() -> subject.verify(RequestTokens.expired()))
          .isInstanceOf(Exception.class);
    }
  }

  @Test
  void tokenHasTheDocumentedLength() throws Exception {
    assertThat(RequestTokens.good()).hasSize(693);
  }
}

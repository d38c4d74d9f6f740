package io.github.mondayauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.OAuthException;
import org.junit.jupiter.api.Test;

class ServletAdapterTest {
  private final OAuthException ours =
      new OAuthException(OAuthException.Reason.UNAVAILABLE, "a provider is down");

  @Test
  void findsTheLibrarysExceptionAmongTheCausesUpToALimit() {
    assertThat(ServletAdapter.find(null)).isEmpty();
    assertThat(ServletAdapter.find(new IllegalStateException("not ours"))).isEmpty();
    assertThat(ServletAdapter.find(ours)).containsSame(ours);
    assertThat(ServletAdapter.find(wrapped(31))).containsSame(ours);
    assertThat(ServletAdapter.find(wrapped(32))).isEmpty();
  }

  private Throwable wrapped(int times) {
    Throwable failure = ours;
    for (int i = 0; i < times; i++) {
      failure = new IllegalStateException(failure);
    }
    return failure;
  }

  @Test
  void searchEndsForCausesThatFormACycle() {
    Exception first = new IllegalStateException("first");
    Exception second = new IllegalStateException("second", first);
    first.initCause(second);

    assertThat(ServletAdapter.find(second)).isEmpty();
  }
}

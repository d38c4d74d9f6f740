package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.vault.TokenStore;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A credential whose record other instances write again and again during its refresh. */
final class RefreshContentionTest {
  private final RefreshBench bench = new RefreshBench();

  /** Whether the compare-and-set of this instance fails. */
  private final AtomicBoolean isContended = new AtomicBoolean();

  private final TokenStore contended =
      HookedStore.of(
          bench.store,
          (method, arguments, call) ->
              isContended.get() && method.equals("replace") ? OptionalLong.empty() : call.call());

  @Test
  void aGrantThatCannotBeStoredIsReported() {
    Connections connections = bench.builder(bench.clock, contended).build();
    bench.connectAndExpire(connections);
    bench.provider =
        request -> {
          isContended.set(true);
          return bench.granted();
        };

    assertThatThrownBy(() -> connections.credential(RefreshBench.ADA, "acme"))
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
    assertThat(bench.events).containsExactly("unrevoked");
    assertThat(bench.calls.get()).isEqualTo(1);
  }
}

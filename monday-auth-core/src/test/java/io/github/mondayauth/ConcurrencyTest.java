package io.github.mondayauth;

import static io.github.mondayauth.Fixture.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {
  private static final int THREADS = 40;
  private static final int ROUNDS = 500;

  @Test
  void oneVerifierServesManyThreadsAtOnce() throws Exception {
    Fixture fixture = new Fixture();
    RequestVerifier verifier =
        fixture.builder().listener(GuardedAuthListener.NONE).build().requestVerifier();
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<Integer>> results = new ArrayList<>();
      for (int i = 1; i <= THREADS; i++) {
        String genuine = fixture.tokens.request(RUN).user(i).claim("x", "x".repeat(i * 20)).sign();
        String forged = genuine.substring(0, genuine.length() - 4) + "AAAA";
        long user = i;
        results.add(
            pool.submit(
                () -> {
                  start.await();
                  return rounds(verifier, genuine, forged, user);
                }));
      }
      start.countDown();
      for (Future<Integer> result : results) {
        assertThat(result.get()).isEqualTo(ROUNDS);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static int rounds(RequestVerifier verifier, String genuine, String forged, long user) {
    int correct = 0;
    for (int i = 0; i < ROUNDS; i++) {
      boolean refused = false;
      try {
        verifier.verify(forged, "/run");
      } catch (TokenRejectedException refusal) {
        refused = refusal.reason() == TokenRejectedException.Reason.SIGNATURE;
      }
      if (refused && verifier.verify(genuine, "/run").user().id() == user) {
        correct++;
      }
    }
    return correct;
  }
}

package io.github.mondayauth.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FreePortTest {
  @Test
  void findsPortsThatAreFreeAndDiffer() throws IOException {
    Set<Integer> found = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      int port = FreePort.find();
      assertThat(port).isBetween(20_000, 31_999);
      assertThat(found.add(port)).isTrue();
      try (ServerSocket socket = new ServerSocket(port)) {
        assertThat(socket.isBound()).isTrue();
      }
    }
  }

  /** The search goes up, so the port after one that was found is the next candidate. */
  @Test
  void passesOverAPortInUse() throws IOException {
    int before = FreePort.find();
    int next = before == 31_999 ? 20_000 : before + 1;
    try (ServerSocket taken = new ServerSocket(next)) {
      assertThat(FreePort.find()).isNotEqualTo(taken.getLocalPort());
    } catch (IOException alreadyInUse) {
      assertThat(FreePort.find()).isNotEqualTo(next);
    }
  }
}

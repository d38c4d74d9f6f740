package io.github.mondayauth.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MondayTestExtensionTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final List<MondayTestApp> USED = new ArrayList<>();

  @RegisterExtension
  static final MondayTestExtension EXTENSION =
      MondayTestExtension.with(MondayTestApp.builder().time(NOW));

  private MondayTestApp ofBeforeEach;

  @BeforeEach
  void prepare(MondayTestApp test) {
    ofBeforeEach = test;
  }

  @Test
  @Order(1)
  void passesTheSameToAllMethodsOfATest(MondayTestApp test) {
    assertThat(test).isSameAs(ofBeforeEach);
    assertThat(test.clock().instant()).isEqualTo(NOW);
    USED.add(test);
  }

  @Test
  @Order(2)
  void passesAnotherToTheNextTestAndStopsTheFirst(MondayTestApp test) {
    assertThat(USED).hasSize(1).doesNotContain(test);
    assertStopped(USED.get(0));
    USED.add(test);
  }

  @AfterAll
  static void allAreStopped() {
    USED.forEach(MondayTestExtensionTest::assertStopped);
  }

  private static void assertStopped(MondayTestApp test) {
    assertThatThrownBy(() -> new TestBrowser().open(test.monday().origin()))
        .isInstanceOf(UncheckedIOException.class);
  }
}

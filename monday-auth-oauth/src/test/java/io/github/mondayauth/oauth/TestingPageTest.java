package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Compares docs/testing.md with the tests that it prints, which run with all others. So the printed
 * tests compile and pass.
 */
class TestingPageTest {
  private static final Path PAGE = Path.of("..", "docs", "testing.md");
  private static final Path TESTS =
      Path.of("src", "test", "java", "io", "github", "mondayauth", "oauth");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final String FIRST_LINE = "@ExtendWith";

  @Test
  void printsTheTestsThatRun() throws IOException {
    List<String> blocks =
        BLOCK
            .matcher(Files.readString(PAGE))
            .results()
            .map(block -> block.group(1))
            .filter(block -> block.startsWith(FIRST_LINE))
            .toList();

    assertThat(blocks)
        .containsExactly(
            printed("TaskHandlerTest"), printed("TaskFlowTest"), printed("TaskUninstallTest"));
    assertThat(blocks.get(0).lines()).as("handler test").hasSizeLessThanOrEqualTo(15);
    assertThat(blocks.get(1).lines()).as("full flow").hasSizeLessThanOrEqualTo(40);
    assertThat(blocks.get(2).lines()).as("uninstalls").hasSizeLessThanOrEqualTo(45);
  }

  /** A test class without its package and imports. */
  private static String printed(String name) throws IOException {
    String source = Files.readString(TESTS.resolve(name + ".java"));
    return source.substring(source.indexOf("\n" + FIRST_LINE) + 1);
  }
}

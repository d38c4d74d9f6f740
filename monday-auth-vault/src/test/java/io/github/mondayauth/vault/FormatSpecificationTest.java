package io.github.mondayauth.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every requirement of the format has a test, and every requirement that a test names exists. */
class FormatSpecificationTest {
  private static final Pattern REQUIREMENT = Pattern.compile("(?m)^- \\*\\*(F\\d+)\\*\\* ");
  private static final Pattern NAMED =
      Pattern.compile("@Requirement\\(\\{?((?:\"F\\d+\",?\\s*)+)}?\\)");
  private static final Pattern NUMBER = Pattern.compile("F\\d+");

  @Test
  void everyRequirementIsNamedByATest() throws IOException {
    Set<String> required = new TreeSet<>();
    Matcher found = REQUIREMENT.matcher(Files.readString(Path.of("../docs/vault-format.md")));
    while (found.find()) {
      assertThat(required.add(found.group(1))).as("%s is used once", found.group(1)).isTrue();
    }
    assertThat(required).hasSizeGreaterThanOrEqualTo(40);
    assertThat(named()).isEqualTo(required);
  }

  /** The requirements of credentials are tested where credentials are: in the module oauth. */
  private static Set<String> named() throws IOException {
    Set<String> named = new TreeSet<>();
    for (String module : List.of("monday-auth-vault", "monday-auth-oauth")) {
      named.addAll(named(Path.of("..", module, "src/test/java")));
    }
    return named;
  }

  private static Set<String> named(Path folder) throws IOException {
    Set<String> named = new TreeSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
        Matcher annotation = NAMED.matcher(Files.readString(file));
        while (annotation.find()) {
          NUMBER.matcher(annotation.group(1)).results().forEach(r -> named.add(r.group()));
        }
      }
    }
    return named;
  }
}

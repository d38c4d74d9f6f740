package io.github.mondayauth.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    assertThat(required).hasSizeGreaterThan(20);
    assertThat(named()).isEqualTo(required);
  }

  private static Set<String> named() throws IOException {
    Set<String> named = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
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

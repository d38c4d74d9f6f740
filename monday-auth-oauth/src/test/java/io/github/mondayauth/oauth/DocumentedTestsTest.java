package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that every test that a document names exists, and that the documents for security teams
 * name a test for every guarantee and every fixed attack.
 */
class DocumentedTestsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z]\\w*(?:Test|Contract))(?:[.#](\\w+))?`");
  private static final Pattern GUARANTEE = Pattern.compile("\\| (G\\d+) \\| (.*)");

  /** A row of a table with the columns number, attack, what happened, rule and test. */
  private static final Pattern ATTACK =
      Pattern.compile("\\| ([A-Z]?\\d+[^|]*) \\|(?: .* \\|){3} (.*) \\|");

  @Test
  void everyNamedTestExists() throws IOException {
    Map<String, String> sources = sources();
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (Path document : documents()) {
      Matcher matcher = NAMED.matcher(Files.readString(document));
      while (matcher.find()) {
        named++;
        if (!exists(matcher.group(1), matcher.group(2), sources)) {
          missing.add(document.getFileName() + ": " + matcher.group());
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).as("tests named in documents").isGreaterThanOrEqualTo(200);
  }

  private static boolean exists(String type, String method, Map<String, String> sources) {
    String source = sources.getOrDefault(type, "");
    return method == null
        ? !source.isEmpty()
        : Pattern.compile("\\bvoid " + method + "\\(").matcher(source).find();
  }

  @Test
  void everyGuaranteeNamesATestMethod() throws IOException {
    List<String> numbers = new ArrayList<>();
    for (String line : Files.readAllLines(ROOT.resolve("SECURITY.md"))) {
      Matcher row = GUARANTEE.matcher(line);
      if (row.matches()) {
        numbers.add(row.group(1));
        assertNamesATestMethod(row.group(1), row.group(2));
      }
    }
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= numbers.size(); i++) {
      expected.add("G" + i);
    }
    assertThat(numbers).isEqualTo(expected).hasSizeGreaterThan(20);
  }

  @Test
  void everyFixedAttackNamesATest() throws IOException {
    String text = Files.readString(ROOT.resolve("docs").resolve("security-attacks.md"));
    List<String> rows =
        text.split("## Figures", -1)[0]
            .lines()
            .filter(line -> line.startsWith("|"))
            .filter(line -> !line.startsWith("| # |") && !line.startsWith("|---"))
            .toList();
    assertThat(rows).hasSizeGreaterThan(100);
    for (String line : rows) {
      Matcher row = ATTACK.matcher(line);
      assertThat(row.matches()).as(line).isTrue();
      assertThat(NAMED.matcher(row.group(2)).find()).as(row.group(1)).isTrue();
    }
  }

  private static void assertNamesATestMethod(String row, String text) {
    Matcher named = NAMED.matcher(text);
    boolean method = false;
    while (named.find()) {
      method |= named.group(2) != null;
    }
    assertThat(method).as(row).isTrue();
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("SECURITY.md")));
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
    }
    return documents;
  }

  /** The source of every test class of the project, by its simple name. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    List<Path> parents =
        Stream.of(ROOT, ROOT.resolve("integrations"), ROOT.resolve("examples"))
            .filter(Files::isDirectory)
            .toList();
    for (Path parent : parents) {
      try (Stream<Path> modules = Files.list(parent)) {
        modules
            .map(module -> module.resolve("src"))
            .filter(Files::isDirectory)
            .forEach(folder -> addAll(folder, sources));
      }
    }
    return sources;
  }

  private static void addAll(Path folder, Map<String, String> sources) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*(Test|Contract)\\.java")).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        sources.merge(name, Files.readString(file), String::concat);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}

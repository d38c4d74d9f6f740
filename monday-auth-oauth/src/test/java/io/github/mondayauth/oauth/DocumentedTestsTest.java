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

/** Checks that every test that a document names exists. */
class DocumentedTestsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*Test)(?:\\.(\\w+))?`");

  @Test
  void everyNamedTestExists() throws IOException {
    Map<String, String> sources = sources();
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (Path document : documents()) {
      Matcher matcher = NAMED.matcher(Files.readString(document));
      while (matcher.find()) {
        named++;
        String source = sources.getOrDefault(matcher.group(1), "");
        String method = matcher.group(2);
        boolean exists = !source.isEmpty() && (method == null || source.contains(method + "("));
        if (!exists) {
          missing.add(document.getFileName() + ": " + matcher.group());
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).as("tests named in documents").isGreaterThanOrEqualTo(40);
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      return files.filter(file -> file.toString().endsWith(".md")).toList();
    }
  }

  /** The source of every test class of the project, by its simple name. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (Path parent : List.of(ROOT, ROOT.resolve("examples"))) {
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
      for (Path file : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        sources.merge(name, Files.readString(file), String::concat);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}

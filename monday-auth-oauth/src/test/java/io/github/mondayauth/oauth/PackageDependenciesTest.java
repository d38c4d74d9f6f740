package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages depend on each other in one direction, as module-info describes. */
class PackageDependenciesTest {
  private static final String ROOT = "io.github.mondayauth.oauth.";
  private static final Path SOURCES = Path.of("src/main/java", ROOT.replace('.', '/'));

  /** The public types that every package may use. */
  private static final Set<String> VOCABULARY =
      Set.of("HttpTransport", "NotConnectedException", "OAuthException", "Page", "PageRenderer");

  /** By package, the packages whose classes it may import. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "http", Set.of(),
          "web", Set.of(),
          "token", Set.of("http", "web"),
          "connector", Set.of("http", "web", "token"),
          "credential", Set.of("http", "web", "token", "connector"),
          "flow", Set.of("http", "web", "token", "connector", "credential"));

  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static )?" + Pattern.quote(ROOT) + "(\\w+)");

  @Test
  void packagesImportOnlyLowerPackagesAndTheSharedVocabulary() throws IOException {
    for (String name : ALLOWED.keySet()) {
      Set<String> allowed = new TreeSet<>(VOCABULARY);
      allowed.addAll(ALLOWED.get(name));
      allowed.add(name);
      assertThat(imported(name)).as("imports of %s", name).isNotEmpty().isSubsetOf(allowed);
    }
  }

  @Test
  void everyPackageIsListed() throws IOException {
    try (Stream<Path> folders = Files.list(SOURCES)) {
      List<String> names =
          folders.filter(Files::isDirectory).map(f -> f.getFileName().toString()).toList();
      assertThat(ALLOWED.keySet()).containsExactlyInAnyOrderElementsOf(names);
    }
  }

  private static Set<String> imported(String name) throws IOException {
    Set<String> imported = new TreeSet<>();
    try (Stream<Path> files = Files.list(SOURCES.resolve(name))) {
      for (Path file : files.toList()) {
        IMPORT.matcher(Files.readString(file)).results().forEach(r -> imported.add(r.group(1)));
      }
    }
    return imported;
  }
}

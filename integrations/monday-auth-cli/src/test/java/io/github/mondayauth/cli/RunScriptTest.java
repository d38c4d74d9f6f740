package io.github.mondayauth.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code run} in a copy of the checkout's folders, with stand-ins of Maven and Java. */
@EnabledIf("hasBash")
class RunScriptTest {
  private static final Instant BUILT = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir Path root;

  private Path module;
  private Path source;

  static boolean hasBash() {
    return Files.isExecutable(Path.of("/bin/bash"));
  }

  @BeforeEach
  void checkOut() throws Exception {
    module = Files.createDirectories(root.resolve("integrations/monday-auth-cli"));
    Files.copy(Path.of("run"), module.resolve("run"));
    write("pom.xml", "<project>\n  <version>1.2</version>\n</project>\n");
    write("integrations/pom.xml", "");
    write("integrations/monday-auth-cli/pom.xml", "");
    source = write("integrations/monday-auth-cli/src/main/java/A.java", "");
    write("monday-auth-core/pom.xml", "");
    write("monday-auth-core/src/main/java/B.java", "");
    executable("bin/mvn", "echo built; mkdir -p target; touch target/monday-auth-cli-1.2.jar");
    executable("bin/java", "echo \"ran $*\"");
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(BUILT.minusSeconds(60)));
      }
    }
  }

  private Path write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void executable(String path, String line) throws IOException {
    assertThat(write(path, "#!/bin/bash\ncd '" + module + "'; " + line).toFile())
        .satisfies(file -> assertThat(file.setExecutable(true)).isTrue());
  }

  private void jar(String version) throws IOException {
    Path jar = write("integrations/monday-auth-cli/target/monday-auth-cli-" + version + ".jar", "");
    Files.setLastModifiedTime(jar, FileTime.from(BUILT));
  }

  private String run(String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("/bin/bash", module.resolve("run").toString());
    builder.command().addAll(List.of(arguments));
    builder.redirectErrorStream(true);
    Path programs = root.resolve("bin");
    builder.environment().merge("PATH", programs + ":", (path, first) -> first + path);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return printed;
  }

  @Test
  void buildsTheJarIfThereIsNone() throws Exception {
    assertThat(run("list", "--json"))
        .contains("built")
        .containsPattern("ran .*target/monday-auth-cli-1[.]2[.]jar list --json");
  }

  @Test
  void runsAJarThatIsNewerThanItsSources() throws Exception {
    jar("1.2");

    assertThat(run("list")).doesNotContain("built").contains("monday-auth-cli-1.2.jar list");
  }

  @Test
  void rebuildsAStaleJarOnce() throws Exception {
    jar("1.2");
    Files.setLastModifiedTime(source, FileTime.from(BUILT.plusSeconds(1)));

    assertThat(run("list")).contains("built");
    assertThat(run("list")).doesNotContain("built");
  }

  @Test
  void rebuildsIfALibraryHasChanged() throws Exception {
    jar("1.2");
    Path library = root.resolve("monday-auth-core/src/main/java/B.java");
    Files.setLastModifiedTime(library, FileTime.from(BUILT.plusSeconds(1)));

    assertThat(run("list")).contains("built");
  }

  @Test
  void neverRunsTheJarOfAnotherVersion() throws Exception {
    jar("1.1");

    assertThat(run("list")).contains("built", "monday-auth-cli-1.2.jar").doesNotContain("1.1");
  }
}

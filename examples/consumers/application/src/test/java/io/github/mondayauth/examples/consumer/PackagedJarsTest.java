package io.github.mondayauth.examples.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.MondayTestApp;
import io.github.mondayauth.testkit.TestBrowser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts the application with the packaged jars, in every way in which a user can. */
class PackagedJarsTest {
  private static final String MODULE = "io.github.mondayauth.examples.consumer";
  private static final String MAIN = MODULE + ".Application";
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir private Path folder;

  @Test
  void classPathConsistsOfJars() {
    assertThat(ClassPath.of("application").entries())
        .allMatch(Files::isRegularFile)
        .filteredOn(entry -> entry.getFileName().toString().startsWith("monday-auth-"))
        .hasSize(3);
  }

  @Test
  void worksOnTheClassPath() throws Exception {
    connectsAndRefreshes(
        JAVA,
        List.of("-cp", ClassPath.of("application").withApplication(), MAIN),
        "OkHttpTransport");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "older-versions",
        "newer-versions",
        "spring-boot-3-versions",
        "spring-boot-4-versions"
      })
  void worksWithOtherVersionsOfTheDependencies(String module) throws Exception {
    connectsAndRefreshes(
        JAVA, List.of("-cp", ClassPath.of(module).withApplication(), MAIN), "OkHttpTransport");
  }

  @Test
  void otherVersionsAreOtherMinorVersions() {
    ClassPath current = ClassPath.of("application");
    ClassPath older = ClassPath.of("older-versions");
    ClassPath newer = ClassPath.of("newer-versions");

    assertThat(minor(older.version("jackson-databind")))
        .isEqualTo(minor(current.version("jackson-databind")) - 1);
    assertThat(minor(newer.version("jackson-databind")))
        .isEqualTo(minor(current.version("jackson-databind")) + 1);
    assertThat(minor(older.version("okhttp-jvm")))
        .isEqualTo(minor(current.version("okhttp-jvm")) - 1);
  }

  @ParameterizedTest
  @CsvSource({
    "spring-boot-3-versions, jackson-bom.version",
    "spring-boot-4-versions, jackson-2-bom.version"
  })
  void versionsOfSpringBootAreThoseOfItsList(String module, String jackson) throws IOException {
    ClassPath classPath = ClassPath.of(module);
    String list = Files.readString(Path.of("..", module, "target", "spring-boot-dependencies.pom"));

    assertThat(classPath.version("jackson-databind")).isEqualTo(property(list, jackson));
    assertThat(classPath.version("slf4j-api")).isEqualTo(property(list, "slf4j.version"));
    assertThat(classPath.version("kotlin-stdlib")).isEqualTo(property(list, "kotlin.version"));
  }

  @Test
  void worksAsModulesWithTheJdksTransport() throws Exception {
    connectsAndRefreshes(
        JAVA,
        List.of("-p", ClassPath.of("application").withApplication(), "-m", MODULE + "/" + MAIN),
        "JdkTransport");
  }

  @Test
  void worksAsModulesWithOkHttp() throws Exception {
    connectsAndRefreshes(
        JAVA,
        List.of(
            "-p",
            ClassPath.of("application").withApplication(),
            "--add-modules",
            "okhttp3",
            "-m",
            MODULE + "/" + MAIN),
        "OkHttpTransport");
  }

  /** The library's modules cannot read classes of the class path. */
  @Test
  void ignoresOkHttpOnTheClassPathIfTheLibraryIsOnTheModulePath() throws Exception {
    ClassPath all = ClassPath.of("application");
    connectsAndRefreshes(
        JAVA,
        List.of(
            "-p",
            all.withoutOkHttp().withApplication(),
            "-cp",
            all.okHttp().toString(),
            "-m",
            MODULE + "/" + MAIN),
        "JdkTransport");
  }

  @Test
  void worksInAnImageOfJlink() throws Exception {
    Path image = folder.resolve("image");
    jlink(
        "--module-path",
        ClassPath.of("application").withoutOkHttp().withApplication(),
        "--add-modules",
        MODULE,
        "--no-header-files",
        "--no-man-pages",
        "--output",
        image.toString());

    connectsAndRefreshes(
        image.resolve("bin").resolve("java"), List.of("-m", MODULE + "/" + MAIN), "JdkTransport");
  }

  /** The application refuses a forged request, connects a user, and refreshes the credential. */
  private static void connectsAndRefreshes(Path java, List<String> options, String transport)
      throws Exception {
    try (MondayTestApp test = MondayTestApp.start();
        RunningApplication application = RunningApplication.start(java, options, test)) {
      FakeUser ada = test.monday().addUser("Ada", "acme");
      assertThat(application.transport()).isEqualTo(transport);
      String forged =
          test.monday().tokens().request(test.url("/run")).signedWith("0".repeat(32)).sign();
      assertThat(test.monday().post(test.url("/run"), forged, "{}").status()).isEqualTo(401);
      assertThat(test.run(ada, "/run", Map.of()).status()).isEqualTo(400);

      TestBrowser.Page page = test.addRecipe(ada, "/authorize");
      assertThat(test.isBackAtMonday(page)).as(application.errors()).isTrue();

      AppReply reply = test.run(ada, "/run", Map.of());
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json()).isEqualTo(Map.of("scopes", 2L));
      test.clock().advance(Duration.ofDays(1));
      application.advance(Duration.ofDays(1));
      assertThat(test.run(ada, "/run", Map.of()).status()).isEqualTo(200);
      assertThat(test.monday().tokenRequests())
          .extracting(request -> request.parameters().get("grant_type"))
          .containsExactly("authorization_code", "refresh_token");
    }
  }

  private static void jlink(String... arguments) {
    StringWriter output = new StringWriter();
    PrintWriter writer = new PrintWriter(output);
    int code = ToolProvider.findFirst("jlink").orElseThrow().run(writer, writer, arguments);
    assertThat(code).as(output.toString()).isZero();
  }

  private static int minor(String version) {
    Matcher numbers = Pattern.compile("\\d+\\.(\\d+).*").matcher(version);
    assertThat(numbers.matches()).as(version).isTrue();
    return Integer.parseInt(numbers.group(1));
  }

  private static String property(String pom, String name) {
    Matcher value = Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<").matcher(pom);
    assertThat(value.find()).as(name).isTrue();
    return value.group(1);
  }
}

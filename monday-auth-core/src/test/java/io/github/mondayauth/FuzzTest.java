package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the fuzz targets on fixed seeds in every build, and on inputs from Jazzer in long ones. */
class FuzzTest {
  private static final int SECONDS = 30;
  private static final Pattern RUNS = Pattern.compile("Done (\\d+) runs");

  @TempDir private Path folder;

  /** A target and its seeds. An input with which Jazzer finds a bug becomes a seed. */
  enum Target {
    TOKEN(FuzzTargets.Token.class, FuzzTargets.Token::fuzzerTestOneInput) {
      @Override
      Stream<String> seeds() {
        return Stream.concat(tokens(), tokens().map(t -> t.substring(0, t.lastIndexOf('.'))));
      }
    },
    HEADER(FuzzTargets.Header.class, FuzzTargets.Header::fuzzerTestOneInput) {
      @Override
      Stream<String> seeds() {
        return Stream.of(
            RawJws.HEADER,
            "{\"alg\":\"HS256\"}",
            "{ \"typ\" : \"jwt\", \"kid\":\"1\", \"alg\":\"HS256\", \"x\":1.5e3, \"y\":null }",
            "{\"alg\":\"none\"}",
            "{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"jwk\":{\"kty\":\"oct\"}}",
            "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",
            "{\"alg\":9e3999999999999999991}");
      }
    },
    PAYLOAD(FuzzTargets.Payload.class, FuzzTargets.Payload::fuzzerTestOneInput) {
      @Override
      Stream<String> seeds() {
        return Stream.concat(
            tokens().map(RawJws::payload),
            Stream.of(
                "{\"exp\":1e3,\"aud\":[],\"dat\":{\"x\":[{}]},\"\\u0065xp\":1}",
                "{\"accountId\":\"9223372036854775807\",\"userId\":-1,\"x\":\"\u00e9\"}",
                "{\"iat\":{\"iat\":1e3521795262}}"));
      }
    },
    BODY(FuzzTargets.Body.class, FuzzTargets.Body::fuzzerTestOneInput) {
      @Override
      Stream<String> seeds() {
        return Stream.of(
            FuzzTargets.FIXTURE.body("install"),
            FuzzTargets.FIXTURE.body("uninstall"),
            FuzzTargets.FIXTURE.featureBody(),
            "{\"type\":\"a\",\"data\":{\"account_id\":\"9876543210\",\"payload\":{\"a\":[1e9]}}}",
            "{\"data\":{\"account_id\":9e3876543210}}");
      }
    },
    AGENT_REQUEST(FuzzTargets.AgentRequests.class, FuzzTargets.AgentRequests::fuzzerTestOneInput) {
      @Override
      Stream<String> seeds() {
        String now = Long.toString(Fixture.NOW.toEpochMilli());
        return Stream.of(
            "71\n" + now + "\nsha256=" + "0".repeat(64) + "\n{\"event\":\"agent_triggered\"}",
            "71\n" + now + "\n\n",
            "71\n0" + now + "\nsha256=\n{}\n",
            "8\n-1\nsha1=\n",
            "71\n99999999999999999999\n\n\u00e9");
      }
    },
    REQUEST_BODY(FuzzTargets.RequestBodies.class, FuzzTargets.RequestBodies::fuzzerTestOneInput) {
      @Override
      Stream<String> seeds() {
        return Stream.of(
            "{\"payload\":{\"blockKind\":\"action\",\"credentialsValues\":{\"k\":"
                + "{\"userCredentialsId\":12345,\"accessToken\":\"abc\"}},\"recipeId\":629280},"
                + "\"runtimeMetadata\":{\"actionUuid\":\"3b0a86dc\",\"triggerUuid\":\"bd661564\"}}",
            "{\"payload\":{\"credentialsValues\":{\"a\":null,\"b\":{\"accessToken\":9e9}}}}",
            "{\"runtimeMetadata\":{\"actionUuid\":\"\\u00e9\"}}");
      }
    },
    CHALLENGE(FuzzTargets.Challenge.class, FuzzTargets.Challenge::fuzzerTestOneInput) {
      @Override
      Stream<String> seeds() {
        return Stream.of(
            "{\"challenge\":\"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P\"}",
            "{ \"challenge\" : \"\\u00e9\\ud83d\\ude00\\\"\\\\\" }",
            "{\"challenge\":\"a\",\"event\":{}}",
            "{\"challenge\":922e33372036822375807}");
      }
    };

    private final Class<?> type;

    @SuppressWarnings("ImmutableEnumChecker") // a method reference without state
    private final Consumer<byte[]> run;

    Target(Class<?> type, Consumer<byte[]> run) {
      this.type = type;
      this.run = run;
    }

    abstract Stream<String> seeds();

    static Stream<String> tokens() {
      Fixture fixture = FuzzTargets.FIXTURE;
      return Stream.of(
              fixture.tokens.request(Fixture.RUN),
              fixture.tokens.authorization(Fixture.AUTHORIZE, Fixture.BACK),
              fixture
                  .tokens
                  .authorization(Fixture.AUTHORIZE, Fixture.BACK)
                  .without("aud")
                  .without("iat"),
              fixture.tokens.session(),
              fixture.tokens.appLifecycle(),
              fixture.tokens.featureLifecycle())
          .map(draft -> draft.sign());
    }
  }

  @ParameterizedTest
  @EnumSource
  void propertiesHoldForEverySeed(Target target) {
    target.run.accept(new byte[0]);
    target.seeds().forEach(seed -> target.run.accept(seed.getBytes(UTF_8)));
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource
  void propertiesHoldForInputsFromJazzer(Target target) throws IOException, InterruptedException {
    Path corpus = Files.createDirectory(folder.resolve("corpus"));
    int number = 0;
    for (String seed : target.seeds().toList()) {
      Files.writeString(corpus.resolve("seed" + number++), seed);
    }
    Path log = folder.resolve("log");
    Process jazzer =
        new ProcessBuilder(command(target, corpus))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(jazzer.waitFor(SECONDS * 10L, TimeUnit.SECONDS))
          .as("Jazzer ended in time")
          .isTrue();
    } finally {
      jazzer.destroyForcibly();
    }
    String output = Files.readString(log, ISO_8859_1);
    assertThat(jazzer.exitValue()).as(output).isZero();
    Matcher runs = RUNS.matcher(output);
    assertThat(runs.find()).as(output).isTrue();
    assertThat(Long.parseLong(runs.group(1))).as("runs").isGreaterThan(1_000);
    System.out.println(target + ": " + runs.group());
  }

  private List<String> command(Target target, Path corpus) throws IOException {
    Path dictionary = folder.resolve("dictionary");
    Files.write(
        dictionary, FastClaimsReaderTest.PIECES.stream().map(FuzzTest::dictionaryLine).toList());
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx512m",
        "-Djava.io.tmpdir=" + folder,
        "-cp",
        System.getProperty("java.class.path"),
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + target.type.getName(),
        "--instrumentation_includes=io.github.mondayauth.**:com.fasterxml.jackson.core.**",
        "--reproducer_path=" + folder,
        "-artifact_prefix=" + folder + "/",
        "-dict=" + dictionary,
        "-max_len=4096",
        "-timeout=20",
        "-max_total_time=" + SECONDS,
        corpus.toString());
  }

  /** Encodes a piece of JSON as a line of a libFuzzer dictionary. */
  private static String dictionaryLine(String piece) {
    StringBuilder line = new StringBuilder("\"");
    for (byte character : piece.getBytes(UTF_8)) {
      line.append("\\x%02x".formatted(character & 0xff));
    }
    return line.append('"').toString();
  }
}

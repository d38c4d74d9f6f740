package io.github.mondayauth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** An application that only verifies has core and this module on its class path, and no others. */
class VerifyOnlyTest {
  @Test
  void filtersAndWebhooksWorkWithoutTheOAuthModule() throws Exception {
    RegisteredApp app = RegisteredApp.random();
    String token =
        MondayTokens.of(app, InstantSource.system())
            .request(URI.create("https://app.example.com/board"))
            .sign();
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.matches(".*(monday-auth-(oauth|vault)|okhttp|okio|kotlin).*"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                VerifyOnly.class.getName(),
                app.clientSecret(),
                app.signingSecret(),
                token)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("oauth is absent", "webhook 200", "refused 401");
  }
}

package io.github.mondayauth.examples.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassLoadingTest {
  @Test
  void processThatOnlyVerifiesLoadsNoClassOfVaultOAuthOkhttpOrDatabind() throws Exception {
    RegisteredApp app = RegisteredApp.random();
    String token =
        MondayTokens.of(app, InstantSource.system())
            .request(URI.create("https://app.example.com/run"))
            .sign();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-verbose:class",
                "-cp",
                System.getProperty("java.class.path"),
                VerifyOnly.class.getName(),
                app.signingSecret(),
                token)
            .redirectErrorStream(true)
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(process.waitFor()).isZero();
    assertThat(lines).anyMatch(line -> line.startsWith("verified for MondayUser"));
    assertThat(lines).anyMatch(line -> line.contains("io.github.mondayauth.RequestVerifier "));
    assertThat(lines)
        .noneMatch(
            line ->
                line.contains(" io.github.mondayauth.vault.")
                    || line.contains(" io.github.mondayauth.oauth.")
                    || line.contains(" okhttp3.")
                    || line.contains(" kotlin.")
                    || line.contains(" com.fasterxml.jackson.databind.")
                    || line.contains(" org.slf4j."));
  }
}

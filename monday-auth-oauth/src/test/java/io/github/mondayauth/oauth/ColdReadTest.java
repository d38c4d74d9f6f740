package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which classes a process loads if it only reads a fresh credential, as a function often does. */
final class ColdReadTest {
  /** Runs in the child process. */
  public static final class Child {
    private Child() {}

    /** Stores a credential and reads it. */
    public static void main(String[] arguments) {
      MondayApp app =
          MondayApp.builder("id", URI.create("https://app.example.com"))
              .clientSecret(Secret.of("0123456789abcdef0123456789abcdef"))
              .signingSecret(Secret.of("fedcba9876543210fedcba9876543210"))
              .build();
      TokenVault vault =
          TokenVault.open(app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate()));
      OAuthServer server =
          OAuthServer.of(URI.create("https://p.example/a"), URI.create("https://p.example/t"));
      Connections connections =
          Connections.create(
              app,
              vault,
              Connector.monday("me:read", "account:read"),
              Connector.oauth("acme", server, "id", Secret.of("x")));
      MondayUser user = new MondayAccount(1).user(2);
      connections
          .admin()
          .put(
              user,
              "acme",
              Credential.of(Secret.of("token"))
                  .withRefreshToken(Secret.of("rt"))
                  .withExpiresAt(Instant.now().plus(Duration.ofHours(1))));
      System.out.println("read " + connections.credential(user, "acme").secret().reveal());
    }
  }

  @Test
  void readingAFreshCredentialLoadsNeitherOkhttpNorAnObjectMapper() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:stdout",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(child.waitFor()).as(output.lines().limit(5).toList().toString()).isZero();
    assertThat(output)
        .contains("read token", "io.github.mondayauth.oauth.credential.CredentialSource");
    assertThat(
            output
                .lines()
                .filter(
                    line ->
                        line.contains(" okhttp3.")
                            || line.contains(" okio.")
                            || line.contains(" kotlin.")
                            || line.contains("com.fasterxml.jackson")))
        .isEmpty();
  }
}

package io.github.mondayauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.mondayauth.internal.AppAccess;
import io.github.mondayauth.internal.MondayHosts;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MondayAppTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @Test
  void removesTheTrailingSlashOfTheBaseUri() {
    assertThat(app("https://app.example.com/").baseUri()).hasToString("https://app.example.com");
    assertThat(app("https://app.example.com:8443/m/").baseUri())
        .hasToString("https://app.example.com:8443/m");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://app.example.com",
        "http://localhost:8080",
        "app.example.com",
        "/run",
        "mailto:a@example.com",
        "https:///x",
        "https://user@app.example.com",
        "https://app.example.com?x=1",
        "https://app.example.com/?",
        "https://app.example.com#f",
      })
  void refusesBaseUri(String uri) {
    assertThatIllegalArgumentException().isThrownBy(() -> app(uri));
  }

  @Test
  void acceptsHttpOnLocalhostOnlyWithInsecureMonday() {
    URI fakeMonday = URI.create("http://localhost:9999/");
    MondayApp app =
        MondayApp.builder("id", URI.create("http://localhost:8080"))
            .insecureMonday(fakeMonday)
            .build();
    assertThat(app.baseUri()).hasToString("http://localhost:8080");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MondayApp.builder("id", URI.create("http://app.example.com"))
                    .insecureMonday(fakeMonday)
                    .build());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MondayApp.builder("id", URI.create("https://app.example.com"))
                    .insecureMonday(URI.create("http://localhost:9999/path"))
                    .build());
  }

  @Test
  void refusesBlankClientId() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MondayApp.builder(" ", URI.create("https://app.example.com")).build());
  }

  @Test
  void refusesSecretUnder256Bits() {
    MondayApp.Builder builder = MondayApp.builder("id", URI.create("https://app.example.com"));
    Secret weak = Secret.of(SECRET.substring(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.signingSecret(weak))
        .withMessageContaining("248")
        .withMessageNotContaining(weak.reveal());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.clientSecret(Secret.of(SECRET), weak));
  }

  @Test
  void refusesSkewOverTwoMinutes() {
    MondayApp.Builder builder = MondayApp.builder("id", URI.create("https://app.example.com"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.clockSkew(Duration.ofSeconds(121)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.clockSkew(Duration.ofSeconds(-1)));
  }

  @Test
  void saysWhichSecretIsMissingWhenAVerifierIsCreated() {
    MondayApp app = app("https://app.example.com");
    assertThatIllegalStateException()
        .isThrownBy(app::requestVerifier)
        .withMessageContaining("signing secret");
    assertThatIllegalStateException()
        .isThrownBy(app::authorizationTokenVerifier)
        .withMessageContaining("signing secret");
    assertThatIllegalStateException()
        .isThrownBy(app::sessionTokenVerifier)
        .withMessageContaining("client secret");
    assertThatIllegalStateException()
        .isThrownBy(app::appLifecycleVerifier)
        .withMessageContaining("client secret");
  }

  @Test
  void showsNoSecret() {
    MondayApp app =
        MondayApp.builder("id", URI.create("https://app.example.com"))
            .signingSecret(Secret.of(SECRET))
            .build();
    assertThat(app.toString()).contains("id").doesNotContain(SECRET);
    assertThat(AppAccess.settings(app).toString()).doesNotContain(SECRET);
  }

  @Test
  void usesTheUrlsOfMonday() {
    MondayHosts hosts = MondayHosts.of(AppAccess.settings(app("https://app.example.com")));
    assertThat(hosts.authorizeUri()).hasToString("https://auth.monday.com/oauth2/authorize");
    assertThat(hosts.tokenUri()).hasToString("https://auth.monday.com/oauth_ms/oauth/token");
    assertThat(hosts.legacyTokenUri()).hasToString("https://auth.monday.com/oauth2/token");
    assertThat(hosts.revokeUri()).hasToString("https://auth.monday.com/oauth_ms/oauth/revoke");
    assertThat(hosts.migrateUri()).hasToString("https://auth.monday.com/oauth_ms/oauth/migrate");
    assertThat(hosts.graphQlUri()).hasToString("https://api.monday.com/v2");
  }

  @Test
  void replacesEveryHostOfMondayByOneOrigin() {
    MondayApp app =
        MondayApp.builder("id", URI.create("http://localhost:8080"))
            .insecureMonday(URI.create("http://localhost:9999/"))
            .build();
    MondayHosts hosts = MondayHosts.of(AppAccess.settings(app));
    assertThat(hosts.tokenUri()).hasToString("http://localhost:9999/oauth_ms/oauth/token");
    assertThat(hosts.graphQlUri()).hasToString("http://localhost:9999/v2");
  }

  private static MondayApp app(String baseUri) {
    return MondayApp.builder("id", URI.create(baseUri)).build();
  }
}

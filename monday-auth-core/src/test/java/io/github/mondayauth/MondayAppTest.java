package io.github.mondayauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.mondayauth.internal.AppAccess;
import io.github.mondayauth.internal.MondayHosts;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MondayAppTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final URI BASE = URI.create("https://app.example.com");

  @Test
  void removesTheTrailingSlashOfTheBaseUri() {
    assertThat(app("https://app.example.com/").baseUri()).hasToString("https://app.example.com");
    assertThat(app("https://app.example.com:8443/m/").baseUri())
        .hasToString("https://app.example.com:8443/m");
  }

  @ParameterizedTest
  @CsvSource({
    "https://App.Example.COM, https://app.example.com",
    "HTTPS://app.example.com, https://app.example.com",
    "https://app.example.com:443, https://app.example.com",
    "HTTPS://App.Example.com:443/Monday/, https://app.example.com/Monday",
    "https://app.example.com:8443, https://app.example.com:8443",
    "https://app.example.com:1, https://app.example.com:1",
    "https://app.example.com:65535, https://app.example.com:65535",
    "https://app.example.com:80, https://app.example.com:80",
    "https://app.example.com/a-b/c_d/~e/f.g, https://app.example.com/a-b/c_d/~e/f.g",
    "https://app.example.com/$default/x;y=1, https://app.example.com/$default/x;y=1",
    "https://10.1.2.3, https://10.1.2.3",
    "https://[2001:DB8::1]:443, https://[2001:db8::1]",
    "https://xn--exmple-4nf.com, https://xn--exmple-4nf.com",
  })
  void normalizesTheBaseUri(String uri, String expected) {
    assertThat(app(uri).baseUri()).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "http://app.example.com, //app.example.com",
    "http://localhost:8080, insecureMonday",
    "HTTP://LocalHost, insecureMonday",
    "http://127.0.0.1, insecureMonday",
    "http://[::1]:8080, insecureMonday",
    "http://localhost.example.com, http://localhost.example.com",
    "app.example.com, app.example.com",
    "/run, /run",
    "mailto:a@example.com, @example.com",
    "@example.com, ...@example.com",
    "https:///x, https:///x",
    "https:/x, https:/x",
    "ftp://app.example.com, ftp://app.example.com",
    "https://app_x.example.com, https://app_x.example.com",
    "https://app.example.com., https://app.example.com.",
    "https://app.example.com:, https://app.example.com:",
    "https://app.example.com:/x, https://app.example.com:/x",
    "https://app.example.com:0, https://app.example.com:0",
    "https://app.example.com:65536, https://app.example.com:65536",
    "https://app.example.com:0443, https://app.example.com:0443",
    "https://app.example.com:08443, https://app.example.com:08443",
    "https://app.example.com//, https://app.example.com//",
    "https://app.example.com//x, https://app.example.com//x",
    "https://app.example.com/x//y, https://app.example.com/x//y",
    "https://app.example.com/x//, https://app.example.com/x//",
    "https://app.example.com/./x, https://app.example.com/./x",
    "https://app.example.com/x/., https://app.example.com/x/.",
    "https://app.example.com/.., https://app.example.com/..",
    "https://app.example.com/%72un, https://app.example.com/%72un",
    "https://app.example.com/r\u00fcn, https://app.example.com/r?n",
    "https://app.example.com?x=1, https://app.example.com",
    "https://app.example.com/?, https://app.example.com",
    "https://app.example.com#f, https://app.example.com",
  })
  void refusesUnusualBaseUriAndShowsIt(String uri, String shown) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> app(uri))
        .withMessageStartingWith(
            "base URI: expected https://host with an optional port and path, f")
        .withMessageContaining(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user@app.example.com",
        "https://user:canary@app.example.com",
        "https://app.example.com?x=canary",
        "https://app.example.com#canary",
        "https:canary@app.example.com",
      })
  void refusesBaseUriWithUserInfoQueryOrFragmentAndShowsNoneOfThem(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> app(uri))
        .withMessageStartingWith("base URI: expected https://host")
        .withMessageNotContaining("canary");
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
  void normalizesTheOriginOfInsecureMonday() {
    MondayApp app =
        MondayApp.builder("id", URI.create("http://LOCALHOST:80/x"))
            .insecureMonday(URI.create("HTTP://LocalHost:9999/"))
            .build();
    assertThat(app.baseUri()).hasToString("http://localhost/x");
    MondayHosts hosts = MondayHosts.of(AppAccess.settings(app));
    assertThat(hosts.graphQlUri()).hasToString("http://localhost:9999/v2");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MondayApp.builder("id", URI.create("http://localhost"))
                    .insecureMonday(URI.create("http://monday.example.com"))
                    .build())
        .withMessageStartingWith("insecureMonday: expected https://host")
        .withMessageContaining(", or http on localhost, found http://monday.example.com")
        .withMessageNotContaining("Builder.insecureMonday");
  }

  @Test
  void refusesTheSameValueAsSigningSecretAndClientSecret() {
    Secret shared = Secret.of(SECRET);
    Secret other = Secret.of("f" + SECRET);
    Secret third = Secret.of("e" + SECRET);
    assertRefusesSecrets(MondayApp.builder("id", BASE).signingSecret(shared).clientSecret(shared));
    assertRefusesSecrets(
        MondayApp.builder("id", BASE).signingSecret(other, shared).clientSecret(shared));
    assertRefusesSecrets(
        MondayApp.builder("id", BASE).clientSecret(other, third, shared).signingSecret(shared));
    assertRefusesSecrets(
        MondayApp.builder("id", BASE).signingSecret(other, shared).clientSecret(third, shared));
    assertThat(
            MondayApp.builder("id", BASE)
                .signingSecret(other, other)
                .clientSecret(shared, shared)
                .build())
        .isNotNull();
  }

  private static void assertRefusesSecrets(MondayApp.Builder builder) {
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContaining("signing secret")
        .withMessageContaining("client secret")
        .withMessageNotContaining(SECRET);
  }

  @Test
  void refusesBlankClientId() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MondayApp.builder(" ", URI.create("https://app.example.com")).build());
  }

  @Test
  void acceptsClientIdOf128CharactersAndRefusesMoreAndOtherThanAscii() {
    URI base = URI.create("https://app.example.com");
    String longest = "c".repeat(128);
    assertThat(MondayApp.builder(longest, base).build().clientId()).isEqualTo(longest);
    for (String id : List.of(longest + "c", "a\tb", "a\u007f", "caf\u00e9")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> MondayApp.builder(id, base).build())
          .withMessageContaining("client id: expected at most 128 printable ASCII characters");
    }
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
    assertThat(AppAccess.settings(builder.clockSkew(Duration.ofMinutes(2)).build()).clockSkew())
        .hasSeconds(120);
    assertThat(AppAccess.settings(builder.clockSkew(Duration.ZERO).build()).clockSkew()).isZero();
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
    assertThat(hosts.contentSources()).isEqualTo("https://monday.com https://*.monday.com");
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
    assertThat(hosts.contentSources()).isEqualTo("http://localhost:9999");
  }

  private static MondayApp app(String baseUri) {
    return MondayApp.builder("id", URI.create(baseUri)).build();
  }
}

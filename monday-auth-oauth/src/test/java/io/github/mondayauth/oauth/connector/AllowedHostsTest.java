package io.github.mondayauth.oauth.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that users enter, matched with the hosts that belong to a service. */
final class AllowedHostsTest {
  private static final AllowedHosts ALLOWED =
      AllowedHosts.of("*.zendesk.com", "gitlab.example.com");

  @ParameterizedTest
  @CsvSource({
    "acme.zendesk.com, acme.zendesk.com",
    "' ACME.zendesk.com ', acme.zendesk.com",
    "https://acme.zendesk.com, acme.zendesk.com",
    "https://acme.zendesk.com/agent/home?x=y, acme.zendesk.com",
    "gitlab.example.com, gitlab.example.com"
  })
  void findsTheHostInWhatTheUserEntered(String entered, String host) {
    assertThat(ALLOWED.match(entered)).contains(host);
  }

  @Test
  void completesALabelWithTheOnlySuffix() {
    AllowedHosts only = AllowedHosts.of("*.zendesk.com");

    assertThat(only.suffix()).isEqualTo(".zendesk.com");
    assertThat(only.match(" Acme ")).contains("acme.zendesk.com");
    assertThat(only.match("https://acme/x")).contains("acme.zendesk.com");
    assertThat(only.match("acme.zendesk.com")).contains("acme.zendesk.com");
    assertThat(AllowedHosts.of("*.desk.example:8443").match("acme"))
        .contains("acme.desk.example:8443");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-acme", "a_b", "a.b", "acme.", "acme:1", "acme@evil", "acme%2e"})
  void completesNothingButALabel(String entered) {
    assertThat(AllowedHosts.of("*.zendesk.com").match(entered)).isEmpty();
  }

  @Test
  void completesNothingIfThereIsNoOnlySuffix() {
    assertThat(ALLOWED.suffix()).isEmpty();
    assertThat(ALLOWED.match("acme")).isEmpty();
    assertThat(AllowedHosts.of("desk.example.com").suffix()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "zendesk.com",
        "a.b.zendesk.com",
        "evilzendesk.com",
        "acme.zendesk.com.evil.example",
        "evil.example/acme.zendesk.com",
        "evil.example#acme.zendesk.com",
        "evil.example?acme.zendesk.com",
        "evil.example\\acme.zendesk.com",
        "user@acme.zendesk.com",
        "acme.zendesk.com:8443",
        "acme.zendesk.com@evil.example",
        "acme.zendesk.com%00.evil.example",
        "http://acme.zendesk.com",
        "//acme.zendesk.com",
        "127.0.0.1",
        "[::1]",
        "localhost",
        "аcme.zendesk.com",
        "-acme.zendesk.com",
        "acme..zendesk.com",
        ".zendesk.com",
        "x.gitlab.example.com"
      })
  void matchesNoOtherHost(String entered) {
    assertThat(ALLOWED.match(entered)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "*.*.com", "https://x.example", "", "*.localhost"})
  void rejectsMalformedPatterns(String pattern) {
    assertThatThrownBy(() -> AllowedHosts.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("found " + pattern);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "*.0.0.1",
        "*.1",
        "10.0.0.1:8443",
        "127.1",
        "desk.0x7f",
        "desk.0X7F000001",
        "*.0x1",
        "[::1]",
        "*.[::1]"
      })
  void rejectsIpLiteralsAlsoAfterTheWildcard(String pattern) {
    assertThatThrownBy(() -> AllowedHosts.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("found " + pattern);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x.example:",
        "x.example:0",
        "x.example:443",
        "x.example:65536",
        "x.example:08443",
        "x.example:84a",
        "x.example:1:2"
      })
  void rejectsMalformedPorts(String pattern) {
    assertThatThrownBy(() -> AllowedHosts.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("found " + pattern);
  }

  @Test
  void matchesAPortOnlyWhereThePatternHasOne() {
    AllowedHosts hosts = AllowedHosts.of("*.desk.example:8443", "git.example:65535");

    assertThat(hosts.match("https://acme.desk.example:8443/x")).contains("acme.desk.example:8443");
    assertThat(hosts.match("git.example:65535")).contains("git.example:65535");
    for (String other :
        new String[] {
          "acme.desk.example",
          "acme.desk.example:443",
          "acme.desk.example:8444",
          "acme.desk.example:08443",
          "git.example",
          "evil.example:8443",
          "evil.example:8443.desk.example:8443"
        }) {
      assertThat(hosts.match(other)).as(other).isEmpty();
    }
  }

  @Test
  void matchesNothingIfTheServiceHasOneHost() {
    assertThat(AllowedHosts.NONE.match("acme.zendesk.com")).isEmpty();
    assertThat(AllowedHosts.NONE.match("")).isEmpty();
  }
}

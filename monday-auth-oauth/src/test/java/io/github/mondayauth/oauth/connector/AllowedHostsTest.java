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
  @ValueSource(strings = {"*", "*.*.com", "https://x.example", "x.example:1", "", "*.localhost"})
  void rejectsMalformedPatterns(String pattern) {
    assertThatThrownBy(() -> AllowedHosts.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("found " + pattern);
  }

  @Test
  void matchesNothingIfTheServiceHasOneHost() {
    assertThat(AllowedHosts.NONE.match("acme.zendesk.com")).isEmpty();
    assertThat(AllowedHosts.NONE.match("")).isEmpty();
  }
}

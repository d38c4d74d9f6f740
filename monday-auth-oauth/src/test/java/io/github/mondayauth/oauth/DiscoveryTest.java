package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Metadata of authorization servers (RFC 8414, OpenID Connect Discovery). */
final class DiscoveryTest {
  private static final URI ISSUER = URI.create("https://id.example/tenant");
  private static final String DOCUMENT =
      """
      {"issuer":"https://id.example/tenant",
       "authorization_endpoint":"https://id.example/tenant/authorize",
       "token_endpoint":"https://id.example/tenant/token",
       "revocation_endpoint":"https://id.example/tenant/revoke",
       "response_types_supported":["code","id_token"],
       "grant_types_supported":["authorization_code","refresh_token"],
       "token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"],
       "code_challenge_methods_supported":["plain","S256"]}
      """;

  private final List<String> requested = new ArrayList<>();

  private OAuthServer discover(int status, String document) {
    return OAuthServer.discover(
        ISSUER,
        request -> {
          requested.add(request.method() + " " + request.uri());
          return new HttpTransport.Response(status, Map.of(), document);
        });
  }

  private static void assertFails(OAuthException.Reason reason, ThrowingCallable discovery) {
    assertThatThrownBy(discovery)
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void readsTheDocumentWhereRfc8414PlacesIt() {
    OAuthServer server = discover(200, DOCUMENT);

    assertThat(requested)
        .containsExactly("GET https://id.example/.well-known/oauth-authorization-server/tenant");
    assertThat(server).hasToString("OAuthServer[https://id.example/tenant/token]");
    try (ProviderBench bench = new ProviderBench()) {
      Connections connections = bench.connections(server);
      URI screen = bench.consentScreen(connections);
      assertThat(screen.toString()).startsWith("https://id.example/tenant/authorize?");
      assertThat(
              DirectBrowser.reason(
                  bench.callback(connections, screen, "&iss=https%3A%2F%2Fevil.example")))
          .isEqualTo(OAuthException.Reason.ISSUER);

      bench.then(200, "{\"access_token\":\"at\"}");
      URI again = bench.consentScreen(connections);
      bench.callback(connections, again, "&iss=https%3A%2F%2Fid.example%2Ftenant");
      assertThat(bench.last().body()).contains("client_secret=s3cret");
      bench.then(200, "");
      connections.admin().disconnect(bench.fixture.adaUser(), "svc");
      assertThat(bench.last().uri()).hasToString("https://id.example/tenant/revoke");
    }
  }

  @Test
  void readsTheDocumentOfOpenIdConnectIfThereIsNoOther() {
    OAuthServer server =
        OAuthServer.discover(
            ISSUER,
            request -> {
              requested.add(request.uri().toString());
              boolean isOpenId = request.uri().getPath().endsWith("openid-configuration");
              return new HttpTransport.Response(
                  isOpenId ? 200 : 404, Map.of(), isOpenId ? DOCUMENT : "<html>");
            });

    assertThat(server).hasToString("OAuthServer[https://id.example/tenant/token]");
    assertThat(requested)
        .containsExactly(
            "https://id.example/.well-known/oauth-authorization-server/tenant",
            "https://id.example/tenant/.well-known/openid-configuration");
  }

  @Test
  void sendsTheSecretInTheHeaderIfTheDocumentNamesNoMethod() throws Exception {
    OAuthServer server = discover(200, DOCUMENT.replace(",\"client_secret_post\"", ""));
    try (ProviderBench bench = new ProviderBench()) {
      bench.then(200, "{\"access_token\":\"at\"}").connect(bench.connections(server));
      assertThat(bench.last().headers().get("Authorization")).startsWith("Basic ");
    }
  }

  @Test
  void requiresIssIfTheServerAlwaysSendsIt() {
    OAuthServer server =
        discover(
            200,
            DOCUMENT.replace(
                "\"response_types",
                "\"authorization_response_iss_parameter_supported\":true,\"response_types"));
    try (ProviderBench bench = new ProviderBench()) {
      assertThat(DirectBrowser.reason(bench.connect(bench.connections(server))))
          .isEqualTo(OAuthException.Reason.ISSUER);
    }
  }

  /** A mix-up: another server's document, in part or in whole, under a trusted address. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/tenant",
        "https://id.example/tenant/",
        "https://id.example",
        "https://ID.example/tenant",
        ""
      })
  void refusesAnotherIssuer(String found) {
    assertFails(
        OAuthException.Reason.ISSUER,
        () ->
            discover(200, DOCUMENT.replace("\"https://id.example/tenant\"", "\"" + found + "\"")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"https://id.example/tenant/token\" | \"http://id.example/tenant/token\"",
        "\"https://id.example/tenant/token\" | \"https://id.example/tenant/token#x\"",
        "\"https://id.example/tenant/token\" | \"https://a@id.example/tenant/token\"",
        "\"https://id.example/tenant/token\" | \"/tenant/token\"",
        "\"https://id.example/tenant/token\" | 7",
        "\"https://id.example/tenant/token\" | null",
        "\"https://id.example/tenant/authorize\" | \"javascript:alert(1)\"",
        "\"https://id.example/tenant/revoke\" | \"ftp://id.example/revoke\"",
        "\"S256\" | \"S512\"",
        "code_challenge_methods_supported | methods",
        "[\"code\" | [\"token\"",
        "response_types_supported | types",
        "[\"authorization_code\" | [\"implicit\"",
        "[\"client_secret_basic\",\"client_secret_post\"] | [\"private_key_jwt\"]"
      })
  void refusesADocumentThatOffersNoCodeFlowWithPkceOverHttps(String part, String replacement) {
    assertFails(
        OAuthException.Reason.PROVIDER, () -> discover(200, DOCUMENT.replace(part, replacement)));
  }

  @ParameterizedTest
  @CsvSource({
    "404, PROVIDER",
    "200, PROVIDER",
    "301, PROVIDER",
    "401, PROVIDER",
    "429, UNAVAILABLE",
    "500, UNAVAILABLE"
  })
  void failsWithoutADocument(int status, OAuthException.Reason reason) {
    assertFails(reason, () -> discover(status, "<html>sign in</html>"));
  }

  @Test
  void failsIfThereIsNoResponse() {
    assertFails(
        OAuthException.Reason.UNAVAILABLE,
        () ->
            OAuthServer.discover(
                ISSUER,
                request -> {
                  throw new IOException("timeout");
                }));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.example",
        "http://localhost:8080",
        "https://id.example?x=1",
        "https://id.example#x",
        "https://a@id.example",
        "id.example",
        "file:///etc/passwd"
      })
  void requestsNothingForAMalformedIssuer(String issuer) {
    assertThatThrownBy(
            () ->
                OAuthServer.discover(
                    URI.create(issuer),
                    request -> {
                      requested.add("sent");
                      throw new IOException();
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(requested).isEmpty();
  }
}

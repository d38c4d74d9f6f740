package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.ConnectorCheck.Outcome;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.Fault;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the check of a connector's configuration concludes from the provider's responses. */
final class ConfigurationCheckTest {
  private final OAuthFixture fixture = new OAuthFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** The report of one connector, which contains no secret. */
  private ConnectorCheck check(Connector connector) {
    List<ConnectorCheck> reports = fixture.instance(connector).admin().check();
    assertThat(reports).hasSize(1);
    assertThat(reports.get(0).toString()).doesNotContain(fixture.acme.clientSecret());
    return reports.get(0);
  }

  private static ConnectorCheck.Finding client(ConnectorCheck report) {
    return report.findings().stream()
        .filter(finding -> finding.subject() == ConnectorCheck.Subject.CLIENT)
        .findFirst()
        .orElseThrow();
  }

  private void assertOutcome(Outcome outcome, int tokenRequests, String... message) {
    assertOutcome(fixture.acmeServer(), outcome, tokenRequests, message);
  }

  private void assertOutcome(
      OAuthServer server, Outcome outcome, int tokenRequests, String... message) {
    ConnectorCheck report =
        check(
            Connector.oauth(
                "acme", server, fixture.acme.clientId(), Secret.of(fixture.acme.clientSecret())));
    assertThat(client(report).outcome()).isEqualTo(outcome);
    assertThat(client(report).message()).contains(message);
    assertThat(fixture.acme.tokenRequests()).hasSize(tokenRequests);
  }

  @Test
  void isGoodIfTheProviderRefusesTheCodeAndRefusesAnotherSecret() {
    assertOutcome(Outcome.GOOD, 2, "invalid_grant", "refused another client secret");
  }

  @Test
  void isGoodForMondayAndNamesEachRedirectUri() {
    ConnectorCheck report = check(fixture.mondayConnector());
    assertThat(client(report).outcome()).isEqualTo(Outcome.GOOD);
    assertThat(report.redirectUris())
        .singleElement()
        .extracting(URI::getPath)
        .asString()
        .endsWith("/callback/monday");
  }

  @Test
  void saysWhereToCompareTheScopes() {
    assertThat(scopes(check(fixture.mondayConnector()))).contains("Developer Center", "me:read");
    assertThat(scopes(check(fixture.acmeConnector().scopes("read"))))
        .contains("connect once", "read")
        .doesNotContain("Developer Center");
  }

  private static String scopes(ConnectorCheck report) {
    return report.findings().stream()
        .filter(finding -> finding.subject() == ConnectorCheck.Subject.SCOPES)
        .map(ConnectorCheck.Finding::message)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void isBadIfTheClientSecretIsWrong() {
    ConnectorCheck report =
        check(
            Connector.oauth(
                "acme", fixture.acmeServer(), fixture.acme.clientId(), Secret.of("mistyped")));
    assertThat(client(report).outcome()).isEqualTo(Outcome.BAD);
    assertThat(client(report).message()).contains("client secret").doesNotContain("mistyped");
    assertThat(fixture.acme.tokenRequests()).hasSize(1);
  }

  @Test
  void isBadIfTheClientIdIsWrong() {
    ConnectorCheck report =
        check(
            Connector.oauth(
                "acme", fixture.acmeServer(), "mistyped", Secret.of(fixture.acme.clientSecret())));
    assertThat(client(report).outcome()).isEqualTo(Outcome.BAD);
  }

  @Test
  void cannotTellIfTheProviderDoesNotLookAtTheSecret() {
    fixture.acme.tokenEndpoint(Fault.error(400, "invalid_grant"));
    assertOutcome(Outcome.CANNOT_TELL, 2, "also to another client secret");
  }

  @Test
  void cannotTellFromAStatus401WithoutAnErrorCode() {
    fixture.acme.tokenEndpoint(Fault.html(401));
    assertOutcome(Outcome.CANNOT_TELL, 1, "401", "without an error code");
  }

  @Test
  void isBadIfTheProviderRefusesTheClientInItsOwnWords() {
    fixture.acme.tokenEndpoint(
        Fault.response(401, "application/json", "{\"reason\":\"no such app\"}"));
    assertOutcome(
        fixture.acmeServer().clientRefusedBy(401, "reason", "no such app"), Outcome.BAD, 1, "401");
  }

  @Test
  void revokesATokenThatTheEndpointIssuesForAnyCode() {
    fixture.acme.tokenEndpoint(anyCodeIsWelcome());
    assertOutcome(Outcome.BAD, 1, "check that the token endpoint is the provider's", "was revoked");
    assertThat(fixture.acme.revocationRequests())
        .singleElement()
        .satisfies(request -> assertThat(request.parameters()).containsEntry("token", "any"));
  }

  @Test
  void saysThatATokenForAnyCodeCouldNotBeRevoked() {
    fixture.acme.tokenEndpoint(anyCodeIsWelcome());
    fixture.acme.revocationEndpoint(Fault.html(503));
    assertOutcome(Outcome.BAD, 1, "could not be revoked");
  }

  private static Fault anyCodeIsWelcome() {
    return Fault.response(
        200, "application/json", "{\"access_token\":\"any\",\"token_type\":\"bearer\"}");
  }

  @ParameterizedTest
  @CsvSource({"503, temporarily_unavailable", "429, slow_down", "400, unsupported_grant_type"})
  void cannotTellFromOtherErrors(int status, String code) {
    fixture.acme.tokenEndpoint(Fault.error(status, code));
    assertOutcome(Outcome.CANNOT_TELL, 1, code, "check the address of the token endpoint");
  }

  @Test
  void cannotTellIfNothingResponds() {
    URI gone;
    try (FakeOAuthServer stopped = FakeOAuthServer.start()) {
      gone = stopped.tokenEndpoint();
    }
    ConnectorCheck report =
        check(
            Connector.oauth(
                "acme",
                OAuthServer.of(fixture.acme.authorizationEndpoint(), gone),
                "id",
                Secret.of("secret")));
    assertThat(client(report).outcome()).isEqualTo(Outcome.CANNOT_TELL);
    assertThat(client(report).message()).contains("no response from " + gone.getHost());
  }

  @Test
  void sendsNothingForApiKeys() {
    ConnectorCheck report = check(Connector.apiKey("desk", "API key"));
    assertThat(client(report).outcome()).isEqualTo(Outcome.CANNOT_TELL);
    assertThat(report.redirectUris()).isEmpty();
    assertThat(fixture.acme.requests()).isEmpty();
  }

  @Test
  void reportsEachConnectorAndChangesNoCredential() {
    Connections connections = fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
    fixture.addRecipe();
    Secret before = connections.credential(fixture.adaUser(), "acme").secret();

    assertThat(connections.admin().check())
        .extracting(ConnectorCheck::connection)
        .containsExactly("monday", "acme");
    assertThat(connections.credential(fixture.adaUser(), "acme").secret()).isEqualTo(before);
  }
}

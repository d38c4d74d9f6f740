package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Providers that refuse, fail or send nonsense. The user gets a page and can start again. */
final class ExchangeFailureTest {
  private final OAuthFixture fixture = new OAuthFixture();
  private final Connections connections =
      fixture.add(
          Connections.builder(fixture.mondayApp(), fixture.vault(), fixture.acmeConnector())
              .insecureWithoutConfirmation());
  private final DirectBrowser ada = new DirectBrowser();

  @AfterEach
  void close() {
    fixture.close();
  }

  private URI callback() {
    return ada.consent(ada.open(connections, fixture.recipe(fixture.ada)));
  }

  static Stream<Arguments> responses() {
    return Stream.of(
        Arguments.of("400 invalid_grant", Fault.error(400, "invalid_grant"), Reason.GRANT),
        Arguments.of("400 invalid_request", Fault.error(400, "invalid_request"), Reason.PROVIDER),
        Arguments.of("401 invalid_client", Fault.error(401, "invalid_client"), Reason.CLIENT),
        Arguments.of("401 without an error code", Fault.html(401), Reason.CLIENT),
        Arguments.of("403 as HTML", Fault.html(403), Reason.UNAVAILABLE),
        Arguments.of("429", Fault.html(429), Reason.UNAVAILABLE),
        Arguments.of("500", Fault.error(500, "server_error"), Reason.UNAVAILABLE),
        Arguments.of("504 as HTML", Fault.html(504), Reason.UNAVAILABLE),
        Arguments.of("200 as HTML", Fault.html(200), Reason.UNAVAILABLE),
        Arguments.of("cut off", Fault.cutOff(), Reason.UNAVAILABLE),
        Arguments.of("no access_token", Fault.field("access_token", null), Reason.PROVIDER),
        Arguments.of("empty access_token", Fault.field("access_token", ""), Reason.PROVIDER),
        Arguments.of(
            "an array as access_token",
            Fault.field("access_token", java.util.List.of("x")),
            Reason.PROVIDER),
        Arguments.of(
            "200 with an error", Fault.field("error", "bad_verification_code"), Reason.GRANT),
        Arguments.of("another token type", Fault.field("token_type", "mac"), Reason.PROVIDER),
        Arguments.of(
            "truncated JSON",
            Fault.response(200, "application/json", "{\"access_token\":"),
            Reason.UNAVAILABLE),
        Arguments.of(
            "a JSON array", Fault.response(200, "application/json", "[]"), Reason.UNAVAILABLE),
        Arguments.of(
            "an empty body", Fault.response(200, "application/json", ""), Reason.UNAVAILABLE),
        Arguments.of(
            "a duplicate field",
            Fault.response(
                200, "application/json", "{\"access_token\":\"a\",\"access_token\":\"b\"}"),
            Reason.UNAVAILABLE),
        Arguments.of("10 MB", Fault.hugeBody(10 << 20), Reason.PROVIDER));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("responses")
  void storesNothingSendsNoSecondRequestAndOffersToStartAgain(
      String name, Fault fault, Reason reason) {
    fixture.acme.tokenEndpoint(fault);
    Step step = ada.open(connections, callback());

    assertThat(DirectBrowser.reason(step)).isEqualTo(reason);
    assertThat(step.reply().headers()).containsEntry("Content-Type", "text/html; charset=utf-8");
    assertThat(fixture.acme.tokenRequests()).hasSize(1);
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
    if (reason == Reason.CLIENT) {
      assertThat(DirectBrowser.hasLink(step, "Start again")).isFalse();
      return;
    }
    fixture.acme.tokenEndpoint(Fault.none());
    Step again = ada.open(connections, DirectBrowser.link(step, "Start again"));
    assertThat(ada.open(connections, ada.consent(again))).isInstanceOf(Step.Done.class);
  }

  @Test
  void startingAgainAfterConnectingInAnotherTabAsksForNothing() {
    fixture.acme.tokenEndpoint(Fault.error(500, "server_error"));
    Step failed = ada.open(connections, callback());
    fixture.acme.tokenEndpoint(Fault.none());
    DirectBrowser other = new DirectBrowser();
    Step consent = other.open(connections, fixture.recipe(fixture.ada));
    assertThat(other.open(connections, other.consent(consent))).isInstanceOf(Step.Done.class);

    assertThat(ada.open(connections, DirectBrowser.link(failed, "Start again")))
        .isInstanceOf(Step.Done.class);
    assertThat(fixture.acme.tokenRequests()).hasSize(2);
  }

  @Test
  void startingAgainToReconnectAsksAlthoughTheUserIsConnected() {
    assertThat(ada.open(connections, callback())).isInstanceOf(Step.Done.class);
    Connections again = connections.reconnect("acme");
    fixture.acme.tokenEndpoint(Fault.error(500, "server_error"));
    Step failed = ada.open(again, ada.consent(ada.open(again, fixture.recipe(fixture.ada))));
    fixture.acme.tokenEndpoint(Fault.none());

    Step consent = ada.open(again, DirectBrowser.link(failed, "Start again"));
    assertThat(ada.open(again, ada.consent(consent))).isInstanceOf(Step.Done.class);
    assertThat(fixture.acme.tokenRequests()).hasSize(3);
  }

  @Test
  void stopsWaitingAtTheCallTimeout() {
    Connections impatient =
        Connections.builder(fixture.mondayApp(), fixture.vault(), fixture.acmeConnector())
            .insecureWithoutConfirmation()
            .httpTransport(HttpTransport.builder().callTimeout(Duration.ofSeconds(3)).build())
            .build();
    fixture.acme.tokenEndpoint(Fault.hang());

    assertThat(DirectBrowser.reason(ada.open(impatient, callback()))).isEqualTo(Reason.UNAVAILABLE);
    assertThat(fixture.acme.tokenRequests()).hasSize(1);
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void showsAPageWithALinkToStartAgainAfterADenial() {
    fixture.acme.consent(Consent.deny());
    Step step = ada.open(connections, callback());

    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.DENIED);
    assertThat(step.reply().body()).contains("Not connected: Acme");
    assertThat(fixture.acme.tokenRequests()).isEmpty();
    fixture.acme.consent(Consent.allow());
    Step again = ada.open(connections, DirectBrowser.link(step, "Start again"));
    assertThat(ada.open(connections, ada.consent(again))).isInstanceOf(Step.Done.class);
  }

  @Test
  void showsNothingOfAMalformedErrorInPagesAndMessages() {
    URI callback = callback();
    String state = DirectBrowser.parameter(callback, "state");
    Step step =
        ada.open(
            connections,
            URI.create(
                fixture.testApp.origin()
                    + "/callback/acme?error=%3Cscript%3E&error_description=planted&state="
                    + state));

    assertThat(step.reply().body()).doesNotContain("planted", "<script>", "&lt;script");
    assertThat(((Step.Refused) step).cause()).hasMessageNotContaining("script");
  }
}

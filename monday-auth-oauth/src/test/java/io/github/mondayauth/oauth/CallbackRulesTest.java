package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters that providers add to callbacks: what is kept, and what is checked. */
final class CallbackRulesTest {
  private static final String SHOP = "acme.myshopify.com";

  private final ProviderBench bench = new ProviderBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private Step callback(OAuthServer server, String parameters) {
    Connections connections = bench.connections(server);
    URI screen = bench.consentScreen(connections);
    return bench.callback(connections, screen, parameters);
  }

  @Test
  void keepsARequiredParameterAndAnOptionalOneIfItIsThere() {
    OAuthServer server =
        ProviderBench.server()
            .requireCallbackParameter("realmId")
            .keepCallbackParameter("setup_action");
    Connections connections = bench.connections(server);
    bench.then(200, "{\"access_token\":\"at\"}");
    assertThat(bench.callback(connections, bench.consentScreen(connections), "&realmId=4%205"))
        .isInstanceOf(Step.Done.class);
    assertThat(bench.credential(connections).attributes()).isEqualTo(Map.of("realmId", "4 5"));

    Connections again = connections.reconnect("svc");
    bench.then(200, "{\"access_token\":\"at\"}");
    bench.callback(connections, bench.consentScreen(again), "&realmId=45&setup_action=install");
    assertThat(bench.credential(connections).attributes())
        .isEqualTo(Map.of("realmId", "45", "setup_action", "install"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&realmId=", "&realmId=a%0Ab", "&realmId=1&realmId=2"})
  void refusesACallbackWithoutAUsableRequiredParameterAndSendsNothing(String parameters) {
    Step step = callback(ProviderBench.server().requireCallbackParameter("realmId"), parameters);

    assertThat(DirectBrowser.reason(step)).isEqualTo(OAuthException.Reason.PARAMETERS);
    assertThat(bench.requests).isEmpty();
  }

  @Test
  void refusesAParameterThatIsTooLong() {
    OAuthServer server = ProviderBench.server().keepCallbackParameter("id");
    assertThat(DirectBrowser.reason(callback(server, "&id=" + "x".repeat(201))))
        .isEqualTo(OAuthException.Reason.PARAMETERS);
    bench.then(200, "{\"access_token\":\"at\"}");
    assertThat(callback(server, "&id=" + "x".repeat(200))).isInstanceOf(Step.Done.class);
  }

  @Test
  void callbackWithAnErrorNeedsNoParameters() {
    Connections connections =
        bench.connections(ProviderBench.server().requireCallbackParameter("realmId"));
    URI screen = bench.consentScreen(connections);
    String state = DirectBrowser.parameter(screen, "state");
    Step step =
        bench.browser.open(
            connections,
            URI.create(
                bench.fixture.testApp.origin()
                    + "/callback/svc?error=access_denied&state="
                    + state));

    assertThat(DirectBrowser.reason(step)).isEqualTo(OAuthException.Reason.DENIED);
  }

  // Shopify

  private static OAuthServer shopify() {
    return OAuthServer.perHost(
            "/admin/oauth/authorize", "/admin/oauth/access_token", "*.myshopify.com")
        .requireCallbackHost("shop")
        .requireCallbackHmac("hmac");
  }

  private URI consentScreen(Connections connections) {
    Step form = bench.browser.openPage(connections, bench.fixture.recipe(bench.fixture.ada));
    String body =
        "state="
            + DirectBrowser.hidden(form, "state")
            + "&proof="
            + DirectBrowser.hidden(form, "proof")
            + "&host="
            + SHOP;
    URI callback = bench.fixture.testApp.origin().resolve("/callback/svc");
    return DirectBrowser.link(bench.browser.post(connections, callback, body), "Continue");
  }

  private static String hmac(String key, String message) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(message.getBytes(UTF_8)));
  }

  /** The parameters that the test's Shopify adds, authenticated with this key. */
  private static String signed(URI screen, String key, String host) throws Exception {
    String state = DirectBrowser.parameter(screen, "state");
    String rest = "code=c0de&host=YWRtaW4%3D&shop=" + host + "&state=" + state + "&timestamp=17";
    return "&timestamp=17&shop=" + host + "&host=YWRtaW4%3D&hmac=" + hmac(key, rest);
  }

  @Test
  void acceptsAnAuthenticCallback() throws Exception {
    Connections connections = bench.connections(shopify());
    URI screen = consentScreen(connections);
    bench.then(200, "{\"access_token\":\"at\"}");

    assertThat(bench.callback(connections, screen, signed(screen, "s3cret", SHOP)))
        .isInstanceOf(Step.Done.class);
    assertThat(bench.last().uri()).hasToString("https://" + SHOP + "/admin/oauth/access_token");
  }

  @Test
  void refusesAForgedCallbackBeforeAnythingIsSentOrUsedUp() throws Exception {
    Connections connections = bench.connections(shopify());
    URI screen = consentScreen(connections);
    String authentic = signed(screen, "s3cret", SHOP);
    Map<String, String> cookies = Map.copyOf(bench.browser.cookies());
    for (String forged :
        new String[] {
          "",
          "&shop=" + SHOP,
          authentic.replace("hmac=", "hmac=0"),
          authentic.replace("timestamp=17", "timestamp=18"),
          authentic + "&extra=1",
          signed(screen, "another secret", SHOP),
          authentic.substring(0, authentic.length() - 1)
        }) {
      assertThat(DirectBrowser.reason(bench.callback(connections, screen, forged)))
          .as(forged)
          .isEqualTo(OAuthException.Reason.CALLBACK);
      bench.browser.with(cookies);
    }
    assertThat(bench.requests).isEmpty();

    bench.then(200, "{\"access_token\":\"at\"}");
    assertThat(bench.callback(connections, screen, authentic)).isInstanceOf(Step.Done.class);
  }

  /** Mallory returns the authentic callback of her own shop in the victim's flow. */
  @Test
  void refusesTheAuthenticCallbackOfAnotherShop() throws Exception {
    Connections connections = bench.connections(shopify());
    URI screen = consentScreen(connections);
    Step step = bench.callback(connections, screen, signed(screen, "s3cret", "evil.myshopify.com"));

    assertThat(DirectBrowser.reason(step)).isEqualTo(OAuthException.Reason.CALLBACK);
    assertThat(bench.requests).isEmpty();
  }

  @Test
  void theHostOfACallbackNeedsAHostForEachCustomer() {
    assertThatThrownBy(() -> ProviderBench.server().requireCallbackHost("shop"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

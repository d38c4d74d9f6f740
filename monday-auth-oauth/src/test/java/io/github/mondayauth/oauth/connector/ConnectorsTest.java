package io.github.mondayauth.oauth.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.oauth.HttpTransport;
import io.github.mondayauth.oauth.http.GuardedTransport;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The ordered list of connectors, and what they have in common. */
final class ConnectorsTest {
  private static final GuardedTransport TRANSPORT =
      new GuardedTransport(HttpTransport.standard(), false);

  private final MondaySpec monday = MondaySpec.of("me:read", "account:read");
  private final OAuthSpec mail =
      mail("https://mail.example/authorize", "https://mail.example/token");
  private final ApiKeySpec desk = ApiKeySpec.of("desk", "API token");

  private static OAuthSpec mail(String authorizationEndpoint, String tokenEndpoint) {
    return OAuthSpec.of(
        "mail",
        AuthorizationServer.of(URI.create(authorizationEndpoint), URI.create(tokenEndpoint)),
        "id",
        null);
  }

  @Test
  void putsMondayFirstAndKeepsTheOrderOfTheOthers() {
    assertThat(Connectors.of(List.of(mail, desk, monday)).all())
        .containsExactly(monday, mail, desk);
    assertThat(Connectors.of(List.of(desk, mail)).all()).containsExactly(desk, mail);
  }

  @Test
  void findsConnectorsByName() {
    Connectors connectors = Connectors.of(List.of(mail, monday));

    assertThat(connectors.find("mail")).contains(mail);
    assertThat(connectors.find("desk")).isEmpty();
    assertThat(connectors.known("monday")).isSameAs(monday);
    assertThatThrownBy(() -> connectors.known("desk"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("desk")
        .hasMessageContaining("[monday, mail]");
  }

  @Test
  void rejectsDuplicateReservedAndMalformedNames() {
    assertThatThrownBy(() -> Connectors.of(List.of(desk, ApiKeySpec.of("desk", "Key"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Connectors.of(List.of(monday, MondaySpec.of())))
        .isInstanceOf(IllegalArgumentException.class);
    for (String name : new String[] {"monday", "", "-a", "A", "a b", "a/b", "x".repeat(33)}) {
      assertThatThrownBy(() -> ApiKeySpec.of(name, "Key"))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(ApiKeySpec.of("x".repeat(32), "Key").title()).startsWith("Xx");
  }

  @Test
  void rejectsEndpointsWithoutHttps() {
    Connectors.of(List.of(monday, mail, desk)).checkEndpoints(TRANSPORT);

    OAuthSpec perHost =
        OAuthSpec.of(
            "mail",
            AuthorizationServer.perHost("/authorize", "/token", "*.mail.example"),
            "id",
            null);
    Connectors.of(List.of(perHost)).checkEndpoints(TRANSPORT);
    for (OAuthSpec plain :
        List.of(
            mail("http://mail.example/authorize", "https://mail.example/token"),
            mail("https://mail.example/authorize", "http://mail.example/token"))) {
      assertThatThrownBy(() -> Connectors.of(List.of(plain)).checkEndpoints(TRANSPORT))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("http://mail.example");
    }
  }

  @Test
  void changesNothingInTheConnectorThatAnOptionIsSetOn() {
    OAuthSpec changed =
        mail.withTitle("Mail!").withPerAccount(ConnectRule.Role.ADMINS).withOptional();

    assertThat(mail.options()).isEqualTo(mail.options().withTitle("Mail"));
    assertThat(mail.options().perAccount()).isFalse();
    assertThat(mail.options().optional()).isFalse();
    assertThat(changed.options().perAccount()).isTrue();
    assertThat(changed.options().optional()).isTrue();
    assertThat(changed.title()).isEqualTo("Mail!");
  }
}

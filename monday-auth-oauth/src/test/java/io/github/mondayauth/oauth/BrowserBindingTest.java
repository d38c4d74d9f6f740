package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.FakeUser;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All combinations of cookie and state of two users, browsers, tabs and connections. */
final class BrowserBindingTest {
  private final OAuthFixture fixture = new OAuthFixture();
  private final OAuthConnector acme = fixture.acmeConnector();
  private final OAuthConnector other =
      Connector.oauth(
          "other",
          fixture.acmeServer(),
          fixture.acme.clientId(),
          Secret.of(fixture.acme.clientSecret()));
  private final Connections connections =
      fixture.add(
          Connections.builder(fixture.mondayApp(), fixture.vault(), acme, other)
              .insecureWithoutConfirmation());

  /** A leg that has reached its callback, and the cookies of its browser. */
  private record Leg(String name, URI callback, Map<String, String> cookies) {}

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void acceptsOnlyTheCookieAndTheCallbackOfTheState() {
    FakeUser bob = fixture.monday.addUser("Bob", "lovelace");
    List<Leg> legs = new ArrayList<>();
    for (FakeUser user : List.of(fixture.ada, bob)) {
      for (String browser : List.of("laptop", "phone")) {
        for (String tab : List.of("first tab", "second tab")) {
          for (OAuthConnector connection : List.of(acme, other)) {
            legs.add(leg(user, connection, user.name() + " " + browser + " " + tab));
          }
        }
      }
    }
    int accepted = 0;
    for (int i = 0; i < legs.size(); i++) {
      for (int j = 0; j < legs.size(); j++) {
        Leg state = legs.get(i);
        Leg cookie = legs.get(j);
        for (String callback : List.of("acme", "other")) {
          URI address =
              URI.create(
                  state
                      .callback()
                      .toString()
                      .replaceAll("/callback/[a-z]+", "/callback/" + callback));
          boolean matches = i == j && state.callback().getPath().endsWith("/" + callback);
          Step step = new DirectBrowser().with(cookie.cookies()).open(connections, address);
          if (matches) {
            accepted++;
          } else {
            assertThat(DirectBrowser.reason(step))
                .as("%s with the cookie of %s at %s", state.name(), cookie.name(), callback)
                .isIn(OAuthException.Reason.BROWSER, OAuthException.Reason.CALLBACK);
          }
        }
      }
    }
    assertThat(accepted).isEqualTo(legs.size());
  }

  private Leg leg(FakeUser user, OAuthConnector connector, String name) {
    Connections alone =
        Connections.builder(fixture.mondayApp(), fixture.vault(), connector)
            .insecureWithoutConfirmation()
            .build();
    DirectBrowser browser = new DirectBrowser();
    Step step = browser.open(alone, fixture.recipe(user));
    URI callback = browser.consent(step);
    return new Leg(name + " " + connector.name(), callback, Map.copyOf(browser.cookies()));
  }
}

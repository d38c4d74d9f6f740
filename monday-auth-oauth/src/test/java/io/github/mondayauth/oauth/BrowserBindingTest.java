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

/** Every combination of cookie and state of two users, two browsers, two tabs, two connections. */
final class BrowserBindingTest {
  private final World world = new World();
  private final OAuthConnector acme = world.acmeConnector();
  private final OAuthConnector other =
      Connector.oauth(
          "other", world.acmeServer(), world.acme.clientId(), Secret.of(world.acme.clientSecret()));
  private final Connections connections =
      world.add(
          Connections.builder(world.mondayApp(), world.vault(), acme, other)
              .insecureWithoutConfirmation());

  /** One leg under way: the callback's address, and the cookies of the browser it is in. */
  private record Leg(String name, URI callback, Map<String, String> cookies) {}

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void onlyTheRightCookieWithTheRightStateAtTheRightCallbackPasses() {
    FakeUser bob = world.monday.addUser("Bob", "lovelace");
    List<Leg> legs = new ArrayList<>();
    for (FakeUser user : List.of(world.ada, bob)) {
      for (String browser : List.of("laptop", "phone")) {
        for (String tab : List.of("first tab", "second tab")) {
          for (OAuthConnector connection : List.of(acme, other)) {
            legs.add(leg(user, connection, user.name() + " " + browser + " " + tab));
          }
        }
      }
    }
    int passed = 0;
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
          boolean right = i == j && state.callback().getPath().endsWith("/" + callback);
          Step step = new Device().with(cookie.cookies()).open(connections, address);
          if (right) {
            passed++;
          } else {
            assertThat(Device.reason(step))
                .as("%s with the cookie of %s at %s", state.name(), cookie.name(), callback)
                .isIn(OAuthException.Reason.BROWSER, OAuthException.Reason.CALLBACK);
          }
        }
      }
    }
    assertThat(passed).isEqualTo(legs.size());
  }

  private Leg leg(FakeUser user, OAuthConnector connector, String name) {
    Connections alone =
        Connections.builder(world.mondayApp(), world.vault(), connector)
            .insecureWithoutConfirmation()
            .build();
    Device device = new Device();
    Step step = device.open(alone, user.addRecipe(world.site.authorizeUrl()));
    URI callback = device.consent(step);
    return new Leg(name + " " + connector.name(), callback, Map.copyOf(device.cookies()));
  }
}

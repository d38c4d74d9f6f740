package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.AuthorizationClaims;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The authorization URL: other paths, and frames. */
final class AuthorizeEndpointTest {
  private final OAuthFixture fixture = new OAuthFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void beginsWithClaimsThatWereVerifiedForAnotherPath() {
    Connections connections = fixture.instance(fixture.mondayConnector());
    URI field = fixture.testApp.origin().resolve("/field/authorize");
    String token = DirectBrowser.parameter(fixture.ada.addRecipe(field), "token");
    assertThat(connections.begin(BrowserRequest.get("/authorize", "token=" + token)))
        .isInstanceOf(Step.Refused.class);
    AuthorizationClaims claims =
        fixture.mondayApp().authorizationTokenVerifier().verify(token, "/field/authorize");

    assertThat(connections.begin(BrowserRequest.get("/field/authorize", "token=" + token), claims))
        .isInstanceOf(Step.Ask.class);
  }

  @Test
  void offersANewTabInsideAFrame() {
    Connections connections = fixture.instance(fixture.mondayConnector());
    URI recipe = fixture.recipe(fixture.ada);
    for (String frame : List.of("iframe", "frame", "embed", "object")) {
      Step step = connections.begin(framed(recipe.getRawQuery(), frame));
      assertThat(DirectBrowser.reason(step)).isEqualTo(OAuthException.Reason.FRAME);
      assertThat(DirectBrowser.link(step, "Open in a new tab"))
          .hasToString("?" + recipe.getRawQuery());
      assertThat(step.reply().body()).contains("Open this page in a new tab", "target=\"_blank\"");
      assertThat(step.reply().headers())
          .as("allows frames of monday.com, where the user comes from, and no others")
          .doesNotContainKey("X-Frame-Options")
          .hasEntrySatisfying(
              "Content-Security-Policy",
              policy -> assertThat(policy).endsWith("frame-ancestors " + fixture.monday.origin()));
      assertThat(step.reply().cookies()).isEmpty();
    }
    assertThat(connections.begin(framed(recipe.getRawQuery(), "document")))
        .isInstanceOf(Step.Ask.class);
    assertThat(connections.begin(framed("token=x\"><script>", "iframe")).reply().body())
        .doesNotContain("<script>");
  }

  private static BrowserRequest framed(String query, String destination) {
    return BrowserRequest.get("/authorize", query)
        .headers(name -> name.equals("Sec-Fetch-Dest") ? List.of(destination) : null);
  }
}

package io.github.mondayauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.RegisteredApp;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WebhookServletTest {
  private final List<String> handled = Collections.synchronizedList(new ArrayList<>());
  private TestServer server;
  private FakeMonday monday;
  private FakeUser ada;

  private void start(TestServer.Container container) throws Exception {
    server = container.open("");
    RegisteredApp registered = RegisteredApp.random();
    monday = FakeMonday.start(registered);
    ada = monday.addUser("Ada", "acme");
    MondayApp app =
        MondayApp.builder(registered.clientId(), server.origin())
            .clientSecret(Secret.of(registered.clientSecret()))
            .signingSecret(Secret.of(registered.signingSecret()))
            .insecureMonday(monday.origin())
            .build();
    server.servlet(
        new AppLifecycleServlet(
            app.appLifecycleVerifier(),
            event -> {
              handled.add(event.typeName());
              fail(event.typeName());
            }),
        "/lifecycle");
    server.servlet(
        new FeatureLifecycleServlet(
            app.featureLifecycleVerifier(), event -> handled.add(event.type())),
        "/feature");
    server.servlet(
        new BoardWebhookServlet(
            app.requestVerifier(), (claims, body) -> handled.add(claims.user().id() + body)),
        "/board");
    server.start();
  }

  /** A handler that fails in the way that the type of the event names. */
  private static void fail(String type) {
    if (type.equals("app_subscription_created")) {
      throw new CompletionException(
          new OAuthException(OAuthException.Reason.UNAVAILABLE, "a provider is down"));
    }
    if (type.equals("app_subscription_changed")) {
      throw new IllegalStateException("not ours");
    }
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
      monday.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void handlesVerifiedEvents(TestServer.Container container) throws Exception {
    start(container);

    AppReply uninstalled = ada.uninstall(server.at("/lifecycle"));
    assertThat(uninstalled.status()).isEqualTo(200);
    assertThat(uninstalled.body()).isEqualTo("{}");
    assertThat(ada.featureEvent(server.at("/feature"), "create").status()).isEqualTo(200);
    assertThat(ada.boardEvent(server.at("/board")).status()).isEqualTo(200);

    assertThat(handled).hasSize(3).startsWith("uninstall", "create");
    assertThat(handled.get(2)).startsWith(ada.id() + "{\"event\":");
  }

  @ParameterizedTest
  @EnumSource
  void handlesNoUnverifiedEvent(TestServer.Container container) throws Exception {
    start(container);
    String body = ada.lifecycleBody("uninstall");
    String otherSecret = monday.tokens().appLifecycle().signedWith("x".repeat(64)).sign();
    for (String path : new String[] {"/lifecycle", "/feature", "/board"}) {
      assertThat(monday.post(server.at(path), otherSecret, body).status()).isEqualTo(401);
      assertThat(
              server
                  .send(
                      HttpRequest.newBuilder(server.at(path))
                          .POST(HttpRequest.BodyPublishers.ofString(body)))
                  .statusCode())
          .isEqualTo(401);
      assertThat(server.send(HttpRequest.newBuilder(server.at(path))).statusCode()).isEqualTo(405);
    }
    assertThat(handled).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void repeatsTheChallengeOfANewWebhook(TestServer.Container container) throws Exception {
    start(container);
    for (String path : new String[] {"/lifecycle", "/feature", "/board"}) {
      AppReply reply = monday.challenge(server.at(path), "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmd");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json()).containsOnlyKeys("challenge");
    }
    assertThat(handled).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void repliesWithTheExceptionOfAHandler(TestServer.Container container) throws Exception {
    start(container);

    assertThat(ada.lifecycle(server.at("/lifecycle"), "app_subscription_created").status())
        .isEqualTo(503);
    assertThat(ada.lifecycle(server.at("/lifecycle"), "app_subscription_changed").status())
        .isEqualTo(500);
  }

  @ParameterizedTest
  @EnumSource
  void limitsTheLengthOfBodies(TestServer.Container container) throws Exception {
    start(container);
    String longest = " ".repeat(RequestBody.MAX_BYTES);

    assertThat(post(HttpRequest.BodyPublishers.ofString(longest)).statusCode()).isEqualTo(401);
    assertThat(post(HttpRequest.BodyPublishers.ofString(longest + " ")).statusCode())
        .isEqualTo(413);
    assertThat(post(chunked(longest + " ")).statusCode()).isEqualTo(413);
  }

  private static HttpRequest.BodyPublisher chunked(String body) {
    return HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpResponse<String> post(HttpRequest.BodyPublisher body) throws Exception {
    return server.send(HttpRequest.newBuilder(server.at("/lifecycle")).POST(body));
  }
}

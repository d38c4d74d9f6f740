package io.github.mondayauth.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.examples.spring.demo.Demo;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application over HTTP, with the services of the demo around it. */
class SpringBootAppTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir Path folder;
  private Demo demo;

  @BeforeEach
  void start() throws Exception {
    demo = new Demo(folder.resolve("demo"));
  }

  @AfterEach
  void stop() {
    demo.close();
  }

  private void connect() {
    demo.monday().consent(Consent.allowAs("Ada"));
    demo.tracker().consent(Consent.allow());
    TestBrowser.Page back = new TestBrowser().open(demo.page().resolve("/add-recipe"));
    assertThat(back.uri().toString()).startsWith(demo.monday().origin().toString());
  }

  private AppReply run() {
    return demo.ada().runAction(demo.at("/monday/run"), Map.of());
  }

  @Test
  void connectsActsAndForgets() throws Exception {
    connect();
    assertThat(run().body()).isEqualTo("{\"outputFields\":{\"summary\":\"works as ada\"}}");
    assertThat(demo.ada().remoteOptions(demo.at("/monday/options")).body())
        .contains("Issues of ada");
    assertThat(get(demo.page().resolve("/run"), null).body()).contains("replied: 200");

    AppReply subscribed = demo.ada().subscribe(demo.at("/monday/subscribe"));
    String webhookId = String.valueOf(subscribed.json().get("webhookId"));
    assertThat(demo.ada().unsubscribe(demo.at("/monday/unsubscribe"), webhookId).status())
        .isEqualTo(200);
    assertThat(connectionsInTheView()).contains("monday", "tracker");

    assertThat(get(demo.page().resolve("/uninstall"), null).body()).contains("replied: 200");
    assertThat(run().status()).isEqualTo(400);
    assertThat(connectionsInTheView()).isEqualTo("[]");
    assertThat(demo.tracker().liveTokens()).isZero();
  }

  @Test
  void viewerConnectsWithALink() throws Exception {
    demo.monday().consent(Consent.allowAs("Ada"));
    demo.tracker().consent(Consent.allow());
    String link = view("/view/link").replaceAll("\\{\"link\":\"([^\"]+)\"}", "$1");

    TestBrowser.Page end = new TestBrowser().open(URI.create(link));

    assertThat(end.uri()).isEqualTo(demo.at("/connected"));
    assertThat(end.reply().status()).isEqualTo(200);
    assertThat(connectionsInTheView()).contains("monday", "tracker");
  }

  private String connectionsInTheView() throws Exception {
    return view("/view/connections");
  }

  private String view(String path) throws Exception {
    String session =
        demo.monday()
            .tokens()
            .session()
            .account(demo.ada().accountId())
            .user(demo.ada().id())
            .sign();
    return CLIENT
        .send(
            HttpRequest.newBuilder(demo.at(path))
                .header("Authorization", session)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void unavailableTrackerIsRetriedByMonday() {
    connect();
    demo.tracker().resource(Fault.html(502));

    assertThat(run().status()).isEqualTo(503);

    demo.tracker().resource(Fault.none());
    assertThat(run().status()).isEqualTo(200);
  }

  @Test
  void userCanDeleteARecipeWhateverTheRequestSays() {
    for (String body : List.of("{}", "{\"payload\":null}", "{\"payload\":{}}", "")) {
      assertThat(post("/monday/unsubscribe", body).status()).as(body).isEqualTo(200);
    }
  }

  @Test
  void subscriptionWithoutAWebhookUrlIsRefused() {
    connect();
    for (String payload : List.of("null", "{}", "{\"webhookUrl\":\" \"}")) {
      String body = "{\"payload\":" + payload + "}";
      assertThat(post("/monday/subscribe", body).status()).as(body).isEqualTo(400);
    }
    assertThat(post("/monday/subscribe", "{}").status()).isEqualTo(400);
  }

  private AppReply post(String path, String body) {
    String token =
        demo.monday()
            .tokens()
            .request(demo.at(path))
            .account(demo.ada().accountId())
            .user(demo.ada().id())
            .sign();
    return demo.monday().post(demo.at(path), token, body);
  }

  @Test
  void operatorsPageNeedsTheOperator() throws Exception {
    URI page = demo.at("/operator/accounts/" + demo.ada().accountId());
    String operator =
        "Basic "
            + Base64.getEncoder()
                .encodeToString("operator:operator".getBytes(StandardCharsets.UTF_8));

    assertThat(get(page, null).statusCode()).isEqualTo(401);
    assertThat(get(page, operator).statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> get(URI uri, String authorization) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}

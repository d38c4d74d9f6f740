package io.github.mondayauth.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.OAuthServer;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** The complete scenario over HTTP, with Spring Security's defaults. */
class FullFlowTest {
  @RestController
  static class App {
    final List<String> events = Collections.synchronizedList(new ArrayList<>());

    private final RestClient client;
    private final String resource;

    App(Connections connections, Environment settings) {
      resource = settings.getRequiredProperty("github.resource");
      client =
          RestClient.builder()
              .requestInterceptor(
                  CredentialInterceptor.forOrigin(connections, "github", URI.create(resource)))
              .build();
    }

    @PostMapping("/monday/run")
    String run(RequestClaims claims) {
      return client
          .get()
          .uri(resource)
          .attributes(CredentialInterceptor.owner(claims.user()))
          .retrieve()
          .body(String.class);
    }

    @EventListener
    void on(AppLifecycleEvent event) {
      events.add(event.typeName());
    }
  }

  static class Connectors {
    @Bean
    @Order(2)
    Connector gitHub(Environment settings) {
      return Connector.oauth(
          "github",
          OAuthServer.of(
              URI.create(settings.getRequiredProperty("github.authorize")),
              URI.create(settings.getRequiredProperty("github.token"))),
          settings.getRequiredProperty("github.id"),
          Secret.of(settings.getRequiredProperty("github.secret")));
    }

    @Bean
    @Order(1)
    Connector monday() {
      return Connector.monday("me:read", "account:read");
    }
  }

  @Test
  void connectsActsRenewsAndForgets() throws Exception {
    try (BootApp app = new BootApp().start(Connectors.class, App.class)) {
      run(app);
    }
  }

  @Test
  void worksBelowAContextPathAndAServletPath() throws Exception {
    try (BootApp app =
        new BootApp("/apps/mvc")
            .with("server.servlet.context-path=/apps", "spring.mvc.servlet.path=/mvc")
            .start(Connectors.class, App.class)) {
      run(app);
    }
  }

  /** Connects, acts, renews, and uninstalls. */
  static void run(BootApp app) {
    app.monday.consent(Consent.allowAs("Ada"));
    TestBrowser browser = new TestBrowser();
    TestBrowser.Page consent = browser.open(app.ada.addRecipe(app.at("/authorize")));
    assertThat(consent.visited()).as(consent.reply().body()).hasSizeGreaterThan(3);
    TestBrowser.Page back = consent.submit(Map.of("decision", "allow"));
    assertThat(back.uri().toString()).startsWith(app.monday.origin().toString());

    AppReply ran = app.ada.runAction(app.at("/monday/run"), Map.of());
    assertThat(ran.status()).isEqualTo(200);
    assertThat(ran.json()).containsEntry("login", "ada");

    app.clock.advance(Duration.ofSeconds(30));
    app.gitHub.refuseAccessTokens();
    int before = app.gitHub.tokenRequests().size();
    assertThat(app.ada.runAction(app.at("/monday/run"), Map.of()).status()).isEqualTo(200);
    assertThat(app.gitHub.tokenRequests()).hasSize(before + 1);

    app.clock.advance(Duration.ofSeconds(30));
    assertThat(app.ada.uninstall(app.at(BootApp.LIFECYCLE)).status()).isEqualTo(200);
    assertThat(app.bean(App.class).events).containsExactly("uninstall");
    assertThat(app.bean(Connections.class).admin().list(new MondayAccount(app.ada.accountId())))
        .isEmpty();
    AppReply after = app.ada.runAction(app.at("/monday/run"), Map.of());
    assertThat(after.status()).isEqualTo(400);
    assertThat(after.json()).containsEntry("severityCode", 4000L);
  }
}

package io.github.mondayauth.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.oauth.Connector;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The library's paths work under Spring Security, and no other path loses its protection. */
class SecurityTest {
  @RestController
  static class Handlers {
    @PostMapping("/monday/run")
    String run(RequestClaims claims) {
      return "verified";
    }

    @PostMapping("/monday/breaks")
    String breaks() {
      throw new IllegalStateException("not ours");
    }

    @RequestMapping({"/admin", "/", "/callback", "/authorize/more", "/mondays"})
    String admin() {
      return "admin";
    }

    @PostMapping("/elsewhere")
    String elsewhere(RequestClaims claims) {
      return "elsewhere";
    }
  }

  static class Connectors {
    @Bean
    Connector monday() {
      return Connector.monday("me:read", "account:read");
    }
  }

  /** An application that connects no services, and has these paths for something else. */
  @RestController
  static class OwnPaths {
    @RequestMapping({"/authorize", "/callback/github"})
    String own() {
      return "own";
    }
  }

  /** Another servlet, which nothing verifies. */
  static class OtherServlet {
    @Bean
    ServletRegistrationBean<HttpServlet> other() {
      return new ServletRegistrationBean<>(
          new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
              response.getWriter().write("other");
            }
          },
          "/other/*");
    }
  }

  /** An application's own protection: HTTP Basic for everything. */
  static class OwnChain {
    @Bean
    SecurityFilterChain basic(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
          .httpBasic(Customizer.withDefaults())
          .build();
    }
  }

  /** An application that opens the library's paths itself. */
  static class ChainWithMatcher {
    @Bean
    SecurityFilterChain chain(HttpSecurity http, MondayRequestMatcher matcher) throws Exception {
      return http.authorizeHttpRequests(
              requests ->
                  requests.requestMatchers(matcher).permitAll().anyRequest().authenticated())
          .csrf(csrf -> csrf.ignoringRequestMatchers(matcher))
          .httpBasic(Customizer.withDefaults())
          .build();
    }
  }

  private static void assertOurPathsWork(BootApp app) {
    assertThat(app.verified("/monday/run").body()).isEqualTo("verified");
    app.assertRefused(app.post("/monday/run"));
    assertThat(app.send(HttpRequest.newBuilder(app.ada.addRecipe(app.at("/authorize")))))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(302);
    assertThat(app.get("/callback/monday?state=x").statusCode()).isEqualTo(400);
    assertThat(app.post("/callback/monday").statusCode()).isEqualTo(400);
    assertThat(app.ada.install(app.at(BootApp.LIFECYCLE)).status()).isEqualTo(200);
    app.assertRefused(app.post(BootApp.LIFECYCLE));
  }

  private static void assertTheRestIsProtected(BootApp app) {
    for (String path :
        List.of(
            "/admin",
            "/",
            "/callback",
            "/authorize/more",
            "/mondays",
            "/unknown",
            "/admin;x=/monday/run",
            "/actuator/beans",
            "/error",
            BootApp.LIFECYCLE + "/x",
            "/monday/../admin",
            "/monday/%2e%2e/admin",
            "/monday;/../admin",
            "//admin",
            "/%61dmin",
            "/monday%2f..%2fadmin")) {
      HttpResponse<String> response = app.get(path);
      assertThat(response.statusCode()).as(path).isIn(302, 400, 401, 403);
      assertThat(response.body()).as(path).isNotEqualTo("admin");
      if (response.statusCode() == 302) {
        assertThat(response.headers().firstValue("Location").orElseThrow()).contains("/login");
      }
    }
    assertThat(app.post("/admin").statusCode()).as("without a CSRF token").isIn(401, 403);
    assertThat(app.verified("/elsewhere").statusCode()).isIn(401, 403);
  }

  @Test
  void defaultsOfSpringBootProtectTheRest() throws Exception {
    try (BootApp app = new BootApp().start(Connectors.class, Handlers.class)) {
      assertOurPathsWork(app);
      assertTheRestIsProtected(app);
      assertThat(
              app.send(HttpRequest.newBuilder(app.at("/admin")).header("Accept", "text/html"))
                  .headers()
                  .firstValue("Location")
                  .orElseThrow())
          .contains("/login");
    }
  }

  @Test
  void chainOfTheApplicationProtectsTheRest() throws Exception {
    try (BootApp app = new BootApp().start(Connectors.class, Handlers.class, OwnChain.class)) {
      assertOurPathsWork(app);
      assertTheRestIsProtected(app);
      assertThat(app.get("/admin").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void applicationCanOpenThePathsItself() throws Exception {
    try (BootApp app =
        new BootApp()
            .with("monday-auth.security.enabled=false")
            .start(Connectors.class, Handlers.class, ChainWithMatcher.class)) {
      assertOurPathsWork(app);
      assertTheRestIsProtected(app);
    }
  }

  @Test
  void withoutTheCustomizerSpringSecurityRefusesOurPaths() throws Exception {
    try (BootApp app =
        new BootApp()
            .with("monday-auth.security.enabled=false")
            .start(Connectors.class, Handlers.class)) {
      HttpResponse<String> response = app.verified("/monday/run");
      assertThat(response.statusCode()).isIn(401, 403);
      assertThat(response.body()).doesNotContain("verified", "severityCode");
    }
  }

  /** A redirect to the login page would be a success for monday.com. */
  @ParameterizedTest
  @ValueSource(strings = {"", "/apps", "/apps/mvc"})
  void failureOfAHandlerIsNotSentToTheLoginPage(String basePath) throws Exception {
    try (BootApp app =
        new BootApp(basePath)
            .with(
                "server.servlet.context-path=" + (basePath.isEmpty() ? "/" : "/apps"),
                "spring.mvc.servlet.path=" + (basePath.endsWith("/mvc") ? "/mvc" : "/"))
            .start(Connectors.class, Handlers.class)) {
      HttpResponse<String> response = app.verified("/monday/breaks");

      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.body()).doesNotContain("not ours");
      assertThat(app.verified("/monday/unknown").statusCode()).isEqualTo(404);
      assertThat(app.get("/error").statusCode()).isIn(302, 401);
    }
  }

  @Test
  void withoutConnectionsTheirPathsStayProtected() throws Exception {
    try (BootApp app = new BootApp().start(Handlers.class, OwnPaths.class)) {
      for (String path : List.of("/authorize", "/callback/github")) {
        assertThat(app.get(path).statusCode()).as(path).isIn(302, 401, 403);
        assertThat(app.get(path).body()).as(path).isNotEqualTo("own");
      }
      assertThat(app.verified("/monday/run").body()).isEqualTo("verified");
    }
  }

  @Test
  void requestsOfAnotherServletStayProtected() throws Exception {
    try (BootApp app = new BootApp().start(Connectors.class, Handlers.class, OtherServlet.class)) {
      for (String path : List.of("/other/monday/run", "/other/authorize", "/other/admin")) {
        assertThat(app.get(path).statusCode()).as(path).isIn(302, 401, 403);
        assertThat(app.get(path).body()).as(path).isNotEqualTo("other");
      }
      assertOurPathsWork(app);
    }
  }

  /** Verified paths without an application's settings: nothing is open. */
  @Test
  void withoutVerifiedPathsHandlersStayProtected() throws Exception {
    try (BootApp app =
        new BootApp()
            .without("monday-auth.verified-paths")
            .start(Connectors.class, Handlers.class)) {
      assertThat(app.verified("/monday/run").statusCode()).isIn(401, 403);
      assertThat(app.ada.install(app.at(BootApp.LIFECYCLE)).status()).isEqualTo(200);
    }
  }

  @Test
  void matcherIsARequestMatcherThatNamesItsPaths() throws Exception {
    try (BootApp app = new BootApp().start(Connectors.class, Handlers.class)) {
      RequestMatcher matcher = app.bean(MondayRequestMatcher.class);
      assertThat(matcher.toString())
          .contains("/authorize", "/callback/*", BootApp.LIFECYCLE, "/monday/**");
    }
  }
}

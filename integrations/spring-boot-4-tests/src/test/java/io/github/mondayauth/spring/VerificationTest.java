package io.github.mondayauth.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.AuthorizationClaims;
import io.github.mondayauth.FeatureLifecycleEvent;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.SessionClaims;
import io.github.mondayauth.oauth.NotConnectedException;
import io.github.mondayauth.testkit.MondayTokens;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** What reaches a handler, and what is sent in reply to the rest. */
class VerificationTest {
  private static final List<String> CALLED = Collections.synchronizedList(new ArrayList<>());
  private static final BlockingQueue<Boolean> READ = new LinkedBlockingQueue<>();
  private static BootApp app;

  @RestController
  static class Handlers {
    @PostMapping("/monday/run")
    String run(RequestClaims claims, @RequestBody String body) {
      CALLED.add("run");
      return claims.user().id() + " " + body;
    }

    @RequestMapping("/monday/forgetful")
    String forgetful() {
      CALLED.add("forgetful");
      return "done";
    }

    @PostMapping("/monday/async")
    Callable<String> async(RequestClaims claims) {
      return () -> "async " + claims.user().id();
    }

    @PostMapping("/monday/view")
    @CrossOrigin("https://view.example.com")
    String view(SessionClaims claims) {
      CALLED.add("view");
      return "session " + claims.user().id();
    }

    @PostMapping("/monday/both")
    String both(RequestClaims claims, SessionClaims session) {
      CALLED.add("both");
      return "both";
    }

    @PostMapping("/monday/feature")
    String feature(FeatureLifecycleEvent event) {
      return "feature " + event.type();
    }

    @PostMapping("/monday/lifecycle")
    String lifecycle(AppLifecycleEvent event) {
      return "lifecycle " + event.typeName();
    }

    @GetMapping("/monday/start")
    String start(AuthorizationClaims claims) {
      return "start " + claims.user().id();
    }

    @PostMapping("/elsewhere")
    String elsewhere(RequestClaims claims) {
      CALLED.add("elsewhere");
      return "elsewhere " + claims.user().id();
    }

    @PostMapping("/monday/fails")
    String fails() {
      throw new CompletionException(
          new NotConnectedException(
              new MondayUser(new io.github.mondayauth.MondayAccount(1), 2),
              "github",
              "GitHub",
              NotConnectedException.Reason.NEVER_CONNECTED));
    }

    @PostMapping("/monday/breaks")
    String breaks() {
      throw new IllegalStateException("not ours");
    }

    @GetMapping("/open")
    String open() {
      return "open";
    }
  }

  static class Routes {
    @Bean
    RouterFunction<ServerResponse> routes() {
      return RouterFunctions.route()
          .POST(
              "/monday/function",
              request -> {
                CALLED.add("function");
                return ServerResponse.ok().body("function");
              })
          .build();
    }
  }

  /** Records, for requests with a header, whether the body was read when the reply is complete. */
  static class Bodies {
    @Bean
    Filter recorder() {
      return (request, response, chain) -> {
        chain.doFilter(request, response);
        if (((HttpServletRequest) request).getHeader("Recorded") != null) {
          READ.add(request.getInputStream().isFinished());
        }
      };
    }
  }

  /** A handler for all exceptions, as many applications have one. */
  @ControllerAdvice
  static class CatchAll {
    @ExceptionHandler(Exception.class)
    @ResponseStatus(HttpStatus.INTERNAL_SERVER_ERROR)
    void handle() {}
  }

  @BeforeAll
  static void start() throws Exception {
    app =
        new BootApp()
            .with("spring.web.resources.static-locations=classpath:/static-test/")
            .start(Handlers.class, Routes.class, Bodies.class, CatchAll.class, OpenSecurity.class);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @BeforeEach
  void clear() {
    CALLED.clear();
  }

  @Test
  void passesVerifiedClaimsAndTheBodyToAHandler() {
    HttpResponse<String> response = app.verified("/monday/run");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(app.ada.id() + " {\"payload\":{}}");
    assertThat(app.verified("/monday/run?region=eu").statusCode()).isEqualTo(200);
  }

  @Test
  void callsNoHandlerOfAnUnverifiedRequest() {
    app.assertRefused(app.post("/monday/run"));
    app.assertRefused(app.post("/monday/run", app.token("/monday/other")));
    app.assertRefused(app.post("/monday/run?x=1", app.token("/monday/run")));
    app.assertRefused(app.post("/monday/run", app.monday.tokens().session().sign()));
    assertThat(CALLED).isEmpty();
  }

  @Test
  void readsTheBodyOfARequestThatItRefuses() throws Exception {
    app.assertRefused(
        app.send(
            HttpRequest.newBuilder(app.at("/monday/forgetful"))
                .header("Recorded", "yes")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))));

    assertThat(READ.poll(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void attackWithSeveralAuthorizationHeadersCallsNoHandler() {
    MondayTokens tokens = app.monday.tokens();
    assertSeveralRefused("/monday/run", app.token("/monday/run"));
    assertSeveralRefused("/monday/forgetful", app.token("/monday/forgetful"));
    assertSeveralRefused("/monday/view", tokens.session().sign());
    assertSeveralRefused("/monday/feature", tokens.featureLifecycle().sign());
    assertSeveralRefused("/monday/lifecycle", tokens.appLifecycle().sign());
    assertSeveralRefused(BootApp.LIFECYCLE, tokens.appLifecycle().sign());
    assertThat(CALLED).isEmpty();
  }

  private static void assertSeveralRefused(String path, String token) {
    for (String second : List.of("forged", token)) {
      HttpResponse<String> response =
          app.send(
              HttpRequest.newBuilder(app.at(path))
                  .header("Authorization", token)
                  .header("Authorization", second)
                  .POST(HttpRequest.BodyPublishers.ofString("{}")));
      app.assertRefused(response);
      assertThat(response.body()).as(path).containsPattern("Reason: (malformed|signature)[.]");
    }
  }

  @Test
  void handlerThatForgetsTheArgumentIsCalledForVerifiedRequestsOnly() {
    app.assertRefused(app.post("/monday/forgetful"));
    app.assertRefused(app.get("/monday/forgetful"));
    app.assertRefused(app.post("/monday/function"));
    assertThat(CALLED).isEmpty();

    assertThat(app.verified("/monday/forgetful").body()).isEqualTo("done");
    assertThat(app.verified("/monday/function").body()).isEqualTo("function");
    assertThat(CALLED).containsExactly("forgetful", "function");
  }

  @Test
  void verifiesResourcesAndUnknownPathsToo() {
    app.assertRefused(app.get("/monday/unknown"));
    app.assertRefused(app.get("/monday/"));
    assertThat(app.get("/open").body()).isEqualTo("open");
  }

  @Test
  void attackWithAnotherSpellingOfThePathCallsNoHandler() {
    for (String path :
        List.of(
            "/monday/forgetful;x=1",
            "/monday;x=1/forgetful",
            "/monday/%66orgetful",
            "/%6donday/forgetful",
            "/monday//forgetful",
            "//monday/forgetful",
            "/./monday/forgetful",
            "/open/../monday/forgetful",
            "/monday/forgetful/",
            "/monday%2fforgetful",
            "/MONDAY/forgetful")) {
      app.post(path);
      app.post(path, app.token("/monday/forgetful"));
    }
    assertThat(CALLED).isEmpty();
  }

  @Test
  void verifiesEachKindAsWhatTheHandlerTakes() {
    MondayTokens tokens = app.monday.tokens();
    String session = tokens.session().account(app.ada.accountId()).user(app.ada.id()).sign();

    assertThat(app.post("/monday/view", session).body()).isEqualTo("session " + app.ada.id());
    app.assertRefused(app.verified("/monday/view"));
    app.assertRefused(app.post("/monday/both", session));
    app.assertRefused(app.verified("/monday/both"));
    assertThat(CALLED).containsExactly("view");

    assertThat(app.ada.featureEvent(app.at("/monday/feature"), "create").body())
        .isEqualTo("feature create");
    assertThat(app.ada.install(app.at("/monday/lifecycle")).body()).isEqualTo("lifecycle install");
    URI start = app.at("/monday/start");
    String authorization =
        tokens
            .authorization(start, app.monday.origin().resolve("/boards/1"))
            .account(app.ada.accountId())
            .user(app.ada.id())
            .sign();
    assertThat(app.get("/monday/start?token=" + authorization).body())
        .isEqualTo("start " + app.ada.id());
    app.assertRefused(app.get("/monday/start?token=" + authorization + "&token=x"));
    app.assertRefused(app.get("/monday/start"));
  }

  @Test
  void verifiesAnArgumentOutsideTheVerifiedPaths() {
    assertThat(app.verified("/elsewhere").body()).isEqualTo("elsewhere " + app.ada.id());
    app.assertRefused(app.post("/elsewhere"));
    assertThat(CALLED).containsExactly("elsewhere");
  }

  @Test
  void handlesAsynchronousHandlers() {
    assertThat(app.verified("/monday/async").body()).isEqualTo("async " + app.ada.id());
    app.assertRefused(app.post("/monday/async"));
  }

  @Test
  void sendsTheLibrarysReplyBeforeTheApplicationsHandlerForAllExceptions() {
    HttpResponse<String> failed = app.verified("/monday/fails");

    assertThat(failed.statusCode()).isEqualTo(400);
    assertThat(failed.body()).contains("\"severityCode\":4000", "Connect GitHub");
    assertThat(app.verified("/monday/breaks").statusCode()).isEqualTo(500);
  }

  @Test
  void letsBrowsersAskWhetherAViewMayCallTheApplication() {
    HttpResponse<String> preflight =
        app.send(
            HttpRequest.newBuilder(app.at("/monday/view"))
                .header("Origin", "https://view.example.com")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));

    assertThat(preflight.statusCode()).isEqualTo(200);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://view.example.com");
    assertThat(CALLED).isEmpty();
  }

  @Test
  void endpointsHandleNoOtherMethods() {
    for (String method : List.of("HEAD", "PUT", "OPTIONS", "DELETE")) {
      HttpResponse<String> response =
          app.send(
              HttpRequest.newBuilder(app.at(BootApp.LIFECYCLE))
                  .method(method, HttpRequest.BodyPublishers.noBody()));
      assertThat(response.statusCode()).as(method).isEqualTo(405);
      assertThat(response.headers().firstValue("Allow")).contains("POST");
    }
    app.assertRefused(app.post(BootApp.LIFECYCLE));
  }
}

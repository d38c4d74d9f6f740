package io.github.mondayauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.NotConnectedException;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestClock;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerifyingFilterTest {
  private static final URI BASE = URI.create("https://app.example.com");
  private static final URI EUROPE = URI.create("https://eu.example.com");
  private static final RegisteredApp REGISTERED = RegisteredApp.random();
  private static final TestClock CLOCK = TestClock.at(Instant.parse("2026-11-21T10:00:00Z"));
  private static final MondayTokens TOKENS = MondayTokens.of(REGISTERED, CLOCK);

  private final List<String> handled = Collections.synchronizedList(new ArrayList<>());
  private TestServer server;

  /** What a servlet behind the filter does. */
  interface Handler {
    void handle(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException;
  }

  private static MondayApp app(URI base, URI... more) {
    return MondayApp.builder(REGISTERED.clientId(), base, more)
        .clientSecret(Secret.of(REGISTERED.clientSecret()))
        .signingSecret(Secret.of(REGISTERED.signingSecret()))
        .timeSource(CLOCK)
        .build();
  }

  private static NotConnectedException notConnected() {
    return new NotConnectedException(
        new MondayUser(new io.github.mondayauth.MondayAccount(1), 2),
        "github",
        "GitHub",
        NotConnectedException.Reason.NEVER_CONNECTED);
  }

  @SuppressWarnings("serial")
  private void start(TestServer.Container container, Handler handler) throws Exception {
    server = container.open("");
    MondayApp app = app(BASE, EUROPE);
    server.filter(new MondayRequestFilter(app.requestVerifier()), "/monday/*");
    server.filter(new SessionTokenFilter(app.sessionTokenVerifier()), "/view/*");
    HttpServlet servlet =
        new HttpServlet() {
          @Override
          protected void service(HttpServletRequest request, HttpServletResponse response)
              throws ServletException, IOException {
            handled.add(request.getDispatcherType() + " " + request.getRequestURI());
            handler.handle(request, response);
          }
        };
    server.servlet(servlet, "/*");
    server.start();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  /** Sends a request whose token is meant for a path. */
  private HttpResponse<String> post(String path, String audiencePath) throws Exception {
    return postWith(path, TOKENS.request(URI.create(BASE + audiencePath)).sign());
  }

  private HttpResponse<String> postWith(String path, String token) throws Exception {
    return server.send(
        HttpRequest.newBuilder(server.at(path))
            .header("Authorization", token)
            .POST(HttpRequest.BodyPublishers.ofString("{}")));
  }

  private static void showUser(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print(MondayRequestFilter.claims(request).user());
  }

  @ParameterizedTest
  @EnumSource
  void passesAVerifiedRequestOnWithItsClaims(TestServer.Container container) throws Exception {
    start(container, VerifyingFilterTest::showUser);

    HttpResponse<String> response = post("/monday/run?region=eu", "/monday/run?region=eu");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .contains(String.valueOf(MondayTokens.USER), String.valueOf(MondayTokens.ACCOUNT));
  }

  @ParameterizedTest
  @EnumSource
  void passesASessionTokenOnWithItsClaims(TestServer.Container container) throws Exception {
    start(
        container,
        (request, response) -> response.getWriter().print(SessionTokenFilter.claims(request)));

    assertThat(postWith("/view/list", "Bearer " + TOKENS.session().sign()).body())
        .contains(String.valueOf(MondayTokens.USER));
    assertThat(postWith("/view/list", TOKENS.request(URI.create(BASE + "/view/list")).sign()))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(401);
  }

  @ParameterizedTest
  @EnumSource
  void passesNoUnverifiedRequestOn(TestServer.Container container) throws Exception {
    start(container, VerifyingFilterTest::showUser);
    String valid = TOKENS.request(URI.create(BASE + "/monday/run")).sign();

    assertThat(post("/monday/run", "/monday/other").statusCode()).isEqualTo(401);
    assertThat(post("/monday/run?a=1", "/monday/run").statusCode()).isEqualTo(401);
    assertThat(post("/monday/run", "/monday/run?a=1").statusCode()).isEqualTo(401);
    assertThat(postWith("/monday/run", valid + "x").statusCode()).isEqualTo(401);
    assertThat(postWith("/monday/run", TOKENS.session().sign()).statusCode()).isEqualTo(401);
    assertThat(server.send(HttpRequest.newBuilder(server.at("/monday/run"))).statusCode())
        .isEqualTo(401);
    assertThat(handled).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void attackWithSeveralAuthorizationHeadersReachesNoServlet(TestServer.Container container)
      throws Exception {
    start(container, VerifyingFilterTest::showUser);
    String token = TOKENS.request(URI.create(BASE + "/monday/run")).sign();
    String session = TOKENS.session().sign();

    assertThat(postWithAll("/monday/run", token, "forged").statusCode()).isEqualTo(401);
    assertThat(postWithAll("/monday/run", token, token).statusCode()).isEqualTo(401);
    assertThat(postWithAll("/monday/run", token, "").statusCode()).isEqualTo(401);
    assertThat(postWithAll("/view/list", session, session).statusCode()).isEqualTo(401);
    assertThat(postWithAll("/monday/run", token, token).body()).contains("Reason: malformed.");
    assertThat(handled).isEmpty();
  }

  /**
   * Jetty closes a connection on which a body was left unread, without saying so: the client's next
   * request may then be lost.
   */
  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void readsTheBodyOfARequestThatItRefuses(TestServer.Container container) throws Exception {
    BlockingQueue<Boolean> read = new LinkedBlockingQueue<>();
    server = container.open("");
    server.filter(
        (request, response, chain) -> {
          chain.doFilter(request, response);
          read.add(request.getInputStream().isFinished());
        },
        "/*");
    server.filter(new MondayRequestFilter(app(BASE).requestVerifier()), "/*");
    server.servlet(
        new HttpServlet() {
          private static final long serialVersionUID = 1L;
        },
        "/*");
    server.start();

    assertThat(postWith("/monday/run", "forged").statusCode()).isEqualTo(401);
    assertThat(read.poll(1, TimeUnit.MINUTES)).isTrue();
  }

  private HttpResponse<String> postWithAll(String path, String... tokens) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.at(path)).POST(HttpRequest.BodyPublishers.ofString("{}"));
    for (String token : tokens) {
      request.header("Authorization", token);
    }
    return server.send(request);
  }

  @ParameterizedTest
  @EnumSource
  void verifiesARequestForEachOfTheBaseUris(TestServer.Container container) throws Exception {
    start(container, VerifyingFilterTest::showUser);

    for (URI base : List.of(BASE, EUROPE)) {
      String token = TOKENS.request(URI.create(base + "/monday/run")).sign();
      assertThat(postWith("/monday/run", token).statusCode()).as(base.toString()).isEqualTo(200);
    }
    String other = TOKENS.request(URI.create("https://us.example.com/monday/run")).sign();
    assertThat(postWith("/monday/run", other).statusCode()).isEqualTo(401);
  }

  /** Containers decode a path before they match it; the audience is compared with the raw path. */
  @ParameterizedTest
  @EnumSource
  void attackWithAnotherSpellingOfThePathReachesNoServlet(TestServer.Container container)
      throws Exception {
    List<String> reached = Collections.synchronizedList(new ArrayList<>());
    start(container, (request, response) -> reached.add(request.getPathInfo()));
    String token = TOKENS.request(URI.create(BASE + "/monday/run")).sign();
    for (String path :
        List.of(
            "/monday/run;x=1",
            "/monday;x=1/run",
            "/monday/%72un",
            "/%6donday/run",
            "/monday//run",
            "//monday/run",
            "/./monday/run",
            "/a/../monday/run",
            "/monday/run/",
            "/monday/run%2f",
            "/monday%2frun")) {
      server.send(HttpRequest.newBuilder(server.at(path)).header("Authorization", token));
    }
    assertThat(reached).noneMatch(path -> path.startsWith("/monday/"));
  }

  @ParameterizedTest
  @EnumSource
  void repliesForTheLibrarysExceptionInsideOthers(TestServer.Container container) throws Exception {
    List<Exception> wrapped =
        List.of(
            notConnected(),
            new ServletException("Request processing failed", notConnected()),
            new ServletException(new ServletException(notConnected())),
            new IOException(notConnected()),
            new IllegalStateException(new CompletionException(notConnected())),
            new UndeclaredThrowableException(new InvocationTargetException(notConnected())));
    start(
        container,
        (request, response) -> {
          response.setHeader("X-Kept", "yes");
          response.getOutputStream().print("half a reply");
          rethrow(wrapped.get(Integer.parseInt(request.getParameter("case"))));
        });

    for (int i = 0; i < wrapped.size(); i++) {
      String path = "/monday/run?case=" + i;
      HttpResponse<String> response = post(path, path);

      assertThat(response.statusCode()).as(path).isEqualTo(400);
      assertThat(response.body()).isEqualTo(notConnected().reply().body());
      assertThat(response.headers().firstValue("X-Kept")).contains("yes");
    }
  }

  private static void rethrow(Exception e) throws ServletException, IOException {
    if (e instanceof ServletException servlet) {
      throw servlet;
    }
    if (e instanceof IOException io) {
      throw io;
    }
    throw (RuntimeException) e;
  }

  @ParameterizedTest
  @EnumSource
  void repliesEvenIfTheServletHasUsedTheWriter(TestServer.Container container) throws Exception {
    start(
        container,
        (request, response) -> {
          response.setContentType("text/html;charset=ISO-8859-1");
          response.setContentLength(500);
          response.getWriter().print("half ");
          throw new ServletException(notConnected());
        });

    HttpResponse<String> response = post("/monday/run", "/monday/run");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).isEqualTo(notConnected().reply().body());
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
  }

  @ParameterizedTest
  @EnumSource
  void leavesExceptionsOfOthersToTheContainer(TestServer.Container container) throws Exception {
    start(
        container,
        (request, response) -> {
          throw new IllegalStateException("not ours");
        });

    assertThat(post("/monday/run", "/monday/run").statusCode()).isEqualTo(500);
  }

  @ParameterizedTest
  @EnumSource
  void keepsTheClaimsInForwardsAndAsynchronousDispatches(TestServer.Container container)
      throws Exception {
    start(
        container,
        (request, response) -> {
          if (request.getDispatcherType() != DispatcherType.REQUEST) {
            showUser(request, response);
          } else if (request.getRequestURI().endsWith("forward")) {
            request.getRequestDispatcher("/monday/target").forward(request, response);
          } else {
            AsyncContext async = request.startAsync();
            async.dispatch("/monday/target");
          }
        });

    assertThat(post("/monday/forward", "/monday/forward").body()).contains("MondayUser");
    assertThat(post("/monday/async", "/monday/async").body()).contains("MondayUser");
    assertThat(handled).contains("FORWARD /monday/target", "ASYNC /monday/target");
  }

  @ParameterizedTest
  @EnumSource
  void forwardFromAnUnverifiedPathIsVerified(TestServer.Container container) throws Exception {
    start(
        container,
        (request, response) -> {
          if (request.getDispatcherType() == DispatcherType.REQUEST) {
            request.getRequestDispatcher("/monday/target").forward(request, response);
          }
        });

    assertThat(server.send(HttpRequest.newBuilder(server.at("/public"))).statusCode())
        .isEqualTo(401);
    assertThat(handled).containsExactly("REQUEST /public");
  }

  @ParameterizedTest
  @EnumSource
  void worksBelowAContextPath(TestServer.Container container) throws Exception {
    server = container.open("/apps");
    MondayApp app = app(URI.create(BASE + "/apps"));
    server.filter(new MondayRequestFilter(app.requestVerifier()), "/monday/*");
    server.servlet(
        new BoardWebhookServlet(app.requestVerifier(), (claims, body) -> {}), "/monday/run");
    server.start();

    assertThat(post("/apps/monday/run", "/apps/monday/run").statusCode()).isEqualTo(200);
    assertThat(post("/apps/monday/run", "/monday/run").statusCode()).isEqualTo(401);
  }

  @Test
  void claimsOfARequestThatNoFilterVerifiedAreAProgrammingError() throws Exception {
    start(
        TestServer.Container.JETTY,
        (request, response) -> {
          assertThatThrownBy(() -> MondayRequestFilter.claims(request))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("MondayRequestFilter")
              .hasMessageContaining("Map the filter");
          assertThatThrownBy(() -> SessionTokenFilter.claims(request))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("SessionTokenFilter");
          request.setAttribute(RequestClaims.class.getName(), "not claims");
          assertThatThrownBy(() -> MondayRequestFilter.claims(request))
              .isInstanceOf(ClassCastException.class);
        });

    assertThat(server.send(HttpRequest.newBuilder(server.at("/open"))).statusCode()).isEqualTo(200);
  }
}

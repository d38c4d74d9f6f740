package io.github.mondayauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import jakarta.servlet.Filter;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole browser flow, with an API key that is sent in a form, on both containers. */
class AuthorizationServletTest {
  private static final String FORM = "application/x-www-form-urlencoded";

  private TestServer server;
  private FakeMonday monday;
  private FakeUser ada;
  private Connections connections;

  private void start(TestServer.Container container, String contextPath, Filter... earlier)
      throws Exception {
    server = container.open(contextPath);
    RegisteredApp registered =
        RegisteredApp.random()
            .withScopes("me:read", "account:read")
            .withRedirectUris(server.at(contextPath + "/callback/monday"));
    monday = FakeMonday.builder(registered).shortLivedTokensOverHttp().start();
    ada = monday.addUser("Ada", "acme");
    monday.consent(Consent.allowAs("Ada"));
    MondayApp app =
        MondayApp.builder(registered.clientId(), server.at(contextPath))
            .clientSecret(Secret.of(registered.clientSecret()))
            .signingSecret(Secret.of(registered.signingSecret()))
            .insecureMonday(monday.origin())
            .build();
    TokenVault vault = TokenVault.open(app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate()));
    connections =
        Connections.create(
            app,
            vault,
            Connector.monday("me:read", "account:read"),
            Connector.apiKey("mailer", "API key").field("note", "Note"));
    for (Filter filter : earlier) {
      server.filter(filter, "/*");
    }
    server.servlet(new AuthorizationServlet(connections), "/authorize", "/callback/*");
    server.start();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
      monday.close();
    }
  }

  private TestBrowser.Page form(TestBrowser browser, String contextPath) {
    TestBrowser.Page form = browser.open(ada.addRecipe(server.at(contextPath + "/authorize")));
    assertThat(form.uri().getPath()).isEqualTo(contextPath + "/callback/mailer");
    assertThat(form.hasForm()).isTrue();
    return form;
  }

  private MondayUser user() {
    return new MondayAccount(ada.accountId()).user(ada.id());
  }

  private void connect(String contextPath) {
    TestBrowser.Page end =
        form(new TestBrowser(), contextPath)
            .submit(Map.of("key", "key&value=1+1%20", "field.note", "Gr\u00fc\u00dfe \u20ac & co"));
    assertThat(end.uri().toString()).startsWith(monday.origin().toString());
    assertThat(connections.connected(user())).containsExactlyInAnyOrder("monday", "mailer");
    assertThat(connections.credential(user(), "mailer").secret().reveal())
        .isEqualTo("key&value=1+1%20");
    assertThat(connections.credential(user(), "mailer").attributes())
        .containsEntry("note", "Gr\u00fc\u00dfe \u20ac & co");
  }

  @ParameterizedTest
  @EnumSource
  void takesAUserThroughAllConnectionsAndBack(TestServer.Container container) throws Exception {
    start(container, "");
    connect("");
  }

  @ParameterizedTest
  @EnumSource
  void worksBelowAContextPath(TestServer.Container container) throws Exception {
    start(container, "/apps");
    connect("/apps");
  }

  @ParameterizedTest
  @EnumSource
  void worksBehindAFilterThatHasParsedTheForm(TestServer.Container container) throws Exception {
    start(
        container,
        "",
        (request, response, chain) -> {
          request.setCharacterEncoding("UTF-8");
          request.getParameter("_method");
          chain.doFilter(request, response);
        });
    connect("");
  }

  @ParameterizedTest
  @EnumSource
  void worksBehindAFilterThatHasOpenedTheReader(TestServer.Container container) throws Exception {
    start(
        container,
        "",
        (request, response, chain) -> {
          request.getReader();
          chain.doFilter(request, response);
        });
    connect("");
  }

  /** A form that was put together again keeps duplicates, and takes nothing from the query. */
  @ParameterizedTest
  @EnumSource
  void attackWithDuplicatesAndQueryParametersBehindAParsingFilter(TestServer.Container container)
      throws Exception {
    start(
        container,
        "",
        (request, response, chain) -> {
          request.getParameterMap();
          chain.doFilter(request, response);
        });

    String state = "state=" + "a".repeat(80);
    assertThat(reason("/callback/mailer", state)).isEqualTo("state");
    assertThat(reason("/callback/mailer", state + "&" + state)).isEqualTo("parameters");
    assertThat(reason("/callback/mailer?" + state + "&" + state, "key=1")).isEqualTo("state");
    assertThat(reason("/callback/mailer?" + state, state)).isEqualTo("state");
    assertThat(reason("/callback/mailer?%73tate=1", state)).isEqualTo("state");
    assertThat(reason("/callback/mailer?state", state + "&" + state)).isEqualTo("parameters");
  }

  /** The reason of the refusal, which the page shows as its reference. */
  private String reason(String path, String form) throws Exception {
    Matcher reference =
        Pattern.compile("<dt>Reference</dt><dd><bdi>(?:\\w+: )?(\\w+)")
            .matcher(post(path, form).body());
    assertThat(reference.find()).isTrue();
    return reference.group(1);
  }

  private HttpResponse<String> post(String path, String form) throws Exception {
    return server.send(
        HttpRequest.newBuilder(server.at("/").resolve(path))
            .header("Content-Type", FORM)
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  @ParameterizedTest
  @EnumSource
  void handlesNoOtherMethods(TestServer.Container container) throws Exception {
    start(container, "");
    for (String method : new String[] {"HEAD", "PUT", "DELETE", "OPTIONS"}) {
      assertMethodRefused("/authorize?token=x", method, "GET");
      assertMethodRefused("/callback/monday?code=x&state=y", method, "GET, POST");
    }
    assertMethodRefused("/authorize", "POST", "GET");
  }

  private void assertMethodRefused(String path, String method, String allow) throws Exception {
    HttpResponse<String> response =
        server.send(
            HttpRequest.newBuilder(server.at(path))
                .method(method, HttpRequest.BodyPublishers.noBody()));
    assertThat(response.statusCode()).as(method + " " + path).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains(allow);
  }

  @ParameterizedTest
  @EnumSource
  void limitsTheLengthOfForms(TestServer.Container container) throws Exception {
    start(container, "");
    String state = "state=x&key=";
    String longest = state + "k".repeat(RequestBody.MAX_BYTES - state.length());

    assertThat(post("/callback/mailer", longest).statusCode()).isEqualTo(400);
    assertThat(post("/callback/mailer", longest + "k").statusCode()).isEqualTo(413);
  }

  @ParameterizedTest
  @EnumSource
  void sendsEveryCookieAndNoCredential(TestServer.Container container) throws Exception {
    start(container, "");
    HttpResponse<String> begun =
        server.send(HttpRequest.newBuilder(ada.addRecipe(server.at("/authorize"))));

    assertThat(begun.statusCode()).isEqualTo(302);
    assertThat(begun.headers().allValues("Set-Cookie")).hasSize(1);
    assertThat(begun.headers().firstValue("Location").orElseThrow())
        .startsWith(monday.origin().toString());
    assertThat(begun.headers().firstValue("Cache-Control")).contains("no-store");
  }
}

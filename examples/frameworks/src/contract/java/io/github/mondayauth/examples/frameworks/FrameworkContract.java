package io.github.mondayauth.examples.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.MondayTestApp;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Runs an application that docs/frameworks.md prints, and compares it with the page. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class FrameworkContract {
  private MondayTestApp test;
  private AutoCloseable running;

  /** Starts the fake monday.com, and chooses the port of the application. */
  MondayTestApp surroundings() {
    return MondayTestApp.start();
  }

  /** Starts the application; closing the result stops it. */
  abstract AutoCloseable start(int port, MondayApp app, Connections connections) throws Exception;

  /** The heading of the application in docs/frameworks.md. */
  abstract String heading();

  /** The path of the application's source, which the page prints without package and imports. */
  abstract Path source();

  /** The line with which the printed part begins. */
  abstract String firstLine();

  @BeforeAll
  void startApplication() throws Exception {
    test = surroundings();
    MondayApp app = app(test);
    running = start(test.port(), app, connections(app));
  }

  @AfterAll
  void stopApplication() throws Exception {
    running.close();
    test.close();
  }

  @Test
  void connectsAndRuns() {
    FakeUser ada = test.monday().addUser("Ada", "acme");
    AppReply before = test.run(ada, "/run", Map.of());
    assertThat(before.status()).isEqualTo(400);
    assertThat(before.notification()).isNotNull();

    TestBrowser.Page entry = test.addRecipe(ada, "/authorize");
    assertThat(entry.hasForm()).isTrue();
    TestBrowser.Page page = entry.submit(Map.of("key", "a key + more & 100%"));
    assertThat(test.isBackAtMonday(page)).isTrue();
    assertThat(test.run(ada, "/run", Map.of()).status()).isEqualTo(200);
  }

  @Test
  void refusesWhatMondayDidNotSign() {
    URI run = test.url("/run");
    String forged = test.monday().tokens().request(run).signedWith("0".repeat(32)).sign();
    assertThat(test.monday().post(run, forged, "{}").status()).isEqualTo(401);
    assertThat(test.monday().post(run, null, "{}").status()).isEqualTo(401);

    TestBrowser stranger = new TestBrowser();
    assertThat(stranger.open(test.url("/authorize")).reply().status()).isEqualTo(401);
    TestBrowser.Page callback = stranger.open(test.url("/callback/monday?code=x&state=y"));
    assertThat(callback.reply().status()).isEqualTo(400);
    assertThat(callback.reply().header("Content-Type")).startsWith("text/html");
  }

  @Test
  void refusesASecondAuthorizationHeader() throws Exception {
    URI run = test.url("/run");
    String genuine = test.monday().tokens().request(run).sign();
    String forged = test.monday().tokens().request(run).signedWith("0".repeat(32)).sign();
    for (List<String> order : List.of(List.of(genuine, forged), List.of(forged, genuine))) {
      // Vert.x loses one of the two when it upgrades a connection to HTTP/2.
      HttpRequest.Builder request =
          HttpRequest.newBuilder(run)
              .version(HttpClient.Version.HTTP_1_1)
              .POST(HttpRequest.BodyPublishers.ofString("{}"));
      order.forEach(token -> request.header("Authorization", token));
      HttpResponse<Void> response =
          HttpClient.newHttpClient()
              .send(request.build(), HttpResponse.BodyHandlers.discarding());
      assertThat(response.statusCode()).isEqualTo(401);
    }
  }

  @Test
  void pagePrintsTheApplicationThatRuns() throws IOException {
    String page = Files.readString(Path.of("..", "..", "docs", "frameworks.md"));
    String source = Files.readString(source());
    Pattern section =
        Pattern.compile("(?ms)^## " + Pattern.quote(heading()) + "$(.*?)(?=^## |\\z)");
    Matcher found = section.matcher(page);
    assertThat(found.find()).as(heading()).isTrue();

    List<String> printed =
        Pattern.compile("(?ms)^```(?:java|kotlin)\\n(.*?)^```$")
            .matcher(found.group(1))
            .results()
            .map(block -> block.group(1))
            .toList();

    assertThat(printed).containsExactly(source.substring(source.indexOf("\n" + firstLine()) + 1));
  }

  private static MondayApp app(MondayTestApp test) {
    return MondayApp.builder(test.app().clientId(), test.baseUri())
        .clientSecret(Secret.of(test.app().clientSecret()))
        .signingSecret(Secret.of(test.app().signingSecret()))
        .insecureMonday(test.monday().origin())
        .timeSource(test.clock())
        .build();
  }

  /** Two connections: one is made with a redirect to the callback, the other with a form. */
  private static Connections connections(MondayApp app) {
    TokenVault vault = TokenVault.open(app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate()));
    return Connections.create(
        app,
        vault,
        Connector.monday("me:read", "account:read"),
        Connector.apiKey("tracker", "Tracker")
            .check(credential -> credential.secret().reveal().equals("a key + more & 100%")));
  }
}

package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.Credential;
import io.github.mondayauth.oauth.OAuthServer;
import io.github.mondayauth.oauth.Step;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.vault.KeyRing;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of README.md as it stands there: compiled, and run. */
public class ReadmeTest {
  private static final Pattern SNIPPET = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern DECLARATION =
      Pattern.compile("(?s)([A-Z]\\w+)\\s+(\\w+)\\s+=\\s(.*)");

  @TempDir Path folder;

  /** What a reader has before the first line. */
  public abstract static class Given {
    protected Secret clientSecret;
    protected Secret signingSecret;
    protected DataSource dataSource;
    protected Path keys;
    protected Connector github;
    protected BrowserRequest request;
    protected String header;
    protected String body;

    /** Runs one statement. */
    public abstract void run(int statement);
  }

  @Test
  void theTenLinesCompileAndDoWhatTheirCommentsSay() throws Exception {
    RegisteredApp random = RegisteredApp.random();
    RegisteredApp app =
        new RegisteredApp(
            random.appId(),
            "client id",
            random.clientSecret(),
            random.signingSecret(),
            random.scopes(),
            random.redirectUris());
    Given readme = compiled(statements(onlySnippet()));
    readme.clientSecret = Secret.of(app.clientSecret());
    readme.signingSecret = Secret.of(app.signingSecret());
    readme.keys = folder.resolve("keys.json");
    readme.github = github();
    KeyRing.generate(readme.keys);
    try (FakeMonday monday = FakeMonday.start(app);
        HikariDataSource database = Database.open("jdbc:sqlite:" + folder.resolve("readme.db"))) {
      readme.dataSource = database;
      run(readme, monday, monday.addUser("Ada", "acme"));
    }
  }

  private static void run(Given readme, FakeMonday monday, FakeUser ada) throws Exception {
    MondayUser user = new MondayAccount(ada.accountId()).user(ada.id());
    readme.run(0);
    readme.run(1);
    readme.run(2);
    readme.run(3);

    readme.request = BrowserRequest.get("/authorize", "token=" + authorization(monday, ada));
    readme.run(4);
    assertThat(value(readme, "begun")).isInstanceOf(Step.Ask.class);
    assertThat(((Step) value(readme, "begun")).reply().headers().get("Location"))
        .startsWith("https://auth.monday.com/");

    readme.request = BrowserRequest.get("/callback/monday", "code=x&state=y");
    readme.run(5);
    assertThat(value(readme, "resumed")).isInstanceOf(Step.Refused.class);

    URI endpoint = URI.create("https://app.example.com/run");
    readme.header =
        monday.tokens().request(endpoint).account(ada.accountId()).user(ada.id()).sign();
    readme.run(6);
    assertThat(((RequestClaims) value(readme, "claims")).user()).isEqualTo(user);

    Connections connections = (Connections) value(readme, "connections");
    connections.admin().put(user, "github", Credential.of(Secret.of("a token of GitHub")));
    readme.run(7);
    assertThat(((Credential) value(readme, "token")).secret().reveal())
        .isEqualTo("a token of GitHub");

    readme.header = monday.tokens().appLifecycle().account(ada.accountId()).user(ada.id()).sign();
    readme.body = ada.lifecycleBody("uninstall");
    readme.run(8);
    assertThat(connections.find(user, "github")).isEmpty();
  }

  private static String authorization(FakeMonday monday, FakeUser ada) {
    return monday
        .tokens()
        .authorization(
            URI.create("https://app.example.com/authorize"),
            URI.create("https://acme.monday.com/boards/1"))
        .account(ada.accountId())
        .user(ada.id())
        .sign();
  }

  private static Connector github() {
    OAuthServer server =
        OAuthServer.of(
            URI.create("https://github.com/login/oauth/authorize"),
            URI.create("https://github.com/login/oauth/access_token"));
    return Connector.oauth("github", server, "id", Secret.of("secret")).title("GitHub");
  }

  private static Object value(Given readme, String name) throws ReflectiveOperationException {
    return readme.getClass().getField(name).get(readme);
  }

  private static String onlySnippet() throws Exception {
    Matcher snippets = SNIPPET.matcher(Files.readString(Path.of("..", "..", "README.md")));
    assertThat(snippets.find()).isTrue();
    String snippet = snippets.group(1);
    assertThat(snippets.find()).as("Java that nobody runs").isFalse();
    return snippet;
  }

  private static List<String> statements(String snippet) {
    return Pattern.compile(";\\s*(//.*)?\\n").splitAsStream(snippet).map(String::strip).toList();
  }

  /** Each statement a case, each variable a field. */
  private Given compiled(List<String> statements) throws Exception {
    StringBuilder fields = new StringBuilder();
    StringBuilder cases = new StringBuilder();
    for (String statement : statements) {
      Matcher declaration = DECLARATION.matcher(statement);
      boolean declares = declaration.matches();
      if (declares) {
        fields.append("public %s %s;%n".formatted(declaration.group(1), declaration.group(2)));
      }
      String run = declares ? declaration.group(2) + " = " + declaration.group(3) : statement;
      cases.append("case %d -> %s;%n".formatted(statements.indexOf(statement), run));
    }
    Path source =
        Files.writeString(
            folder.resolve("Readme.java"),
            """
            import io.github.mondayauth.*;
            import io.github.mondayauth.oauth.*;
            import io.github.mondayauth.vault.*;
            import java.net.URI;

            public class Readme extends %s {
              %s
              public void run(int statement) {
                switch (statement) {
                  %s
                  default -> throw new IllegalArgumentException();
                }
              }
            }
            """
                .formatted(Given.class.getCanonicalName(), fields, cases));
    String classPath = System.getProperty("java.class.path");
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-cp", classPath, source.toString());
    assertThat(code).as("javac's exit code").isZero();
    ClassLoader loader =
        new java.net.URLClassLoader(
            new java.net.URL[] {folder.toUri().toURL()}, ReadmeTest.class.getClassLoader());
    return (Given) loader.loadClass("Readme").getDeclaredConstructor().newInstance();
  }
}

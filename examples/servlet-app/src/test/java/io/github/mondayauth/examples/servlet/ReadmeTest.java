package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.Secret;
import io.github.mondayauth.TokenRejectedException;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Credential;
import io.github.mondayauth.oauth.NotConnectedException;
import io.github.mondayauth.oauth.Step;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the Java blocks of README.md exactly as they are printed there. */
public class ReadmeTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
  private static final Pattern DECLARATION = Pattern.compile("(?m)^(?:[A-Z]\\w+|int) (\\w+) =");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
  private static final int MAX_COLUMNS = 80;

  /** The app that the blocks read from the environment. */
  private static final RegisteredApp APP = RegisteredApp.random();

  @TempDir Path folder;

  /** The variables of a reader, and those that the blocks declare for later blocks. */
  public abstract static class Reader {
    protected String clientId = APP.clientId();
    protected String authorization = "";
    protected String body = "";
    protected String gitHubId = "id";
    protected String gitHubSecret = "secret";
    protected int gitHubStatus = 200;
    protected @Nullable DataSource dataSource;
    protected @Nullable Path keyFile;
    protected @Nullable HttpServletRequest http;

    protected @Nullable MondayApp app;
    protected @Nullable RequestClaims claims;
    protected @Nullable TokenStore store;
    protected @Nullable TokenVault vault;
    protected @Nullable Connections connections;
    protected @Nullable BrowserRequest request;
    protected @Nullable Step step;
    protected @Nullable Reply reply;
    protected @Nullable Credential credential;
    protected int status;
    protected @Nullable AppLifecycleEvent event;

    /** The reader's own code, which calls GitHub. */
    protected int callGitHub(Secret accessToken) {
      assertThat(accessToken.reveal()).isEqualTo("an access token");
      return gitHubStatus;
    }

    /** Runs one block. */
    public abstract void run(int block);
  }

  /** Replaces {@link System#getenv(String)} in the blocks. */
  public static String environment(String name) {
    return switch (name) {
      case "MONDAY_CLIENT_SECRET" -> APP.clientSecret();
      case "MONDAY_SIGNING_SECRET" -> APP.signingSecret();
      default -> throw new IllegalArgumentException("unexpected variable: " + name);
    };
  }

  @Test
  void blocksCompileAndDoWhatTheTextSays() throws Exception {
    List<String> blocks = blocks("java");
    assertThat(blocks).as("blocks that this test runs").hasSize(6);
    Reader reader = compiled(blocks);
    try (FakeMonday monday = FakeMonday.start(APP);
        HikariDataSource database = Database.open("jdbc:sqlite:" + folder.resolve("readme.db"))) {
      FakeUser ada = monday.addUser("Ada", "acme");
      verifiesRequest(reader, monday, ada);
      setsUp(reader, database);
      handlesBrowser(reader, monday, ada);
      returnsCredential(reader, monday, ada);
      forgetsAfterUninstall(reader, monday, ada);
    }
  }

  private static void verifiesRequest(Reader reader, FakeMonday monday, FakeUser ada) {
    reader.authorization = requestToken(monday, ada);
    reader.run(0);

    assertThat(reader.claims.user()).isEqualTo(user(ada));
    reader.authorization = "Bearer " + requestToken(monday, ada) + "x";
    assertThatThrownBy(() -> reader.run(0)).isInstanceOf(TokenRejectedException.class);
  }

  private void setsUp(Reader reader, DataSource database) {
    reader.dataSource = database;
    reader.keyFile = folder.resolve("keys.json");
    KeyRing.generate(reader.keyFile);
    reader.run(1);
    reader.run(1);
    reader.run(2);

    assertThat(reader.connections).isNotNull();
  }

  private static void handlesBrowser(Reader reader, FakeMonday monday, FakeUser ada) {
    reader.http = get("/authorize", "token=" + authorizationToken(monday, ada));
    reader.run(3);

    assertThat(reader.step).isInstanceOf(Step.Ask.class);
    assertThat(reader.reply.status()).isEqualTo(302);
    assertThat(reader.reply.headers().get("Location"))
        .startsWith("https://auth.monday.com/")
        .contains("code_challenge_method=S256")
        .contains("me%3Aread", "account%3Aread", "boards%3Aread");

    reader.http = get("/callback/github", "code=x&state=y");
    reader.run(3);

    assertThat(reader.step).isInstanceOf(Step.Refused.class);
    assertThat(reader.reply.status()).isEqualTo(400);
  }

  private static void returnsCredential(Reader reader, FakeMonday monday, FakeUser ada) {
    reader.authorization = requestToken(monday, ada);
    assertThatThrownBy(() -> reader.run(4))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> {
              assertThat(e.reply().status()).isEqualTo(400);
              assertThat(e.reply().body()).contains("Connect GitHub");
            });

    Credential imported = Credential.of(Secret.of("an access token"));
    reader.connections.admin().put(user(ada), "github", imported);
    reader.run(4);

    assertThat(reader.status).isEqualTo(200);
    reader.gitHubStatus = 401;
    assertThatThrownBy(() -> reader.run(4))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> assertThat(e.reason()).isEqualTo(NotConnectedException.Reason.REJECTED));
  }

  private static void forgetsAfterUninstall(Reader reader, FakeMonday monday, FakeUser ada) {
    assertThat(reader.vault.list(user(ada).account())).isNotEmpty();
    reader.authorization =
        monday.tokens().appLifecycle().account(ada.accountId()).user(ada.id()).sign();
    reader.body = ada.lifecycleBody("install");
    reader.run(5);
    assertThat(reader.vault.list(user(ada).account())).isNotEmpty();

    reader.body = ada.lifecycleBody("uninstall");
    reader.run(5);
    assertThat(reader.vault.list(user(ada).account())).isEmpty();
  }

  @Test
  void codeFitsInto80Columns() throws IOException {
    assertThat(BLOCK.matcher(readme()).results().map(block -> block.group(2)))
        .hasSizeGreaterThan(6)
        .allSatisfy(
            block ->
                assertThat(block.lines())
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(MAX_COLUMNS)));
  }

  @Test
  void namesTheStatusBeforeTheDependency() throws IOException {
    assertThat(readme()).containsSubsequence("Not released yet", "Unofficial", "<dependency>");
  }

  @Test
  void linksLeadToFiles() throws IOException {
    assertThat(LINK.matcher(readme()).results().map(link -> ROOT.resolve(link.group(1))))
        .hasSizeGreaterThan(15)
        .allSatisfy(target -> assertThat(target).exists());
  }

  private static String requestToken(FakeMonday monday, FakeUser ada) {
    URI endpoint = URI.create("https://app.example.com/run");
    return monday.tokens().request(endpoint).account(ada.accountId()).user(ada.id()).sign();
  }

  private static String authorizationToken(FakeMonday monday, FakeUser ada) {
    return monday
        .tokens()
        .authorization(
            URI.create("https://app.example.com/authorize"),
            URI.create("https://acme.monday.com/boards/1"))
        .account(ada.accountId())
        .user(ada.id())
        .sign();
  }

  private static MondayUser user(FakeUser ada) {
    return new MondayAccount(ada.accountId()).user(ada.id());
  }

  /** A servlet request without headers. */
  private static HttpServletRequest get(String path, String query) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            ReadmeTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRequestURI" -> path;
                  case "getQueryString" -> query;
                  case "getHeaders" -> Collections.emptyEnumeration();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }

  private static List<String> blocks(String language) throws IOException {
    return BLOCK
        .matcher(readme())
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  /** Makes each block a case, and copies the variables that it declares to the reader's fields. */
  private Reader compiled(List<String> blocks) throws Exception {
    List<String> cases = new ArrayList<>();
    for (String block : blocks) {
      StringBuilder body = new StringBuilder(block);
      Matcher declarations = DECLARATION.matcher(block);
      for (MatchResult declaration : declarations.results().toList()) {
        body.append("this.%1$s = %1$s;%n".formatted(declaration.group(1)));
      }
      cases.add("case %d -> {%n%s}%n".formatted(cases.size(), body));
    }
    Path source =
        Files.writeString(
            folder.resolve("Readme.java"),
            """
            import io.github.mondayauth.*;
            import io.github.mondayauth.oauth.*;
            import io.github.mondayauth.vault.*;
            import java.net.URI;
            import java.util.Collections;

            public class Readme extends %1$s.Reader {
              static final class System {
                static String getenv(String name) {
                  return %1$s.environment(name);
                }
              }

              public void run(int block) {
                switch (block) {
                  %2$s
                  default -> throw new IllegalArgumentException();
                }
              }
            }
            """
                .formatted(ReadmeTest.class.getCanonicalName(), String.join("", cases)));
    String classPath = System.getProperty("java.class.path");
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-cp", classPath, source.toString());
    assertThat(code).as("javac's exit code").isZero();
    ClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, ReadmeTest.class.getClassLoader());
    return (Reader) loader.loadClass("Readme").getDeclaredConstructor().newInstance();
  }
}

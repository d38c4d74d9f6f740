package io.github.mondayauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.Credential;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the Java blocks of README.md exactly as they are printed there. */
public class ReadmeTest {
  private static final Path README = Path.of("README.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
  private static final String BASE = "https://app.example.com";
  private static final RegisteredApp APP = RegisteredApp.random();

  @TempDir Path folder;

  /** The variables of a reader, and the blocks as methods. */
  public abstract static class Page {
    protected String clientId = APP.clientId();
    protected @Nullable MondayApp app;
    protected @Nullable Connections connections;

    public abstract void mapFilter(ServletContext context);

    public abstract MondayUser user(HttpServletRequest request);

    public abstract void mapServlets(ServletContext context);

    public abstract Credential credential(MondayUser user);
  }

  /** Replaces {@link System#getenv(String)} in the blocks. */
  public static String environment(String name) {
    assertThat(name).isEqualTo("MONDAY_SIGNING_SECRET");
    return APP.signingSecret();
  }

  @Test
  void blocksCompileAndDoWhatTheTextSays() throws Exception {
    Page page = compiled(blocks());
    page.app =
        MondayApp.builder(APP.clientId(), URI.create(BASE))
            .clientSecret(Secret.of(APP.clientSecret()))
            .signingSecret(Secret.of(APP.signingSecret()))
            .build();
    TokenVault vault =
        TokenVault.open(page.app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate()));
    page.connections =
        Connections.create(page.app, vault, Connector.apiKey("github", "Access token"));
    Server server = serve(page);
    try (FakeMonday monday = FakeMonday.start(APP)) {
      URI origin = server.getURI();
      FakeUser ada = monday.addUser("Ada", "acme");
      MondayUser user = new MondayAccount(ada.accountId()).user(ada.id());
      page.connections.admin().put(user, "github", Credential.of(Secret.of("a-token")));

      assertThat(post(origin, "/monday/run", token(monday, ada, "/monday/run"), "{}"))
          .isEqualTo("200 a-token");
      assertThat(post(origin, "/monday/run", token(monday, ada, "/other"), "{}"))
          .startsWith("401 ");

      assertThat(get(origin, "/authorize?token=forged")).startsWith("401 ");
      assertThat(get(origin, "/callback/github?state=x")).startsWith("400 ");

      String lifecycle =
          monday.tokens().appLifecycle().account(ada.accountId()).user(ada.id()).sign();
      assertThat(post(origin, "/lifecycle-4f1c9a7e2b", lifecycle, ada.lifecycleBody("uninstall")))
          .isEqualTo("200 {}");
      assertThat(post(origin, "/monday/run", token(monday, ada, "/monday/run"), "{}"))
          .startsWith("400 ")
          .contains("severityCode");
    } finally {
      server.stop();
    }
  }

  /** Jetty with a listener that maps filter and servlets, as the page says. */
  private static Server serve(Page page) throws Exception {
    Server server = new Server();
    server.addConnector(new ServerConnector(server));
    ServletContextHandler handler = new ServletContextHandler("/");
    server.setHandler(handler);
    handler.addEventListener(
        new ServletContextListener() {
          @Override
          public void contextInitialized(ServletContextEvent event) {
            ServletContext context = event.getServletContext();
            page.mapFilter(context);
            page.mapServlets(context);
            context.addServlet("run", runServlet(page)).addMapping("/monday/run");
          }
        });
    server.start();
    return server;
  }

  @SuppressWarnings("serial")
  private static HttpServlet runServlet(Page page) {
    return new HttpServlet() {
      @Override
      protected void doPost(HttpServletRequest request, HttpServletResponse response)
          throws IOException {
        MondayUser user = page.user(request);
        response.getWriter().print(page.credential(user).secret().reveal());
      }
    };
  }

  private static String token(FakeMonday monday, FakeUser user, String path) {
    return monday
        .tokens()
        .request(URI.create(BASE + path))
        .account(user.accountId())
        .user(user.id())
        .sign();
  }

  private static String post(URI origin, String path, String token, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(origin.resolve(path))
            .header("Authorization", token)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String get(URI origin, String path) throws Exception {
    return send(HttpRequest.newBuilder(origin.resolve(path)));
  }

  private static String send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        TestServer.CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  @Test
  void needsAtMostFifteenLines() throws IOException {
    assertThat(String.join("", blocks()).lines()).hasSizeBetween(5, 15);
  }

  @Test
  void linksLeadToFiles() throws IOException {
    assertThat(LINK.matcher(Files.readString(README)).results().map(link -> link.group(1)))
        .hasSizeGreaterThan(2)
        .allSatisfy(target -> assertThat(Path.of(target)).exists());
  }

  private static List<String> blocks() throws IOException {
    return BLOCK.matcher(Files.readString(README)).results().map(block -> block.group(1)).toList();
  }

  private Page compiled(List<String> blocks) throws Exception {
    assertThat(blocks).as("blocks that this test runs").hasSize(4);
    Path source =
        Files.writeString(
            folder.resolve("Readme.java"),
            """
            import io.github.mondayauth.*;
            import io.github.mondayauth.oauth.*;
            import io.github.mondayauth.servlet.*;
            import jakarta.servlet.ServletContext;
            import jakarta.servlet.http.HttpServletRequest;
            import java.net.URI;

            public class Readme extends %1$s.Page {
              static final class System {
                static String getenv(String name) {
                  return %1$s.environment(name);
                }
              }

              public void mapFilter(ServletContext context) {
                %2$s
              }

              public MondayUser user(HttpServletRequest request) {
                %3$s
                return user;
              }

              public void mapServlets(ServletContext context) {
                %4$s
              }

              public Credential credential(MondayUser user) {
                %5$s
                return credential;
              }
            }
            """
                .formatted(
                    ReadmeTest.class.getCanonicalName(),
                    blocks.get(0),
                    blocks.get(1),
                    blocks.get(2),
                    blocks.get(3)));
    String classPath = System.getProperty("java.class.path");
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-cp", classPath, source.toString());
    assertThat(code).as("javac's exit code").isZero();
    ClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, ReadmeTest.class.getClassLoader());
    return (Page) loader.loadClass("Readme").getDeclaredConstructor().newInstance();
  }
}

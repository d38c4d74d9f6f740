package io.github.mondayauth.examples.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.MondayTestApp;
import io.github.mondayauth.testkit.TestBrowser;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Quarkus chooses a free port and starts before the test, and creates its beans when needed. */
@QuarkusTest
class QuarkusAppTest extends FrameworkContract {
  @TestHTTPResource URI address;

  /** The beans that an application makes from its own configuration. */
  static final class Beans {
    private static @Nullable MondayApp app;
    private static @Nullable Connections connections;

    private Beans() {}

    @Produces
    @Singleton
    static MondayApp app() {
      return app;
    }

    @Produces
    @Singleton
    static Connections connections() {
      return connections;
    }
  }

  /** Another resource of the same application. */
  @jakarta.ws.rs.Path("second")
  public static class SecondResource {
    private final MondayApp app;

    SecondResource(MondayApp app) {
      this.app = app;
    }

    @GET
    public Response get(@Nullable @HeaderParam("Authorization") String authorization) {
      app.requestVerifier().verify(authorization, "/second");
      return Response.ok().build();
    }
  }

  @Test
  void sendsTheReplyToARefusalInEveryResource() {
    AppReply reply = new TestBrowser().open(address.resolve("/second")).reply();

    assertThat(reply.status()).isEqualTo(401);
  }

  @Override
  MondayTestApp surroundings() {
    return MondayTestApp.builder().port(address.getPort()).start();
  }

  @Override
  AutoCloseable start(int port, MondayApp app, Connections connections) {
    Beans.app = app;
    Beans.connections = connections;
    return () -> {};
  }

  @Override
  String heading() {
    return "Quarkus";
  }

  @Override
  Path source() {
    return Path.of("src/main/java/io/github/mondayauth/examples/frameworks/QuarkusApp.java");
  }

  @Override
  String firstLine() {
    return "@Path(\"/\")";
  }
}

package io.github.mondayauth.examples.frameworks;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.oauth.Connections;
import java.nio.file.Path;

class JavalinAppTest extends FrameworkContract {
  @Override
  AutoCloseable start(int port, MondayApp app, Connections connections) throws Exception {
    return JavalinApp.start(port, app, connections);
  }

  @Override
  String heading() {
    return "Javalin";
  }

  @Override
  Path source() {
    return Path.of("src/test/java/io/github/mondayauth/examples/frameworks/JavalinApp.java");
  }

  @Override
  String firstLine() {
    return "final class JavalinApp {";
  }
}

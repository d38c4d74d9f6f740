package io.github.mondayauth.examples.frameworks;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.oauth.Connections;
import java.nio.file.Path;

class JdkAppTest extends FrameworkContract {
  @Override
  AutoCloseable start(int port, MondayApp app, Connections connections) throws Exception {
    return JdkApp.start(port, app, connections);
  }

  @Override
  String heading() {
    return "JDK HttpServer";
  }

  @Override
  Path source() {
    return Path.of("src/test/java/io/github/mondayauth/examples/frameworks/JdkApp.java");
  }

  @Override
  String firstLine() {
    return "final class JdkApp {";
  }
}

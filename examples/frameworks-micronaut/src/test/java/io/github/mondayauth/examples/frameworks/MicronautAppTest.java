package io.github.mondayauth.examples.frameworks;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.oauth.Connections;
import java.nio.file.Path;

class MicronautAppTest extends FrameworkContract {
  @Override
  AutoCloseable start(int port, MondayApp app, Connections connections) {
    return MicronautApp.start(port, app, connections);
  }

  @Override
  String heading() {
    return "Micronaut";
  }

  @Override
  Path source() {
    return Path.of("src/test/java/io/github/mondayauth/examples/frameworks/MicronautApp.java");
  }

  @Override
  String firstLine() {
    return "// The library waits for";
  }
}

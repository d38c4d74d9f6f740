package io.github.mondayauth.examples.frameworks;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.oauth.Connections;
import java.nio.file.Path;

class KtorAppTest extends FrameworkContract {
  @Override
  AutoCloseable start(int port, MondayApp app, Connections connections) {
    return new KtorApp(app, connections).start(port);
  }

  @Override
  String heading() {
    return "Ktor";
  }

  @Override
  Path source() {
    return Path.of("src/main/kotlin/io/github/mondayauth/examples/frameworks/KtorApp.kt");
  }

  @Override
  String firstLine() {
    return "class KtorApp(";
  }
}

package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.http.JdkTransport;
import java.io.File;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The built-in transport on the JDK's own client. */
final class JdkTransportTest extends TransportContract {
  @Override
  HttpTransport.Builder builder() {
    return HttpTransport.builder().withoutOkHttp();
  }

  @Test
  void isUsedOnRequest() {
    assertThat(builder().build()).isInstanceOf(JdkTransport.class);
  }

  /** Runs in a process of its own, whose class path lacks okhttp, okio and Kotlin. */
  @Test
  void isUsedIfOkHttpIsAbsent() throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.matches(".*[/\\\\](okhttp|okio|kotlin)[^/\\\\]*\\.jar"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                classPath,
                StandardTransport.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(output.strip()).isEqualTo(JdkTransport.class.getName());
    assertThat(process.waitFor()).isZero();
  }

  /** Prints the class of the standard transport. */
  static final class StandardTransport {
    private StandardTransport() {}

    public static void main(String[] args) {
      System.out.println(HttpTransport.standard().getClass().getName());
    }
  }
}

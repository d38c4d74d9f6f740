package io.github.mondayauth.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A function in a fresh process, with the environment that Lambda would give it. */
final class FunctionProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedReader out;
  private final BufferedWriter in;
  private final List<String> lines = new ArrayList<>();

  private FunctionProcess(Process process) {
    this.process = process;
    this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    this.in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8));
  }

  /**
   * Starts a function.
   *
   * @param handler the name of the handler's class
   * @param classes a folder in front of the class path
   * @param has whether a jar or folder of this class path, given by its file name, is there
   * @param environment variables other than the function's region and credentials
   */
  static FunctionProcess start(
      String handler, Path classes, Predicate<String> has, Map<String, String> environment)
      throws IOException {
    List<String> classPath = new ArrayList<>(List.of(classes.toString()));
    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(path -> has.test(new File(path).getName()))
        .forEach(classPath::add);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:class+load",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            String.join(File.pathSeparator, classPath),
            FunctionMain.class.getName(),
            handler);
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().put("AWS_REGION", FakeAws.REGION);
    builder.environment().put("AWS_ACCESS_KEY_ID", "local");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "local");
    builder.environment().putAll(environment);
    return new FunctionProcess(builder.redirectErrorStream(true).start());
  }

  /**
   * Whether a jar or folder belongs to a function that only verifies: what the page names, and what
   * Lambda itself adds to read and write events.
   */
  static boolean isOfVerifyingFunction(String file) {
    return file.matches(
        "(main|classes|test|test-classes|monday-auth-(core|aws|testkit)-.*"
            + "|(aws-lambda-java|jackson-core|nimbus-jose-jwt|joda-time|jspecify)-.*[.]jar)");
  }

  /** An event in format 2.0, made from the recorded one. */
  static String event(
      String method, String path, String query, Map<String, String> headers, String body) {
    ObjectNode event = parse(GatewayEvents.text("http-api-stage-action"));
    event.put("rawPath", path).put("rawQueryString", query).put("body", body);
    ObjectNode context = (ObjectNode) event.get("requestContext");
    context.put("stage", "$default");
    ((ObjectNode) context.get("http")).put("method", method).put("path", path);
    ObjectNode sent = (ObjectNode) event.get("headers");
    sent.removeAll();
    headers.forEach(sent::put);
    return event.toString();
  }

  /** Sends an event, and returns the response. */
  JsonNode invoke(String event) throws IOException {
    in.write(event.lines().map(String::strip).reduce("", String::concat));
    in.newLine();
    in.flush();
    return parse(readUntil("response: ").substring("response: ".length()));
  }

  /** Waits until the handler was created, which is when Lambda would take a snapshot. */
  void waitUntilCreated() throws IOException {
    readUntil(FunctionMain.CREATED);
  }

  private String readUntil(String prefix) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      lines.add(line);
      if (line.startsWith(prefix)) {
        return line;
      }
    }
    throw new IOException("the function ended: " + String.join("\n", ownLines()));
  }

  private static ObjectNode parse(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (IOException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }

  /** What the function printed so far, without the names of classes. */
  List<String> ownLines() {
    return lines.stream().filter(line -> !line.contains("[class,load]")).toList();
  }

  /** Asserts that at least one class and none with these prefixes was loaded. */
  void loadedNone(String... prefixes) {
    List<String> classes =
        lines.stream()
            .filter(line -> line.contains("[class,load]"))
            .map(line -> line.substring(line.lastIndexOf(']') + 2))
            .toList();
    assertThat(classes.stream().filter(name -> name.contains(".mondayauth.RequestVerifier ")))
        .isNotEmpty();
    assertThat(classes.stream().filter(name -> Arrays.stream(prefixes).anyMatch(name::startsWith)))
        .isEmpty();
  }

  @Override
  public void close() {
    process.destroy();
  }
}

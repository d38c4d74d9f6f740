package io.github.mondayauth.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.github.mondayauth.testkit.TokenDraft;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Compiles the Java blocks of README.md exactly as they are printed there, and runs each function
 * in its own process, with real clients of the AWS SDK.
 */
@Isolated("it starts processes whose first calls have production time limits")
class ReadmeTest {
  private static final Path README = Path.of("README.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern CLASS = Pattern.compile("public final class (\\w+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
  private static final String BASE = "https://app.example.com";

  private final RegisteredApp registered = RegisteredApp.random();
  private final FakeMonday monday = FakeMonday.start(registered);
  private final FakeUser ada = monday.addUser("Ada", "acme");
  private final FakeAws aws = FakeAws.start();
  private final String keyArn = aws.createKey("1234abcd-12ab-34cd-56ef-1234567890ab");

  @TempDir Path folder;

  @BeforeEach
  void compile() throws Exception {
    aws.putSecret(
        "monday",
        "AWSCURRENT",
        "{\"client_secret\":\"%s\",\"signing_secret\":\"%s\"}"
            .formatted(registered.clientSecret(), registered.signingSecret()));
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-cp"));
    arguments.add(System.getProperty("java.class.path"));
    for (String block : blocks()) {
      Matcher name = CLASS.matcher(block);
      assertThat(name.find()).isTrue();
      Path source = folder.resolve(name.group(1) + ".java");
      arguments.add(Files.writeString(source, IMPORTS + block).toString());
    }
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(code).as("javac's exit code").isZero();
  }

  private static final String IMPORTS =
      """
      import com.amazonaws.services.lambda.runtime.Context;
      import io.github.mondayauth.*;
      import io.github.mondayauth.aws.*;
      import io.github.mondayauth.oauth.*;
      import io.github.mondayauth.vault.*;
      import java.net.URI;
      import java.time.Duration;
      import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
      import software.amazon.awssdk.services.kms.KmsClient;
      import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

      """;

  @AfterEach
  void close() {
    aws.close();
    monday.close();
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("CLIENT_ID", registered.clientId());
    environment.put("BASE_URI", BASE);
    environment.put("SIGNING_SECRET", registered.signingSecret());
    environment.put("SECRET_ID", "monday");
    environment.put("TABLE", DynamoDbLocal.TABLE);
    environment.put("KEY_ARN", keyArn);
    environment.put("AWS_ENDPOINT_URL", aws.endpoint().toString());
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", DynamoDbLocal.endpoint().toString());
    return environment;
  }

  private FunctionProcess start(String function) throws Exception {
    return FunctionProcess.start(function, folder, file -> true, environment());
  }

  private String post(String path, TokenDraft token, String body) {
    String authorization = token.account(ada.accountId()).user(ada.id()).sign();
    return FunctionProcess.event("POST", path, "", Map.of("authorization", authorization), body);
  }

  private TokenDraft request(String path) {
    return monday.tokens().request(URI.create(BASE + path));
  }

  @Test
  void verifiesAnActionWithTheJarsThatThePageNames() throws Exception {
    try (FunctionProcess function =
        FunctionProcess.start(
            "RunFunction", folder, FunctionProcess::isOfVerifyingFunction, environment())) {
      JsonNode verified = function.invoke(post("/run", request("/run"), "{}"));
      JsonNode refused = function.invoke(post("/run", request("/other"), "{}"));

      assertThat(verified.path("statusCode").asInt()).isEqualTo(200);
      assertThat(verified.path("body").asText()).isEqualTo("{}");
      assertThat(refused.path("statusCode").asInt()).isEqualTo(401);
      assertThat(function.ownLines())
          .anyMatch(line -> line.startsWith("log: refused: TokenRejectedException: "));
    }
  }

  @Test
  void connectsUsersServesActionsAndForgets() throws Exception {
    Connections connections = connections();
    MondayUser user = new MondayAccount(ada.accountId()).user(ada.id());
    try (FunctionProcess authorization = start("AuthorizationFunction");
        FunctionProcess service = start("ServiceFunction");
        FunctionProcess lifecycle = start("LifecycleFunction")) {
      String token =
          monday
              .tokens()
              .authorization(
                  URI.create(BASE + "/authorize"), URI.create("https://acme.monday.com/boards/1"))
              .account(ada.accountId())
              .user(ada.id())
              .sign();
      JsonNode begun =
          authorization.invoke(
              FunctionProcess.event("GET", "/authorize", "token=" + token, Map.of(), null));
      JsonNode forged =
          authorization.invoke(
              FunctionProcess.event("GET", "/callback/monday", "code=a&state=b", Map.of(), null));

      assertThat(begun.path("statusCode").asInt()).isEqualTo(302);
      assertThat(begun.path("headers").path("Location").asText())
          .startsWith("https://auth.monday.com/");
      assertThat(begun.path("cookies").path(0).asText()).startsWith("__Host-monday-auth-");
      assertThat(forged.path("statusCode").asInt()).isEqualTo(400);

      JsonNode missing = service.invoke(post("/service", request("/service"), "{}"));
      connections.admin().put(user, "monday", Credential.of(Secret.of("an-access-token")));
      JsonNode served = service.invoke(post("/service", request("/service"), "{}"));

      assertThat(missing.path("statusCode").asInt()).isEqualTo(400);
      assertThat(missing.path("body").asText()).contains("severityCode");
      assertThat(served.path("statusCode").asInt()).isEqualTo(200);

      JsonNode uninstalled =
          lifecycle.invoke(
              post("/lifecycle", monday.tokens().appLifecycle(), ada.lifecycleBody("uninstall")));
      JsonNode afterwards = service.invoke(post("/service", request("/service"), "{}"));

      assertThat(uninstalled.path("statusCode").asInt()).isEqualTo(200);
      assertThat(afterwards.path("statusCode").asInt()).isEqualTo(400);
      assertThat(aws.requests())
          .extracting(FakeAws.Received::operation)
          .contains("GetSecretValue", "Encrypt", "Decrypt");
    }
  }

  @Test
  void aFunctionWithSnapStartReadsTheSecretsOnTheFirstRequest() throws Exception {
    try (FunctionProcess function = start("SnapStartFunction")) {
      function.waitUntilCreated();
      assertThat(aws.requests()).isEmpty();
      JsonNode first = function.invoke(post("/service", request("/service"), "{}"));
      assertThat(first.path("statusCode").asInt()).isEqualTo(200);
      // The SDK sends a request again that takes it too long.
      List<FakeAws.Received> ofFirst = List.copyOf(aws.requests());
      assertThat(ofFirst)
          .extracting(FakeAws.Received::operation)
          .isNotEmpty()
          .containsOnly("GetSecretValue");
      JsonNode second = function.invoke(post("/service", request("/service"), "{}"));
      assertThat(second.path("statusCode").asInt()).isEqualTo(200);
      assertThat(aws.requests()).isEqualTo(ofFirst);
    }
  }

  /** The same app in this process, as another instance. */
  private Connections connections() {
    MondayApp app =
        MondayApp.builder(registered.clientId(), URI.create(BASE))
            .clientSecret(Secret.of(registered.clientSecret()))
            .signingSecret(Secret.of(registered.signingSecret()))
            .build();
    TokenVault vault =
        TokenVault.open(
            app,
            new DynamoDbTokenStore(DynamoDbLocal.client(), DynamoDbLocal.TABLE),
            KmsKeyRing.of(aws.kms(), keyArn));
    return Connections.create(app, vault, Connector.monday("me:read", "account:read"));
  }

  @Test
  void theHandlerOfAVerifiedActionNeedsAtMostFifteenLines() throws Exception {
    assertThat(blocks().get(0).lines()).hasSizeLessThanOrEqualTo(15);
  }

  @Test
  void linksLeadToFiles() throws Exception {
    assertThat(LINK.matcher(Files.readString(README)).results().map(link -> link.group(1)))
        .isNotEmpty()
        .allSatisfy(target -> assertThat(Path.of(target)).exists());
  }

  private static List<String> blocks() throws Exception {
    return BLOCK.matcher(Files.readString(README)).results().map(block -> block.group(1)).toList();
  }
}

package io.github.mondayauth.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestVerifier;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Functions work without the jars that they do not use, and load nothing of them. */
@Isolated("it starts processes whose first calls have production time limits")
class ClassLoadingTest {
  private static final RegisteredApp APP = RegisteredApp.random();
  private static final String BASE = "https://app.example.com";

  @TempDir Path folder;

  private static MondayApp app() {
    return MondayApp.builder(System.getenv("CLIENT_ID"), URI.create(BASE))
        .signingSecret(Secret.of(System.getenv("SIGNING_SECRET")))
        .build();
  }

  /** Verifies, and uses nothing else. */
  public static final class Verifies extends HttpApiHandler {
    private final RequestVerifier verifier = app().requestVerifier();

    @Override
    protected Reply reply(LambdaRequest request, Context context) {
      return Reply.json(
          200, "{\"user\":" + verifier.verify(request.authorization(), "/run").user().id() + "}");
    }
  }

  /** Verifies, and reads a record of DynamoDB with a key from the environment. */
  public static final class Reads extends HttpApiHandler {
    private final MondayApp app = app();
    private final TokenVault vault =
        TokenVault.open(
            app,
            new DynamoDbTokenStore(
                LambdaClients.build(DynamoDbClient.builder()), DynamoDbLocal.TABLE),
            KeyRing.of(Secret.of(System.getenv("KEYS"))));

    @Override
    protected Reply reply(LambdaRequest request, Context context) {
      MondayAccount account =
          app.requestVerifier().verify(request.authorization(), "/run").account();
      return Reply.json(200, "{\"found\":" + vault.find(account, "none").isPresent() + "}");
    }
  }

  private FunctionProcess start(Class<?> function, Predicate<String> has) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("CLIENT_ID", APP.clientId());
    environment.put("SIGNING_SECRET", APP.signingSecret());
    environment.put("KEYS", KeyRing.generate().reveal());
    environment.put("AWS_ENDPOINT_URL", DynamoDbLocal.endpoint().toString());
    return FunctionProcess.start(function.getName(), folder, has, environment);
  }

  private static String event() {
    String token =
        MondayTokens.of(APP, InstantSource.system()).request(URI.create(BASE + "/run")).sign();
    return FunctionProcess.event("POST", "/run", "", Map.of("authorization", token), "{}");
  }

  @Test
  void aFunctionThatVerifiesLoadsNothingElse() throws Exception {
    try (FunctionProcess function = start(Verifies.class, FunctionProcess::isOfVerifyingFunction)) {
      assertThat(function.invoke(event()).path("body").asText())
          .isEqualTo("{\"user\":" + MondayTokens.USER + "}");
    }
    try (FunctionProcess function = start(Verifies.class, file -> true)) {
      function.invoke(event());
      function.loadedNone(
          "io.github.mondayauth.vault.",
          "io.github.mondayauth.oauth.",
          "software.amazon.awssdk.",
          "okhttp3.",
          "kotlin.",
          "com.fasterxml.jackson.databind.",
          "org.slf4j.");
    }
  }

  @Test
  void aFunctionWithDynamoDbNeedsNoOtherServiceOfTheSdk() throws Exception {
    try (FunctionProcess function =
        start(
            Reads.class,
            file ->
                !file.matches(
                    "(kms|ssm|secretsmanager|okhttp|okio|kotlin|DynamoDBLocal).*[.]jar"))) {
      assertThat(function.invoke(event()).path("body").asText()).isEqualTo("{\"found\":false}");
      function.loadedNone(
          "software.amazon.awssdk.services.kms.",
          "software.amazon.awssdk.services.ssm.",
          "software.amazon.awssdk.services.secretsmanager.",
          "okhttp3.",
          "kotlin.",
          "io.github.mondayauth.oauth.");
    }
  }
}

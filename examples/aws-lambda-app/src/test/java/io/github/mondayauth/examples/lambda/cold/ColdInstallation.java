package io.github.mondayauth.examples.lambda.cold;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.aws.DynamoDbLocal;
import io.github.mondayauth.aws.DynamoDbTokenStore;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.Step;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A user who has connected monday.com, with the credential in DynamoDB Local; and what the measured
 * functions need to serve this user.
 */
record ColdInstallation(Map<String, String> environment, String token) {
  private static final URI LOCAL = URI.create("http://localhost:1");

  /** Connects a user through the fake monday.com. */
  static ColdInstallation create() {
    RegisteredApp registered =
        RegisteredApp.random().withRedirectUris(LOCAL.resolve("/callback/monday"));
    String key = KeyRing.generate().reveal();
    try (FakeMonday monday = FakeMonday.start(registered)) {
      monday.consent(Consent.allow());
      FakeUser ada = monday.addUser("Ada", "acme");
      connect(registered, monday, ada, key);
      Map<String, String> environment = new LinkedHashMap<>();
      environment.put("AWS_REGION", "eu-central-1");
      environment.put("AWS_ACCESS_KEY_ID", "local");
      environment.put("AWS_SECRET_ACCESS_KEY", "local");
      environment.put("AWS_ENDPOINT_URL_DYNAMODB", DynamoDbLocal.endpoint().toString());
      environment.put(ColdSettings.CLIENT_ID, registered.clientId());
      environment.put(ColdSettings.CLIENT_SECRET, registered.clientSecret());
      environment.put(ColdSettings.SIGNING_SECRET, registered.signingSecret());
      environment.put(ColdSettings.KEY, key);
      environment.put(ColdSettings.TABLE, DynamoDbLocal.TABLE);
      String token =
          monday
              .tokens()
              .request(ColdSettings.BASE_URI.resolve(ColdSettings.PATH))
              .account(ada.accountId())
              .user(ada.id())
              .sign();
      return new ColdInstallation(environment, token);
    }
  }

  private static void connect(
      RegisteredApp registered, FakeMonday monday, FakeUser user, String key) {
    MondayApp app =
        MondayApp.builder(registered.clientId(), LOCAL)
            .clientSecret(Secret.of(registered.clientSecret()))
            .signingSecret(Secret.of(registered.signingSecret()))
            .insecureMonday(monday.origin())
            .build();
    TokenVault vault =
        TokenVault.open(
            app,
            new DynamoDbTokenStore(DynamoDbLocal.client(), DynamoDbLocal.TABLE),
            KeyRing.of(Secret.of(key)));
    Connections connections =
        Connections.create(app, vault, Connector.monday("me:read", "account:read"));

    URI authorize = user.addRecipe(LOCAL.resolve("/authorize"));
    Step consent = connections.begin(BrowserRequest.get("/authorize", authorize.getRawQuery()));
    String location = consent.reply().headers().get("Location");
    URI callback = URI.create(new TestBrowser().openOnce(URI.create(location)).location());
    List<String> cookies =
        consent.reply().cookies().stream()
            .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
            .toList();
    Step done =
        connections.resume(
            BrowserRequest.get(callback.getRawPath(), callback.getRawQuery())
                .headers(name -> name.equalsIgnoreCase("Cookie") ? cookies : List.of()));
    if (!(done instanceof Step.Done)) {
      throw new IllegalStateException("Expected a connected user, found " + done);
    }
  }

  /** A client whose reads are recorded. */
  static DynamoDbClient client(ItemKeys recorded) {
    return DynamoDbClient.builder()
        .endpointOverride(DynamoDbLocal.endpoint())
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClient(UrlConnectionHttpClient.create())
        .overrideConfiguration(c -> c.addExecutionInterceptor(recorded))
        .build();
  }

  /** The same with another variable. */
  ColdInstallation with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(name, value);
    return new ColdInstallation(more, token);
  }
}

package io.github.mondayauth.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.RequestVerifier;
import io.github.mondayauth.aws.DynamoDbLocal;
import io.github.mondayauth.aws.FakeAws;
import io.github.mondayauth.aws.GatewayEvents;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.testkit.TestClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * The functions behind the routes of the template, each with its own clients, and with a
 * monday.com, a tracker and AWS services that are stand-ins on localhost.
 */
class FunctionsTest {
  private final TestClock clock = TestClock.at(Instant.parse("2026-05-01T12:00:00Z"));
  private final SamTemplate template = SamTemplate.read();
  private final FakeAws aws = FakeAws.start();
  private final FakeOAuthServer tracker = FakeOAuthServer.builder().clock(clock).start();
  private final String keyArn = aws.createKey("1234abcd-12ab-34cd-56ef-1234567890ab");
  private final TestBrowser browser = new TestBrowser();
  private LocalGateway gateway;
  private FakeMonday monday;
  private FakeUser ada;

  /** The clients of one function. */
  private final class FakeClients implements Clients {
    @Override
    public DynamoDbClient dynamoDb() {
      return DynamoDbLocal.client();
    }

    @Override
    public KmsClient kms() {
      return aws.kms();
    }

    @Override
    public SecretsManagerClient secretsManager() {
      return aws.secretsManager();
    }
  }

  @BeforeEach
  void deploy() throws Exception {
    gateway = new LocalGateway();
    tracker.collection(Tracker.ISSUES);
    RegisteredApp registered =
        RegisteredApp.random().withRedirectUris(gateway.origin().resolve("/callback/monday"));
    monday = FakeMonday.builder(registered).clock(clock).start();
    ada = monday.addUser("Ada", "acme");
    aws.putSecret(
        "monday",
        "AWSCURRENT",
        """
        {"signing_secret":"%s","client_secret":"%s","tracker_client_secret":"%s"}"""
            .formatted(
                registered.signingSecret(), registered.clientSecret(), tracker.clientSecret()));
    gateway.deploy(new AuthorizationFunction(integration("AuthorizationFunction")));
    gateway.deploy(new LifecycleFunction(integration("LifecycleFunction")));
    gateway.deploy(
        new CreateIssueFunction(
            integration("CreateIssueFunction"), settings("CreateIssueFunction", new TreeSet<>())));
    RequestVerifier verifier =
        Apps.verifyingBuilder(settings("IssueFieldsFunction", new TreeSet<>()), new FakeClients())
            .insecureMonday(monday.origin())
            .timeSource(clock)
            .build()
            .requestVerifier();
    gateway.deploy(new IssueFieldsFunction(() -> verifier));
  }

  @AfterEach
  void close() {
    gateway.close();
    monday.close();
    tracker.close();
    aws.close();
  }

  /** The variables that the template declares for a function. */
  private Map<String, String> variables(String function) {
    Map<String, String> values = new HashMap<>();
    values.put("MONDAY_CLIENT_ID", monday.app().clientId());
    values.put("BASE_URI", gateway.origin().toString());
    values.put("SECRET_ID", "monday");
    values.put("TABLE", DynamoDbLocal.TABLE);
    values.put("KEY_ARN", keyArn);
    values.put("TRACKER", tracker.origin().toString());
    values.put("TRACKER_CLIENT_ID", tracker.clientId());
    values.keySet().retainAll(template.variables(function).keySet());
    return values;
  }

  /** What the template says of a function, and records which variables it reads. */
  private Settings settings(String function, Set<String> read) {
    Map<String, String> values = variables(function);
    return new Settings(
        name -> {
          read.add(name);
          return values.get(name);
        });
  }

  private Supplier<Integration> integration(String function) {
    Integration integration =
        Integration.of(
            settings(function, new TreeSet<>()),
            new FakeClients(),
            builder -> builder.insecureMonday(monday.origin()).timeSource(clock));
    return () -> integration;
  }

  private URI at(String path) {
    return gateway.origin().resolve(path);
  }

  private void connect() {
    monday.consent(Consent.allow());
    tracker.consent(Consent.allow());
    TestBrowser.Page page = browser.open(ada.addRecipe(at("/authorize")));
    assertThat(page.reply().status()).as("%s", gateway.log()).isEqualTo(200);
    assertThat(page.uri().getHost()).isEqualTo(monday.origin().getHost());
  }

  @Test
  void connectsRunsActionsRefreshesAndForgets() throws Exception {
    assertThat(run().status()).isEqualTo(400);

    connect();
    assertThat(run().status()).as("%s", gateway.log()).isEqualTo(200);
    int before = tracker.tokenRequests().size();
    clock.advance(Duration.ofHours(2));
    assertThat(run().status()).isEqualTo(200);
    assertThat(tracker.tokenRequests()).hasSize(before + 1);

    assertThat(ada.uninstall(at(lifecyclePath())).status()).isEqualTo(200);
    assertThat(run().status()).isEqualTo(400);
    assertThat(tracker.liveTokens()).isZero();
  }

  @Test
  void servesTheFieldsOfAnIssueWithoutAnyCredential() {
    AppReply reply = ada.fieldDefinitions(at("/fields/issue"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).contains("\"id\":\"title\"");
  }

  @Test
  void refusesEveryRequestThatMondayDidNotSend() {
    for (SamTemplate.Route route : template.routes()) {
      URI uri = at(route.path().replaceAll("\\{[^}]+}", "tracker"));
      int status =
          route.method().equals("GET")
              ? browser.open(uri).reply().status()
              : monday.post(uri, "forged", "{}").status();
      assertThat(status).as("%s", route).isBetween(400, 403);
    }
    assertThat(gateway.log()).noneMatch(line -> line.startsWith("failed: "));
  }

  @Test
  void theLogContainsNoSecret() throws Exception {
    connect();
    run();
    ada.uninstall(at(lifecyclePath()));

    List<String> secrets = new ArrayList<>(monday.issuedTokens());
    secrets.addAll(tracker.issuedTokens());
    secrets.addAll(
        List.of(monday.app().clientSecret(), monday.app().signingSecret(), tracker.clientSecret()));
    assertThat(secrets).hasSizeGreaterThan(5);
    assertThat(gateway.log())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).doesNotContain(secrets));
  }

  @Test
  void maintenanceRuns() {
    connect();
    List<String> log = new ArrayList<>();

    String summary =
        new MaintenanceFunction(integration("MaintenanceFunction"))
            .handleRequest(Map.of(), GatewayEvents.context(log));

    assertThat(summary).contains("1 accounts", "0 failures");
    assertThat(log).containsExactly(summary);
  }

  @Test
  void everyFunctionReadsExactlyItsOwnVariables() {
    for (String function : template.functions().keySet()) {
      Set<String> read = new TreeSet<>();
      Settings settings = settings(function, read);
      if (function.equals("IssueFieldsFunction")) {
        Apps.verifyingBuilder(settings, new FakeClients());
      } else {
        Integration.of(
            settings, new FakeClients(), builder -> builder.insecureMonday(monday.origin()));
      }

      assertThat(read).as(function).isEqualTo(template.variables(function).keySet());
    }
  }

  @Test
  void readsTheSecretsAtStartupWithoutSnapStart() {
    long before = secretsRead();
    Integration.atStartup(initializedAs("on-demand"), new FakeClients());
    assertThat(secretsRead()).isEqualTo(before + 1);
    new IssueFieldsFunction(initializedAs("provisioned-concurrency"), new FakeClients());
    assertThat(secretsRead()).isEqualTo(before + 2);
  }

  @Test
  void aSnapshotContainsNoSecret() {
    long before = secretsRead();
    Settings settings = initializedAs("snap-start");
    Supplier<Integration> integration = Integration.atStartup(settings, new FakeClients());
    gateway.deploy(new AuthorizationFunction(integration));
    gateway.deploy(new LifecycleFunction(integration));
    gateway.deploy(new CreateIssueFunction(integration, settings));
    gateway.deploy(new IssueFieldsFunction(settings, new FakeClients()));
    MaintenanceFunction maintenance = new MaintenanceFunction(integration);
    assertThat(secretsRead()).isEqualTo(before);

    for (int i = 0; i < 2; i++) {
      assertThat(monday.post(at("/actions/create-issue"), "forged", "{}").status()).isEqualTo(401);
      assertThat(monday.post(at("/fields/issue"), "forged", "{}").status()).isEqualTo(401);
      maintenance.handleRequest(Map.of(), GatewayEvents.context(new ArrayList<>()));
    }
    assertThat(secretsRead()).isEqualTo(before + 2);
  }

  /** Settings with the variable that says how Lambda started the instance. */
  private Settings initializedAs(String type) {
    Map<String, String> values = variables("CreateIssueFunction");
    values.put("AWS_LAMBDA_INITIALIZATION_TYPE", type);
    values.put("BASE_URI", "https://app.example.com");
    values.put("TRACKER", "https://tracker.example.com");
    return new Settings(values::get);
  }

  /** How often all functions have read the secrets. */
  private long secretsRead() {
    return aws.requests().stream()
        .filter(request -> request.operation().equals("GetSecretValue"))
        .count();
  }

  @Test
  void createsOneIssueWithTheUsersFieldsHoweverOftenMondayRepeatsTheRequest() {
    connect();
    String body =
        """
        {"payload":{"inputFields":{"title":"Broken \\"door\\""}},
         "runtimeMetadata":{"actionUuid":"4ee9a3a8d0b3f7ce"}}""";

    for (int i = 0; i < 2; i++) {
      assertThat(post(body).status()).as("%s", gateway.log()).isEqualTo(200);
    }

    assertThat(tracker.stored(Tracker.ISSUES))
        .singleElement()
        .satisfies(
            issue -> assertThat(issue).containsEntry("title", "Broken \"door\"").containsKey("id"));
  }

  @Test
  void anIssueWithoutATitleIsNotCreated() {
    AppReply reply = ada.runAction(at("/actions/create-issue"), Map.of());

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.notification()).isNotNull();
    assertThat(tracker.stored(Tracker.ISSUES)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 503})
  void mondayRepeatsTheRequestUntilTheTrackerIsAvailable(int status) {
    connect();
    tracker.collection(Tracker.ISSUES, Fault.html(status));

    assertThat(run().status()).isEqualTo(503);
    assertThat(run().notification()).isNull();

    tracker.collection(Tracker.ISSUES, Fault.none());
    assertThat(run().status()).isEqualTo(200);
    assertThat(tracker.stored(Tracker.ISSUES)).hasSize(1);
  }

  @Test
  void mondayRepeatsTheRequestIfTheTrackerClosesTheConnection() {
    connect();
    tracker.collection(Tracker.ISSUES, Fault.cutOff());

    assertThat(run().status()).isEqualTo(503);
  }

  @Test
  void theUserIsNotifiedIfTheTrackerRefusesTheIssue() {
    connect();
    tracker.collection(Tracker.ISSUES, Fault.error(422, "title_too_long"));

    AppReply reply = run();

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("status 422").doesNotContain("title_too_long");
  }

  @Test
  void anAccessTokenThatTheTrackerRefusesIsRenewedOnce() {
    connect();
    clock.advance(Duration.ofMinutes(1));
    tracker.refuseAccessTokens();

    assertThat(run().status()).isEqualTo(200);
    assertThat(tracker.stored(Tracker.ISSUES)).hasSize(1);
  }

  private AppReply run() {
    return ada.runAction(at("/actions/create-issue"), Map.of("title", "Broken door"));
  }

  private AppReply post(String body) {
    URI uri = at("/actions/create-issue");
    return monday.post(
        uri, monday.tokens().request(uri).account(ada.accountId()).user(ada.id()).sign(), body);
  }

  private String lifecyclePath() {
    return template.routes().stream()
        .filter(route -> route.function().equals("LifecycleFunction"))
        .findFirst()
        .orElseThrow()
        .path();
  }
}

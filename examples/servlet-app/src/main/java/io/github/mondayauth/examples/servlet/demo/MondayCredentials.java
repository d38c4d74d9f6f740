package io.github.mondayauth.examples.servlet.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.TestBrowser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * monday.com's Credentials feature: monday.com takes a user through the consent of the issue
 * tracker, keeps the access token itself, and sends it to the application with each run of a
 * workflow block.
 */
final class MondayCredentials {
  /** The header {@code User-Agent} of monday.com's own requests to the tracker. */
  static final String USER_AGENT = "monday.com Credentials";

  private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");
  private static final long CREDENTIALS_ID = 55_012L;

  private final DemoEnvironment environment;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  MondayCredentials(DemoEnvironment environment) {
    this.environment = environment;
  }

  /** The user's new access token of the tracker, which the application neither gets nor stores. */
  String connect(FakeUser user) {
    URI redirectUri = environment.monday.origin().resolve("/credentials/callback");
    URI consent =
        URI.create(
            environment.tracker.authorizationEndpoint()
                + "?"
                + form(
                    Map.of(
                        "response_type",
                        "code",
                        "client_id",
                        environment.tracker.clientId(),
                        "redirect_uri",
                        redirectUri.toString(),
                        "scope",
                        "issues")));
    String login = user.name().toLowerCase(Locale.ROOT);
    TestBrowser.Page page = new TestBrowser().open(consent);
    if (page.hasForm()) {
      page = page.submit(Map.of("decision", "allow", "user", login));
    }
    Matcher code = CODE.matcher(page.uri().toString());
    if (!code.find()) {
      throw new IllegalStateException("Expected a callback with a code, found " + page);
    }
    return exchange(code.group(1), redirectUri);
  }

  /** Runs a workflow block in which the user has chosen a credential. */
  AppReply runBlock(FakeUser user, String accessToken) {
    return send(
        user,
        "{\"tracker\":{\"userCredentialsId\":%d,\"accessToken\":\"%s\"}}"
            .formatted(CREDENTIALS_ID, accessToken));
  }

  /** Runs a workflow block in which the user has chosen no credential. */
  AppReply runBlockWithoutCredential(FakeUser user) {
    return send(user, "{}");
  }

  private AppReply send(FakeUser user, String credentialsValues) {
    URI block = environment.at("/monday/block");
    String token =
        environment.monday.tokens().request(block).account(user.accountId()).user(user.id()).sign();
    return environment.monday.post(
        block,
        token,
        "{\"payload\":{\"blockKind\":\"action\",\"credentialsValues\":" + credentialsValues + "}}");
  }

  private String exchange(String code, URI redirectUri) {
    HttpRequest request =
        HttpRequest.newBuilder(environment.tracker.tokenEndpoint())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("User-Agent", USER_AGENT)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "code="
                        + code
                        + "&"
                        + form(
                            Map.of(
                                "grant_type", "authorization_code",
                                "redirect_uri", redirectUri.toString(),
                                "client_id", environment.tracker.clientId(),
                                "client_secret", environment.tracker.clientSecret()))))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode token = json.readTree(response.body()).path("access_token");
      if (!token.isTextual()) {
        throw new IllegalStateException(
            "Expected an access token from the tracker, found status " + response.statusCode());
      }
      return token.asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private static String form(Map<String, String> parameters) {
    StringBuilder form = new StringBuilder();
    parameters.forEach(
        (name, value) ->
            form.append(form.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, UTF_8)));
    return form.toString();
  }
}

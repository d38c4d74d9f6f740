package io.github.mondayauth.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.token.MondayApi.Acceptance;
import io.github.mondayauth.oauth.token.MondayApi.Identity;
import io.github.mondayauth.oauth.token.MondayApi.Names;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queries to monday.com's API. */
final class MondayApiTest {
  private final List<Request> sent = new ArrayList<>();

  private MondayApi api(int status, String body) {
    return new MondayApi(
        new GuardedTransport(
            request -> {
              sent.add(request);
              return new Response(status, Map.of(), body);
            },
            false),
        URI.create("https://api.example/v2"));
  }

  private static String me(String fields) {
    return "{\"data\":{\"me\":{" + fields + "}}}";
  }

  private static String token(String payload) {
    return "e30." + Base64Url.encode(payload.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
  }

  @Test
  void queriesTheIdentityWithTheAccessToken() {
    Identity identity = api(200, me("\"id\":\"7\",\"account\":{\"id\":\"8\"}")).identity("token");

    assertThat(identity).isEqualTo(new Identity(OptionalLong.of(7), OptionalLong.of(8)));
    Request request = sent.get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.headers()).containsEntry("Authorization", "token");
    assertThat(request.body()).isEqualTo("{\"query\":\"{ me { id account { id } } }\"}");
  }

  @Test
  void readsTheIdentityFromTheToken() {
    assertThat(Identity.ofToken(token("{\"uid\":7,\"actid\":\"8\"}")))
        .isEqualTo(new Identity(OptionalLong.of(7), OptionalLong.of(8)));
    assertThat(Identity.ofToken("opaque"))
        .isEqualTo(new Identity(OptionalLong.empty(), OptionalLong.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "\"0\"",
        "\"-1\"",
        "\"07\"",
        "1.0",
        "1e3",
        "null",
        "{}",
        "\"\"",
        "9223372036854775808",
        "\"1234567890123456789\""
      })
  void treatsAnIdThatIsNotAPositiveNumberAsAbsent(String id) {
    Identity unknown = new Identity(OptionalLong.empty(), OptionalLong.empty());

    assertThat(Identity.ofToken(token("{\"uid\":" + id + ",\"actid\":" + id + "}")))
        .isEqualTo(unknown);
    assertThat(api(200, me("\"id\":" + id + ",\"account\":{\"id\":" + id + "}")).identity("token"))
        .isEqualTo(unknown);
  }

  /** An API that returns these fields of {@code me} for queries that contain the key. */
  private MondayApi fields(Map<String, String> fields) {
    return new MondayApi(
        new GuardedTransport(
            request -> {
              sent.add(request);
              for (Map.Entry<String, String> field : fields.entrySet()) {
                if (String.valueOf(request.body()).contains(field.getKey())) {
                  return new Response(200, Map.of(), me(field.getValue()));
                }
              }
              return new Response(500, Map.of(), "");
            },
            false),
        URI.create("https://api.example/v2"));
  }

  @Test
  void queriesEmailAddressAndNamesEachByItself() {
    Names names =
        fields(
                Map.of(
                    "{ me { email } }", "\"email\":\"a@b\"",
                    "{ me { name } }", "\"name\":\"A\"",
                    "{ me { account { name } } }", "\"account\":{\"name\":\"B\"}"))
            .names("token");

    assertThat(names).isEqualTo(new Names("a@b", "A", "B"));
    assertThat(sent).hasSize(3);
  }

  @Test
  void leavesNamesEmptyThatMondayDoesNotReturn() {
    assertThat(fields(Map.of("{ me { email } }", "\"email\":\"a@b\"")).names("token"))
        .isEqualTo(new Names("a@b", "", ""));
  }

  @Test
  void saysWhyTheEmailAddressIsNotAvailable() {
    String unauthorized =
        "{\"errors\":[{\"extensions\":{\"code\":\"UserUnauthorizedException\"}}]}";
    assertReason(api(401, ""), OAuthException.Reason.EXPIRED);
    assertReason(api(200, unauthorized), OAuthException.Reason.IDENTITY_UNKNOWN);
    assertReason(api(403, ""), OAuthException.Reason.IDENTITY_UNKNOWN);
    assertReason(api(200, "{\"errors\":[]}"), OAuthException.Reason.UNAVAILABLE);
    assertReason(api(200, me("\"email\":\"\"")), OAuthException.Reason.UNAVAILABLE);
    assertReason(api(200, "<html>"), OAuthException.Reason.UNAVAILABLE);
    assertReason(api(503, ""), OAuthException.Reason.UNAVAILABLE);
    assertThat(sent).as("no further queries").hasSize(7);
  }

  /** monday.com sends most failures of a query with status 200. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "COMPLEXITY_BUDGET_EXHAUSTED",
        "ComplexityException",
        "maxConcurrencyExceeded",
        "INTERNAL_SERVER_ERROR"
      })
  void errorWithStatus200IsNoMissingScope(String code) {
    String error = "{\"message\":\"m\",\"extensions\":{\"code\":\"" + code + "\"}}";
    String failed = "{\"data\":{\"me\":null},\"errors\":[" + error + "]}";
    String partial = "{\"data\":{\"me\":{\"id\":\"7\"}},\"errors\":[" + error + "]}";
    MondayUser user = new MondayAccount(8).user(7);

    for (String body : List.of(failed, partial)) {
      for (ThrowingCallable query :
          List.<ThrowingCallable>of(
              () -> api(200, body).identity("token"),
              () -> api(200, body).role(user, "token"),
              () -> api(200, body).names("token"))) {
        assertThatThrownBy(query)
            .as(body)
            .isInstanceOfSatisfying(
                OAuthException.class,
                e -> assertThat(e.reason()).isEqualTo(OAuthException.Reason.UNAVAILABLE));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UserUnauthorizedException",
        "USER_UNAUTHORIZED",
        "UNAUTHORIZED_FIELD_OR_TYPE",
        "missingRequiredPermissions",
        "USER_ACCESS_DENIED"
      })
  void errorAboutScopesOrPermissionsIsNoOutage(String code) {
    String body =
        "{\"data\":{\"me\":null},\"errors\":[{\"extensions\":{\"code\":\"" + code + "\"}}]}";
    assertThat(api(200, body).identity("token"))
        .isEqualTo(new Identity(OptionalLong.empty(), OptionalLong.empty()));
    assertThatThrownBy(() -> api(200, body).role(new MondayAccount(8).user(7), "token"))
        .isInstanceOfSatisfying(
            OAuthException.class,
            e -> assertThat(e.reason()).isEqualTo(OAuthException.Reason.ROLE_UNKNOWN));
    assertReason(api(200, body), OAuthException.Reason.IDENTITY_UNKNOWN);
  }

  @Test
  void errorNextToTheWholeIdentityIsIgnored() {
    String body =
        "{\"data\":{\"me\":{\"id\":\"7\",\"account\":{\"id\":\"8\"}}},"
            + "\"errors\":[{\"extensions\":{\"code\":\"ASSET_UNAVAILABLE\"}}]}";

    assertThat(api(200, body).identity("token"))
        .isEqualTo(new Identity(OptionalLong.of(7), OptionalLong.of(8)));
  }

  @Test
  void accessTokenThatNoHeaderCanCarryIsNotSent() {
    String token = "canary\r\nX-Admin: 1";
    assertThatThrownBy(() -> api(200, me("\"id\":\"7\"")).identity(token))
        .isInstanceOf(OAuthException.class)
        .hasMessageContaining("printable ASCII")
        .hasMessageNotContaining("canary");
    assertThat(api(200, me("\"id\":\"7\"")).acceptance(token))
        .isEqualTo(MondayApi.Acceptance.UNKNOWN);
    assertThat(sent).isEmpty();
  }

  private static void assertReason(MondayApi api, OAuthException.Reason reason) {
    assertThatThrownBy(() -> api.names("token"))
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void aRefusalIsKnownByItsJson() {
    String notAuthenticated = "{\"errors\":[\"Not Authenticated\"]}";
    String denied = "{\"error_code\":\"USER_ACCESS_DENIED\",\"error_message\":\"\"}";
    assertThat(api(401, notAuthenticated).acceptance("token")).isEqualTo(Acceptance.REFUSED);
    assertThat(api(403, denied).acceptance("token")).isEqualTo(Acceptance.REFUSED);
    for (String body : List.of("", "<html>", "[]", "{}", "null", "{\"message\":\"Forbidden\"}")) {
      assertThat(api(401, body).acceptance("token")).as(body).isEqualTo(Acceptance.UNKNOWN);
      assertThat(api(403, body).acceptance("token")).as(body).isEqualTo(Acceptance.UNKNOWN);
    }
  }

  @Test
  void reportsAnUnavailableApi() {
    MondayApi unreachable =
        new MondayApi(
            new GuardedTransport(
                request -> {
                  throw new IOException("planted");
                },
                false),
            URI.create("https://api.example/v2"));

    for (MondayApi api : List.of(api(500, ""), api(429, ""), unreachable)) {
      assertThatThrownBy(() -> api.identity("token"))
          .isInstanceOfSatisfying(
              OAuthException.class,
              e -> assertThat(e.reason()).isEqualTo(OAuthException.Reason.UNAVAILABLE))
          .hasMessageNotContaining("planted");
    }
  }
}

package io.github.mondayauth.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.token.MondayApi.Acceptance;
import io.github.mondayauth.oauth.token.MondayApi.Role;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The role of a user, by which monday.com's API decides who may connect for the whole account, and
 * whether the API accepts an access token.
 */
final class MondayRoleTest {
  private static final MondayUser ADA = new MondayAccount(7).user(5);
  private static final String UNAUTHORIZED =
      "{\"errors\":[{\"extensions\":{\"code\":\"UserUnauthorizedException\"}}]}";

  private final List<Request> sent = new ArrayList<>();

  /** An API with this response to every query, or without any if it is null. */
  private MondayApi api(@Nullable Response response) {
    return new MondayApi(
        new GuardedTransport(
            request -> {
              sent.add(request);
              if (response == null) {
                throw new IOException("canary");
              }
              return response;
            },
            false),
        URI.create("https://api.example/v2"));
  }

  private MondayApi api(int status, String body) {
    return api(new Response(status, Map.of(), body));
  }

  private static String me(String fields) {
    return "{\"data\":{\"me\":{" + fields + "}}}";
  }

  private static String role(String id, Object isAdmin, Object isGuest, Object isViewOnly) {
    return me(
        "\"id\":%s,\"is_admin\":%s,\"is_guest\":%s,\"is_view_only\":%s"
            .formatted(id, isAdmin, isGuest, isViewOnly));
  }

  @ParameterizedTest
  @CsvSource({
    "true, false, false, true",
    "false, false, false, true",
    "false, true, false, false",
    "false, false, true, false",
    "false, true, true, false"
  })
  void readsTheRoleOfTheAccessTokensUser(
      boolean isAdmin, boolean isGuest, boolean isViewOnly, boolean isMember) {
    Role role = api(200, role("\"5\"", isAdmin, isGuest, isViewOnly)).role(ADA, "token");

    assertThat(role).isEqualTo(new Role(isAdmin, isGuest, isViewOnly));
    assertThat(role.isMember()).isEqualTo(isMember);
    assertThat(sent)
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.headers()).containsEntry("Authorization", "token");
              assertThat(request.body())
                  .isEqualTo("{\"query\":\"{ me { id is_admin is_guest is_view_only } }\"}");
            });
  }

  private OAuthException failure(MondayApi api) {
    return catchThrowableOfType(OAuthException.class, () -> api.role(ADA, "canary"));
  }

  private void assertUnknown(String body, String found) {
    OAuthException failure = failure(api(200, body));
    assertThat(failure).as(body).isNotNull();
    assertThat(failure.reason()).as(body).isEqualTo(Reason.ROLE_UNKNOWN);
    assertThat(failure).hasMessageContaining("found " + found).hasMessageNotContaining("canary");
  }

  @Test
  void theRoleOfAnotherUserIsNotTheRoleOfTheUserWhoConnects() {
    assertUnknown(role("6", true, false, false), "that of another user");
    assertUnknown(role("\"55\"", true, false, false), "that of another user");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "0", "-5", "\"\"", "\"05\"", "5.0", "true", "[5]"})
  void aRoleWithoutAUserIsNotTheRoleOfTheUserWhoConnects(String id) {
    assertUnknown(role(id, true, false, false), "that of another user");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"true\"", "1", "{}"})
  void aRoleOfWhichAnyPartIsMissingIsUnknown(String part) {
    assertUnknown(role("5", part, false, false), "none");
    assertUnknown(role("5", true, part, false), "none");
    assertUnknown(role("5", true, false, part), "none");
  }

  @Test
  void saysWhyTheRoleIsNotKnown() {
    assertUnknown(UNAUTHORIZED, "none");
    assertThat(failure(api(401, "{}")).reason()).isEqualTo(Reason.EXPIRED);
    assertThat(failure(api(429, "{}")).reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(failure(api(503, "{}")).reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(failure(api(null)).reason()).isEqualTo(Reason.UNAVAILABLE);
  }

  @Test
  void anAccessTokenIsAcceptedIfTheApiNamesItsUserOrSaysThatAScopeIsMissing() {
    assertThat(api(200, me("\"id\":5")).acceptance("token")).isEqualTo(Acceptance.ACCEPTED);
    assertThat(api(200, UNAUTHORIZED).acceptance("token")).isEqualTo(Acceptance.ACCEPTED);
    assertThat(sent.get(0).body()).isEqualTo("{\"query\":\"{ me { id } }\"}");
  }

  @Test
  void anAccessTokenIsRefusedByAStatusOnly() {
    String refusal = "{\"errors\":[{\"message\":\"Not Authenticated\"}]}";
    assertThat(api(401, refusal).acceptance("token")).isEqualTo(Acceptance.REFUSED);
    assertThat(api(403, refusal).acceptance("token")).isEqualTo(Acceptance.REFUSED);
    assertThat(api(200, refusal).acceptance("token")).isEqualTo(Acceptance.UNKNOWN);
  }

  @Test
  void anyOtherResponseDoesNotSayWhetherAnAccessTokenIsAccepted() {
    for (MondayApi api :
        List.of(
            api(null),
            api(429, me("\"id\":5")),
            api(500, me("\"id\":5")),
            api(302, me("\"id\":5")),
            api(404, UNAUTHORIZED),
            api(200, "{\"data\":{\"me\":null}}"),
            api(200, "{\"errors\":[{\"extensions\":{\"code\":\"ComplexityException\"}}]}"),
            api(200, "<html>"),
            api(200, ""))) {
      assertThat(api.acceptance("token")).isEqualTo(Acceptance.UNKNOWN);
    }
  }

  @Test
  void saysWhetherTheResponseAboutANewAccessTokenWasJson() {
    assertThat(catchThrowableOfType(OAuthException.class, () -> api(401, "{\"a\":1}").identity("")))
        .hasMessageEndingWith("found 401");
    assertThat(catchThrowableOfType(OAuthException.class, () -> api(200, "<html>").identity("")))
        .hasMessageEndingWith("found 200 without JSON");
  }
}

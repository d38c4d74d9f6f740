package io.github.mondayauth.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.http.GuardedTransport;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a new grant is completed with, and when a lookup fails the connection. */
final class LookupClientTest {
  private static final RequestTemplate ME = RequestTemplate.of("GET", "https://api.example/me");

  private static final TokenEndpoint LABEL = Endpoints.with(server -> server.withLabel(ME, "name"));
  private static final TokenEndpoint SITE =
      Endpoints.with(server -> server.withLookup(ME, "site", "site.id"));
  private static final TokenEndpoint BOTH =
      Endpoints.with(server -> server.withLookup(ME, "site", "site.id").withLabel(ME, "name"));

  private final List<Request> sent = new ArrayList<>();

  /** A client of an API with this response to every request, or without any if it is null. */
  private LookupClient client(@Nullable Response response) {
    return new LookupClient(
        new TokenClient(
            new GuardedTransport(
                request -> {
                  sent.add(request);
                  if (response == null) {
                    throw new IOException("canary");
                  }
                  return response;
                },
                false)));
  }

  private LookupClient client(int status, String body) {
    return client(new Response(status, Map.of(), body));
  }

  private static Grant grant(String label) {
    return new Grant(
        "at",
        null,
        Instant.EPOCH,
        null,
        Set.of(),
        Set.of(),
        Map.of("kept", "k"),
        "",
        7,
        label,
        null);
  }

  @Test
  void looksUpAttributesAndTheLabel() {
    Grant completed =
        client(200, "{\"name\":\"Ada\",\"site\":{\"id\":5}}").complete(BOTH, grant(""));

    assertThat(completed.attributes()).isEqualTo(Map.of("kept", "k", "site", "5"));
    assertThat(completed.label()).isEqualTo("Ada");
    assertThat(sent)
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.uri()).hasToString("https://api.example/me");
              assertThat(request.headers()).containsEntry("Authorization", "Bearer at");
            });
  }

  @Test
  void sendsNoLookupForALabelThatTheTokenResponseNamed() {
    assertThat(client(200, "{\"name\":\"Bob\"}").complete(LABEL, grant("Ada")).label())
        .isEqualTo("Ada");
    assertThat(sent).isEmpty();
  }

  @Test
  void looksUpAttributesAlthoughTheLabelIsKnown() {
    Grant completed =
        client(200, "{\"name\":\"Bob\",\"site\":{\"id\":\"S\"}}").complete(BOTH, grant("Ada"));

    assertThat(completed.attributes()).containsEntry("site", "S");
    assertThat(completed.label()).isEqualTo("Ada");
    assertThat(sent).hasSize(1);
  }

  @Test
  void aLookupForALabelAloneNeverFails() {
    for (LookupClient client :
        List.of(client(null), client(503, ""), client(404, "{}"), client(200, "\"text\""))) {
      assertThat(client.complete(LABEL, grant(""))).isEqualTo(grant(""));
    }
    assertThat(sent).hasSize(4);
  }

  private static OAuthException failure(LookupClient client, TokenEndpoint endpoint) {
    return catchThrowableOfType(OAuthException.class, () -> client.complete(endpoint, grant("")));
  }

  @Test
  void saysThatThereWasNoResponse() {
    OAuthException failure = failure(client(null), SITE);

    assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("found no response").hasMessageNotContaining("canary");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429 | {} | UNAVAILABLE | found status 429",
        "500 | {} | UNAVAILABLE | found status 500",
        "503 | {} | UNAVAILABLE | found status 503",
        "404 | {\"site\":{\"id\":5}} | PROVIDER | status 404",
        "200 | {\"site\":{}} | PROVIDER | status 200",
        "200 | {\"site\":{\"id\":\" \"}} | PROVIDER | status 200",
        "200 | [] | PROVIDER | status 200"
      })
  void aLookupThatFindsNoneOfItsAttributesFails(
      int status, String body, Reason reason, String found) {
    OAuthException failure = failure(client(status, body), SITE);

    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure).hasMessageStartingWith("svc.example: ").hasMessageContaining(found);
  }

  /** The empty path is the whole document, which has to be an object or an array. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {"\"text\"", "17", "true", "null", "text", "''"})
  void aDocumentThatIsNoObjectOrArrayIsNoAttribute(String body) {
    TokenEndpoint whole = Endpoints.with(server -> server.withLookup(ME, "all", ""));

    assertThat(failure(client(200, body), whole).reason()).isEqualTo(Reason.PROVIDER);
    assertThat(client(200, "{\"a\":1}").complete(whole, grant("")).attributes())
        .containsEntry("all", "{\"a\":1}");
  }
}

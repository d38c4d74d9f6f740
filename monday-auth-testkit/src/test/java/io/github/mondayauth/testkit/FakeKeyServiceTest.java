package io.github.mondayauth.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeKeyServiceTest {
  private final FakeKeyService service = FakeKeyService.start();

  @AfterEach
  void close() {
    service.close();
  }

  private HttpResponse<String> get(String header, String value) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(service.resource()).header(header, value).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void keyGivesItsUserAccessToTheResource() throws Exception {
    String ada = service.newKey("ada");
    String grace = service.newKey("grace");
    assertThat(get("X-Api-Key", ada).body()).contains("ada");
    assertThat(get("X-Api-Key", grace).body()).contains("grace");
    assertThat(service.issuedKeys()).containsExactly(ada, grace);
    assertThat(service.requests()).hasSize(2);
  }

  @Test
  void refusesWrongKeysAndOtherHeaders() throws Exception {
    String key = service.newKey("ada");
    assertThat(get("X-Api-Key", key + "x").statusCode()).isEqualTo(401);
    assertThat(get("Authorization", "Bearer " + key).statusCode()).isEqualTo(401);
  }

  @Test
  void refusesRevokedKeysAndAcceptsNewOnes() throws Exception {
    String first = service.newKey("ada");
    service.revokeKeys();
    assertThat(get("X-Api-Key", first).statusCode()).isEqualTo(401);
    assertThat(get("X-Api-Key", service.newKey("ada")).statusCode()).isEqualTo(200);
    assertThat(service.issuedKeys()).contains(first);
  }

  @Test
  void faultOfTheResourceLastsForTheGivenRequests() throws Exception {
    String key = service.newKey("ada");
    service.resource(Fault.html(504).times(1));
    assertThat(get("X-Api-Key", key).statusCode()).isEqualTo(504);
    assertThat(get("X-Api-Key", key).statusCode()).isEqualTo(200);
  }
}

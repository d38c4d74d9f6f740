package io.github.mondayauth.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.HttpTransport.Request;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RequestTemplateTest {
  private static final Map<String, String> VALUES = Map.of("token", "at", "team", "T 1");
  private static final RequestTemplate PLAIN =
      RequestTemplate.of("POST", "https://api.example/{team}/me");

  @Test
  void sendsNothingIfAValueIsNotKnownWhereverItsPlaceholderIs() {
    for (RequestTemplate template :
        new RequestTemplate[] {
          PLAIN.withHeader("X-Site", "{site}"),
          PLAIN.withField(false, "site", "{site}"),
          PLAIN.withField(true, "site", "{site}"),
          PLAIN.withUri("https://api.example/{site}/me"),
          PLAIN.withUri("https://api.example/me?site={site}"),
          PLAIN.withUri("https://{site}/me")
        }) {
      assertThat(template.request(VALUES, "")).as(template.toString()).isNull();
    }
    assertThat(PLAIN.request(VALUES, "")).isNotNull();
  }

  @Test
  void sendsAFormOrAJsonObjectWithItsType() {
    Request form = PLAIN.withField(false, "team", "{team}").request(VALUES, "");
    assertThat(form.headers()).containsEntry("Content-Type", "application/x-www-form-urlencoded");
    assertThat(form.body()).isEqualTo("team=T+1");

    Request json = PLAIN.withField(true, "team", "{team}").request(VALUES, "");
    assertThat(json.headers()).containsEntry("Content-Type", "application/json");
    assertThat(json.body()).isEqualTo("{\"team\":\"T 1\"}");

    assertThat(PLAIN.request(VALUES, "").headers()).doesNotContainKey("Content-Type");
  }

  @Test
  void showsNoValue() {
    assertThat(PLAIN.withHeader("X-Key", "canary"))
        .hasToString("POST https://api.example/{team}/me");
  }
}

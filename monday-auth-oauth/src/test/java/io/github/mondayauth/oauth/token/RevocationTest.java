package io.github.mondayauth.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.token.TokenClient.TokenType;
import java.net.URI;
import org.junit.jupiter.api.Test;

final class RevocationTest {
  private static final URI ENDPOINT = URI.create("https://svc.example/revoke");

  @Test
  void isPossibleWithAnEndpointOrARequestOnly() {
    RequestTemplate request = RequestTemplate.of("DELETE", ENDPOINT.toString());

    assertThat(Revocation.at(null).isPossible()).isFalse();
    assertThat(Revocation.at(ENDPOINT).isPossible()).isTrue();
    assertThat(new Revocation(null, request, true, true).isPossible()).isTrue();
  }

  @Test
  void isOfEachTypeOfTokenByItself() {
    Revocation refreshOnly = new Revocation(ENDPOINT, null, true, false);
    assertThat(refreshOnly.isOf(TokenType.REFRESH_TOKEN)).isTrue();
    assertThat(refreshOnly.isOf(TokenType.ACCESS_TOKEN)).isFalse();

    Revocation accessOnly = new Revocation(ENDPOINT, null, false, true);
    assertThat(accessOnly.isOf(TokenType.REFRESH_TOKEN)).isFalse();
    assertThat(accessOnly.isOf(TokenType.ACCESS_TOKEN)).isTrue();
  }
}

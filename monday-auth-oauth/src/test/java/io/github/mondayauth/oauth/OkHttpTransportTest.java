package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.http.OkHttpTransport;
import org.junit.jupiter.api.Test;

/** The built-in transport on okhttp. */
final class OkHttpTransportTest extends TransportContract {
  @Override
  HttpTransport.Builder builder() {
    return HttpTransport.builder();
  }

  @Test
  void isTheDefaultIfOkHttpIsPresent() {
    assertThat(HttpTransport.standard()).isInstanceOf(OkHttpTransport.class);
  }
}

package io.github.mondayauth.examples.spring;

import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.OAuthServer;
import io.github.mondayauth.spring.CredentialInterceptor;
import java.net.http.HttpClient;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** The connections of the app, in the order in which users make them, and the tracker's client. */
@Configuration(proxyBeanMethods = false)
class TrackerConfiguration {
  /** monday.com waits one minute for the app's reply. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  static final String TRACKER = "tracker";

  @Bean
  @Order(1)
  Connector mondayConnector() {
    return Connector.monday("me:read", "account:read");
  }

  @Bean
  @Order(2)
  Connector trackerConnector(TrackerProperties tracker) {
    OAuthServer server =
        OAuthServer.of(tracker.authorizationEndpoint(), tracker.tokenEndpoint())
            .revocationEndpoint(tracker.revocationEndpoint());
    return Connector.oauth(TRACKER, server, tracker.clientId(), tracker.clientSecret())
        .title("the issue tracker")
        .scopes("issues");
  }

  /** A client that follows no redirects, so that a credential stays with the tracker. */
  @Bean
  RestClient trackerClient(TrackerProperties tracker, Connections connections) {
    JdkClientHttpRequestFactory requests =
        new JdkClientHttpRequestFactory(
            HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build());
    requests.setReadTimeout(TIMEOUT);
    return RestClient.builder()
        .requestFactory(requests)
        .requestInterceptor(CredentialInterceptor.forOrigin(connections, TRACKER, tracker.api()))
        .build();
  }
}

package io.github.mondayauth.benchmarks.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.MondayUser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.oauth2.client.JdbcOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;

/** Spring Security's store for credentials in a database, which does not encrypt them. */
final class SpringStore implements HmacServlet.Credentials {
  private final ClientRegistrationRepository registrations =
      new InMemoryClientRegistrationRepository(
          registration(ActionRequests.FIRST), registration(ActionRequests.SECOND));
  private final OAuth2AuthorizedClientService clients;

  SpringStore(DataSource source) {
    clients = new JdbcOAuth2AuthorizedClientService(new JdbcTemplate(source), registrations);
  }

  /** The SQL with which Spring Security creates its table on PostgreSQL. */
  static String schema() {
    String file = "/org/springframework/security/oauth2/client/oauth2-client-schema-postgres.sql";
    try (InputStream in = SpringStore.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void save(MondayUser user, String connection, ActionData.Issued issued) {
    OAuth2AccessToken accessToken =
        new OAuth2AccessToken(
            OAuth2AccessToken.TokenType.BEARER,
            issued.accessToken(),
            issued.issuedAt(),
            issued.expiresAt(),
            Set.of("repo"));
    OAuth2AuthorizedClient client =
        new OAuth2AuthorizedClient(
            Objects.requireNonNull(registrations.findByRegistrationId(connection)),
            principal(user),
            accessToken,
            new OAuth2RefreshToken(issued.refreshToken(), issued.issuedAt()));
    clients.saveAuthorizedClient(
        client, UsernamePasswordAuthenticationToken.unauthenticated(principal(user), ""));
  }

  @Override
  public int length(MondayUser user, String connection) {
    OAuth2AuthorizedClient client = clients.loadAuthorizedClient(connection, principal(user));
    if (client == null) {
      throw new IllegalStateException("Expected a credential of " + user + ", found none");
    }
    return client.getAccessToken().getTokenValue().length();
  }

  private static String principal(MondayUser user) {
    return user.account().id() + ":" + user.id();
  }

  private static ClientRegistration registration(String connection) {
    return ClientRegistration.withRegistrationId(connection)
        .clientId("client id")
        .clientSecret("client secret")
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .redirectUri("https://integration.example.com/callback")
        .authorizationUri("https://provider.example.com/authorize")
        .tokenUri("https://provider.example.com/token")
        .build();
  }
}

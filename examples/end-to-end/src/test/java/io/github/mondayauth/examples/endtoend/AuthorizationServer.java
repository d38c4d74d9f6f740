package io.github.mondayauth.examples.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.ContextLoaderListener;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;

/**
 * Spring Authorization Server in this JVM: the service that users of the application connect. Users
 * log in with a form and give consent on a page. Access tokens are JWTs of more than 3 KB, refresh
 * tokens rotate, and a reused one ends its grant.
 */
final class AuthorizationServer implements AutoCloseable {
  static final String USER = "ada";
  static final String PASSWORD = "correct horse battery staple";
  static final String CLIENT_SECRET = "the-secret-of-every-client-in-these-tests";

  /** How long the server says that an access token is valid. */
  static final Duration ACCESS_TOKEN_LIFETIME = Duration.ofMinutes(5);

  private static final int CLAIM_CHARACTERS = 2_200;
  private static final AtomicInteger CLIENTS = new AtomicInteger();

  private final Server server = new Server();
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI origin;
  private final Clients clients = new Clients();
  final Authorizations authorizations = new Authorizations();
  final Issuer issuer = new Issuer();
  final TokenRequests tokenRequests = new TokenRequests();
  final Revocations revocations = new Revocations();

  /** Beans of Spring Authorization Server; the others come from the server itself. */
  @Configuration
  @EnableWebSecurity
  static class Beans {
    @Bean
    SecurityFilterChain chain(HttpSecurity security) {
      return security
          .oauth2AuthorizationServer(Customizer.withDefaults())
          .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
          .formLogin(Customizer.withDefaults())
          .build();
    }

    @Bean
    UserDetailsService users() {
      return new InMemoryUserDetailsManager(
          User.withUsername(USER).password("{noop}" + PASSWORD).roles("USER").build());
    }

    @Bean
    JWKSource<SecurityContext> keys() throws Exception {
      RSAKey key = new RSAKeyGenerator(2048).keyID("signing").generate();
      return new ImmutableJWKSet<>(new JWKSet(key));
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> largeTokens() {
      return context -> context.getClaims().claim("groups", "g".repeat(CLAIM_CHARACTERS));
    }
  }

  AuthorizationServer() throws Exception {
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("localhost");
    server.addConnector(connector);
    connector.open();
    origin = URI.create("http://localhost:" + connector.getLocalPort());
    issuer.send(origin.toString());

    AnnotationConfigWebApplicationContext spring = new AnnotationConfigWebApplicationContext();
    spring.register(Beans.class);
    spring.addBeanFactoryPostProcessor(
        beans -> {
          beans.registerSingleton("clients", clients);
          beans.registerSingleton("authorizations", authorizations);
          beans.registerSingleton(
              "settings", AuthorizationServerSettings.builder().issuer(origin.toString()).build());
        });
    ServletContextHandler context = new ServletContextHandler(ServletContextHandler.SESSIONS);
    context.addEventListener(new ContextLoaderListener(spring));
    for (Filter filter :
        new Filter[] {
          tokenRequests, revocations, issuer, new DelegatingFilterProxy("springSecurityFilterChain")
        }) {
      context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
    }
    server.setHandler(context);
    server.start();
  }

  /** Registers a client, with a confidential secret and one redirect URI. */
  String register(URI redirectUri) {
    String clientId = "client-" + CLIENTS.incrementAndGet();
    clients.save(
        RegisteredClient.withId(clientId)
            .clientId(clientId)
            .clientSecret("{noop}" + CLIENT_SECRET)
            .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
            .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
            .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
            .redirectUri(redirectUri.toString())
            .scope("read")
            .scope("write")
            .clientSettings(
                ClientSettings.builder()
                    .requireAuthorizationConsent(true)
                    .requireProofKey(true)
                    .build())
            .tokenSettings(
                TokenSettings.builder()
                    .reuseRefreshTokens(false)
                    .accessTokenTimeToLive(ACCESS_TOKEN_LIFETIME)
                    .build())
            .build());
    return clientId;
  }

  URI origin() {
    return origin;
  }

  URI endpoint(String path) {
    return origin.resolve(path);
  }

  /** Whether the server accepts a token, by its introspection endpoint (RFC 7662). */
  boolean accepts(String clientId, String token) {
    return post("/oauth2/introspect", clientId, "token=" + encode(token))
        .contains("\"active\":true");
  }

  /** How many of the tokens that a client received are still accepted. */
  long accepted(String clientId) {
    return accepted(clientId, 0);
  }

  /** The same for the token responses after the first {@code skipped} ones. */
  long accepted(String clientId, int skipped) {
    return authorizations.issued(clientId).stream()
        .skip(skipped)
        .filter(
            issued ->
                accepts(clientId, issued.accessToken())
                    || (issued.refreshToken() != null && accepts(clientId, issued.refreshToken())))
        .count();
  }

  /** Sends a refresh request, as a thief of client and refresh token would; returns the body. */
  String refresh(String clientId, String refreshToken) {
    return post(
        "/oauth2/token",
        clientId,
        "grant_type=refresh_token&refresh_token=" + encode(refreshToken));
  }

  private String post(String path, String clientId, String form) {
    String credentials = clientId + ":" + CLIENT_SECRET;
    HttpRequest request =
        HttpRequest.newBuilder(endpoint(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)))
            .timeout(Duration.ofMinutes(1))
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** The server's document at a path, without client authentication. */
  String get(String path) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(endpoint(path)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }
}

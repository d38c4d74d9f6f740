package io.github.mondayauth.oauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mondayauth.oauth.HttpTransport;
import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.AuthorizationServer;
import io.github.mondayauth.oauth.connector.OAuthSpec;
import io.github.mondayauth.oauth.token.TokenClient;
import io.github.mondayauth.oauth.token.TokenEndpoint;
import io.github.mondayauth.oauth.token.TokenEndpointException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the library adds to every transport. */
final class GuardedTransportTest {
  private static final Request REQUEST =
      new Request("POST", URI.create("https://provider.example/token"), Map.of(), "secret=x");

  private static NoResponseException failure(Exception thrown) {
    GuardedTransport guarded =
        new GuardedTransport(
            request -> {
              throw GuardedTransportTest.<IOException>undeclared(thrown);
            },
            false);
    return catchThrowableOfType(NoResponseException.class, () -> guarded.send(REQUEST));
  }

  /** Throws any exception without declaring it, as Kotlin does. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Exception> E undeclared(Exception thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void keepsTheInterruptFlagIfTheTransportThrowsAnUndeclaredInterruptedException() {
    NoResponseException interrupted = failure(new InterruptedException("x"));

    assertThat(Thread.interrupted()).as("the interrupt flag").isTrue();
    assertThat(interrupted.mayHaveBeenProcessed()).isTrue();
  }

  @Test
  void rejectsPlainHttpExceptToLocalhostInDevelopment() {
    GuardedTransport strict = new GuardedTransport(HttpTransport.standard(), false);
    GuardedTransport development = new GuardedTransport(HttpTransport.standard(), true);

    for (String uri : List.of("http://localhost/x", "http://provider.example/x", "ftp://x/y")) {
      assertThatThrownBy(() -> strict.check(URI.create(uri)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    development.check(URI.create("http://localhost:8080/x"));
    development.check(URI.create("http://127.0.0.1/x"));
    assertThatThrownBy(() -> development.check(URI.create("http://provider.example/x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> development.check(URI.create("http://localhost.evil.example/x")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sendsNothingToAUriThatFailsTheCheck() {
    GuardedTransport guarded =
        new GuardedTransport(
            request -> {
              throw new AssertionError("sent");
            },
            false);
    Request plain = new Request("GET", URI.create("http://provider.example/x"), Map.of(), "");

    assertThatThrownBy(() -> guarded.send(plain)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void returnsResponsesOfAnyStatus() throws Exception {
    GuardedTransport guarded =
        new GuardedTransport(request -> new Response(503, Map.of(), "down"), false);

    assertThat(guarded.send(REQUEST).status()).isEqualTo(503);
  }

  @Test
  void reportsWhetherTheServerMayHaveProcessedTheRequest() {
    for (Exception unsent :
        List.of(
            new ConnectException("x"),
            new UnknownHostException("x"),
            new NoRouteToHostException("x"))) {
      assertThat(failure(unsent).mayHaveBeenProcessed()).isFalse();
      assertThat(failure(unsent).reason()).isEqualTo(Reason.UNAVAILABLE);
    }
    for (Exception unknown :
        List.of(
            new SocketTimeoutException("x"),
            new IOException("x"),
            new IllegalStateException("x"))) {
      assertThat(failure(unknown).mayHaveBeenProcessed()).isTrue();
      assertThat(failure(unknown).reason()).isEqualTo(Reason.UNAVAILABLE);
    }
  }

  @Test
  void reportsAResponseThatIsTooLargeAsUnusable() {
    NoResponseException tooLarge = failure(new ResponseTooLargeException(1_000));

    assertThat(tooLarge.reason()).isEqualTo(Reason.PROVIDER);
    assertThat(tooLarge.mayHaveBeenProcessed()).isTrue();
    assertThat(tooLarge).hasMessageContaining("1000 bytes");
  }

  /** The provider responded, so it would not respond otherwise to the same refresh token. */
  @Test
  void aTokenResponseThatIsTooLargeIsNotLost() {
    assertThat(refreshFailure(new IOException("x")).isResponseLost()).isTrue();
    assertThat(refreshFailure(new ConnectException("x")).isResponseLost()).isFalse();

    TokenEndpointException tooLarge = refreshFailure(new ResponseTooLargeException(1_000));
    assertThat(tooLarge.isResponseLost()).isFalse();
    assertThat(tooLarge.mayHaveBeenProcessed()).isTrue();
  }

  private static TokenEndpointException refreshFailure(IOException thrown) {
    TokenClient tokens =
        new TokenClient(
            new GuardedTransport(
                request -> {
                  throw thrown;
                },
                false));
    AuthorizationServer server =
        AuthorizationServer.of(
            URI.create("https://svc.example/authorize"), URI.create("https://svc.example/token"));
    TokenEndpoint endpoint = OAuthSpec.of("svc", server, "id", null).tokenEndpoint("");
    return catchThrowableOfType(TokenEndpointException.class, () -> tokens.refresh(endpoint, "rt"));
  }

  @Test
  void doesNotRepeatTheTransportsMessage() {
    for (Exception thrown :
        List.of(new IOException("planted"), new IllegalStateException("planted"))) {
      assertThat(failure(thrown))
          .hasMessageContaining("provider.example")
          .hasMessageNotContaining("planted")
          .hasNoCause();
    }
  }
}

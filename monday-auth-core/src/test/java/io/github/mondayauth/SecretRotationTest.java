package io.github.mondayauth;

import static io.github.mondayauth.Fixture.AUTHORIZE;
import static io.github.mondayauth.Fixture.BACK;
import static io.github.mondayauth.Fixture.RUN;
import static io.github.mondayauth.Fixture.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.net.URI;
import org.junit.jupiter.api.Test;

class SecretRotationTest {
  private static final Secret NEW = Secret.of("new0new0new0new0new0new0new0new0");
  private static final Secret OLDEST = Secret.of("old0old0old0old0old0old0old0old0");

  private final Fixture fixture = new Fixture();
  private final Secret current = Secret.of(fixture.registered.signingSecret());

  @Test
  void acceptsEverySecretAndReportsWhichOneSigned() {
    RequestVerifier verifier =
        fixture.builder().signingSecret(NEW, current, OLDEST).build().requestVerifier();

    verifier.verify(fixture.tokens.request(RUN).signedWith(NEW.reveal()).sign(), "/run");
    verifier.verify(fixture.tokens.request(RUN).sign(), "/run");
    verifier.verify(fixture.tokens.request(RUN).signedWith(OLDEST.reveal()).sign(), "/run");

    assertThat(fixture.events)
        .containsExactly("REQUEST verified by 0", "REQUEST verified by 1", "REQUEST verified by 2");
  }

  @Test
  void refusesSecretThatWasRemoved() {
    RequestVerifier verifier = fixture.builder().signingSecret(NEW).build().requestVerifier();
    String token = fixture.tokens.request(RUN).sign();
    assertRejected(Reason.SIGNATURE, () -> verifier.verify(token, "/run"));
  }

  @Test
  void acceptsEveryClientSecret() {
    Secret client = Secret.of(fixture.registered.clientSecret());
    MondayApp app = fixture.builder().clientSecret(NEW, client).build();
    app.sessionTokenVerifier().verify(fixture.tokens.session().sign());
    app.appLifecycleVerifier()
        .verify(fixture.tokens.appLifecycle().sign(), fixture.body("uninstall"));
    assertThat(fixture.events)
        .containsExactly("SESSION verified by 1", "APP_LIFECYCLE verified by 1");
  }

  @Test
  void countsClientSecretsAfterSigningSecretsWhereBothAreAllowed() {
    MondayApp app =
        fixture
            .builder()
            .signingSecret(NEW, OLDEST)
            .allowClientSecretForAuthorizationTokens()
            .build();
    app.authorizationTokenVerifier()
        .verify(
            fixture
                .tokens
                .authorization(AUTHORIZE, BACK)
                .signedWith(fixture.registered.clientSecret())
                .sign(),
            "/authorize");
    assertThat(fixture.events).containsExactly("AUTHORIZATION verified by 2");
  }

  @Test
  void signsWithTheCurrentSecret() {
    String header =
        fixture
            .builder()
            .signingSecret(NEW, current)
            .build()
            .outboundSigner(7)
            .authorizationFor(URI.create("https://api-gw.monday.com/x"));
    String[] parts = header.substring("Bearer ".length()).split("\\.", -1);
    assertThat(RawJws.signedParts(parts[0], parts[1], NEW.reveal())).endsWith(parts[2]);
  }

  @Test
  void listenerThatThrowsChangesNoOutcome() {
    AuthListener failing =
        new AuthListener() {
          @Override
          public void verified(TokenKind kind, int secretIndex) {
            throw new IllegalStateException("verified");
          }

          @Override
          public void rejected(TokenKind kind, Reason reason) {
            throw new IllegalStateException("rejected");
          }
        };
    RequestVerifier verifier = fixture.builder().listener(failing).build().requestVerifier();
    assertThat(verifier.verify(fixture.tokens.request(RUN).sign(), "/run")).isNotNull();
    assertRejected(Reason.MISSING, () -> verifier.verify(null, "/run"));
  }
}

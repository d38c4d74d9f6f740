package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.SentRequest;
import io.github.mondayauth.testkit.TokenDraft;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uninstall events that are forged, outdated or for another account. */
class InvalidUninstallTest {
  @TempDir Path folder;
  private AppFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = AppFixture.onSqlite(folder);
    fixture.connect(fixture.ada);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /** The session token that a view gets in a guest's browser. */
  private TokenDraft guestSession() {
    MondayTokens tokens = fixture.monday.tokens();
    return tokens
        .session()
        .account(fixture.gus.accountId())
        .user(fixture.gus.id())
        .claim("dat.is_admin", false)
        .claim("dat.is_guest", true)
        .claim("dat.user_kind", "guest");
  }

  private AppReply postUninstall(String token, FakeUser user) {
    return fixture.monday.post(fixture.lifecycleUrl(), token, user.lifecycleBody("uninstall"));
  }

  private void assertNothingDeleted() throws Exception {
    assertThat(fixture.credentials()).isEqualTo(2);
    assertThat(fixture.run(fixture.ada).status()).isEqualTo(200);
    assertThat(fixture.events.all()).doesNotContain("forgotten");
  }

  @Test
  void sessionTokenOfAGuestDeletesNothing() throws Exception {
    AppReply reply = postUninstall(guestSession().sign(), fixture.gus);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(fixture.events.all()).endsWith("claimed");
    assertNothingDeleted();
  }

  @Test
  void tokenOfAnotherAccountDeletesNothing() throws Exception {
    FakeUser linus = fixture.linus;
    String token =
        fixture.monday.tokens().session().account(linus.accountId()).user(linus.id()).sign();
    AppReply reply = postUninstall(token, fixture.ada);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.body()).contains("Reason: body.");
    assertNothingDeleted();
  }

  @Test
  void tokenOfAnotherAppDeletesNothing() throws Exception {
    String token =
        guestSession().claim("dat.is_admin", true).claim("dat.client_id", "f".repeat(32)).sign();
    assertThat(postUninstall(token, fixture.ada).status()).isEqualTo(401);
    assertNothingDeleted();
  }

  @Test
  void tokenWithoutClientIdDeletesNothing() throws Exception {
    String token = guestSession().claim("dat.is_admin", true).without("dat.client_id").sign();
    AppReply reply = postUninstall(token, fixture.ada);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(fixture.events.all()).endsWith("claimed");
    assertNothingDeleted();
  }

  @Test
  void otherEventsDeleteNothing() throws Exception {
    for (String type : new String[] {"install", "app_subscription_cancelled", "unknown_type"}) {
      assertThat(fixture.ada.lifecycle(fixture.lifecycleUrl(), type).status()).isEqualTo(200);
    }
    assertNothingDeleted();
  }

  /** monday.com can deliver an event twice, also after the app was reinstalled and connected. */
  @Test
  void eventRedeliveredAfterAReinstallDeletesNothing() throws Exception {
    fixture.clock.advance(Duration.ofSeconds(10));
    assertThat(fixture.ada.uninstall(fixture.lifecycleUrl()).status()).isEqualTo(200);
    assertThat(fixture.credentials()).isZero();
    SentRequest uninstall = fixture.monday.sent().get(fixture.monday.sent().size() - 1);
    fixture.clock.advance(Duration.ofSeconds(10));
    fixture.ada.install(fixture.lifecycleUrl());
    fixture.connect(fixture.ada);

    assertThat(fixture.monday.resend(uninstall).status()).isEqualTo(200);
    assertThat(fixture.credentials()).isEqualTo(2);
    assertThat(fixture.run(fixture.ada).status()).isEqualTo(200);
  }

  /** Refused access tokens prove nothing: their owner may have been deactivated. */
  @Test
  void uninstallByAGuestDeletesNothingThoughMondayRefusesTheAccountsTokens() throws Exception {
    fixture.clock.advance(Duration.ofSeconds(10));
    AppReply reply = fixture.gus.uninstall(fixture.lifecycleUrl());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(fixture.events.all()).endsWith("claimed");
    assertThat(fixture.credentials()).isEqualTo(2);
  }

  @Test
  void uninstallOfOneAccountKeepsTheOthers() throws Exception {
    fixture.connect(fixture.linus);
    fixture.clock.advance(Duration.ofSeconds(10));
    fixture.linus.uninstall(fixture.lifecycleUrl());
    assertThat(fixture.rows(fixture.linus)).isZero();
    assertThat(fixture.credentials()).isEqualTo(2);
    assertThat(fixture.run(fixture.ada).status()).isEqualTo(200);
  }
}

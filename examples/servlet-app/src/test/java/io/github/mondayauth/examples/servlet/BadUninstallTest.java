package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.SentRequest;
import io.github.mondayauth.testkit.TokenDraft;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uninstalls that are none. */
class BadUninstallTest {
  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.onSqlite(folder);
    scene.connect(scene.stage.ada);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /** What a view in a guest's browser gets from monday.get('sessionToken'). */
  private TokenDraft guestsSession() {
    FakeUser gus = scene.stage.gus;
    return scene
        .stage
        .monday
        .tokens()
        .session()
        .account(gus.accountId())
        .user(gus.id())
        .claim("dat.is_admin", false)
        .claim("dat.is_guest", true)
        .claim("dat.user_kind", "guest");
  }

  private AppReply uninstall(String token, FakeUser of) {
    return scene.stage.monday.post(scene.stage.lifecycle(), token, of.lifecycleBody("uninstall"));
  }

  private void nothingWasDeleted() throws Exception {
    assertThat(scene.credentials()).isEqualTo(2);
    assertThat(scene.run(scene.stage.ada).status()).isEqualTo(200);
    assertThat(scene.events.all()).doesNotContain("forgotten");
  }

  @Test
  void forgedWithAGuestsSessionTokenDeletesNothing() throws Exception {
    AppReply reply = uninstall(guestsSession().sign(), scene.stage.gus);
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.body()).isEqualTo("{\"error\":\"unproven\"}");
    nothingWasDeleted();
  }

  @Test
  void forgedForAnotherAccountDeletesNothing() throws Exception {
    FakeUser linus = scene.stage.linus;
    String token =
        scene.stage.monday.tokens().session().account(linus.accountId()).user(linus.id()).sign();
    AppReply reply = uninstall(token, scene.stage.ada);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.body()).contains("BODY");
    nothingWasDeleted();
  }

  @Test
  void tokenOfAnotherAppDeletesNothing() throws Exception {
    String token =
        guestsSession().claim("dat.is_admin", true).claim("dat.client_id", "f".repeat(32)).sign();
    assertThat(uninstall(token, scene.stage.ada).status()).isEqualTo(401);
    nothingWasDeleted();
  }

  @Test
  void tokenThatNamesNoAppDeletesNothing() throws Exception {
    String token = guestsSession().claim("dat.is_admin", true).without("dat.client_id").sign();
    AppReply reply = uninstall(token, scene.stage.ada);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.body()).contains("UNPROVEN");
    nothingWasDeleted();
  }

  @Test
  void otherEventsDeleteNothing() throws Exception {
    for (String type : new String[] {"install", "app_subscription_cancelled", "unheard_of"}) {
      assertThat(scene.stage.ada.lifecycle(scene.stage.lifecycle(), type).status()).isEqualTo(200);
    }
    nothingWasDeleted();
  }

  /** monday.com may deliver again; the app was installed and connected anew meanwhile. */
  @Test
  void redeliveredAfterAReinstallDeletesNothing() throws Exception {
    scene.clock.advance(Duration.ofSeconds(10));
    assertThat(scene.stage.ada.uninstall(scene.stage.lifecycle()).status()).isEqualTo(200);
    assertThat(scene.credentials()).isZero();
    SentRequest old = scene.stage.monday.sent().get(scene.stage.monday.sent().size() - 1);
    scene.clock.advance(Duration.ofSeconds(10));
    scene.stage.ada.install(scene.stage.lifecycle());
    scene.connect(scene.stage.ada);

    assertThat(scene.stage.monday.resend(old).status()).isEqualTo(200);
    assertThat(scene.credentials()).isEqualTo(2);
    assertThat(scene.run(scene.stage.ada).status()).isEqualTo(200);
  }

  /** The token says no admin, but monday.com itself confirms that the app is gone. */
  @Test
  void uninstallByAGuestCountsOnceMondayRefusesTheAccountsTokens() throws Exception {
    scene.clock.advance(Duration.ofSeconds(10));
    AppReply reply = scene.stage.gus.uninstall(scene.stage.lifecycle());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(scene.rows(scene.stage.ada)).isZero();
  }

  @Test
  void uninstallOfOneAccountLeavesTheOthers() throws Exception {
    scene.connect(scene.stage.linus);
    scene.clock.advance(Duration.ofSeconds(10));
    scene.stage.linus.uninstall(scene.stage.lifecycle());
    assertThat(scene.rows(scene.stage.linus)).isZero();
    assertThat(scene.credentials()).isEqualTo(2);
    assertThat(scene.run(scene.stage.ada).status()).isEqualTo(200);
  }
}

package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.LifecycleEvent;
import io.github.mondayauth.testkit.MondayTestApp;
import io.github.mondayauth.testkit.MondayTestExtension;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@SuppressWarnings("try") // the server is only closed
@ExtendWith(MondayTestExtension.class)
class TaskUninstallTest {
  @Test
  void keepsConnectionsAfterClaimedLateAndRepeatedUninstalls(MondayTestApp test)
      throws IOException {
    MondayApp app =
        MondayApp.builder(test.app().clientId(), test.baseUri())
            .clientSecret(Secret.of(test.app().clientSecret()))
            .signingSecret(Secret.of(test.app().signingSecret()))
            .insecureMonday(test.monday().origin())
            .timeSource(test.clock())
            .build();
    TokenVault vault = TokenVault.open(app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate()));
    Connections connections =
        Connections.create(app, vault, Connector.monday("me:read", "account:read"));
    FakeUser ada = test.monday().addUser("Ada", "acme");
    FakeUser bob = test.monday().addUser("Bob", "acme");
    URI lifecycle = test.url("/lifecycle");

    try (TaskServer server = TaskServer.start(test.port(), app, connections)) {
      test.addRecipe(ada, "/authorize");
      bob.become(FakeUser.Role.GUEST);
      ada.deactivate();
      assertThat(bob.event("uninstall").deliver(lifecycle).status()).isEqualTo(200);
      assertThat(connections.admin().maintain().claimCount()).isEqualTo(1);
      ada.reactivate();
      assertThat(connections.admin().maintain().disproved()).isEqualTo(1);
      assertThat(test.run(ada, "/run", Map.of()).status()).isEqualTo(200);

      LifecycleEvent uninstall = ada.uninstall();
      test.clock().advance(Duration.ofHours(2));
      assertThat(test.run(ada, "/run", Map.of()).status()).isEqualTo(400);
      assertThat(ada.install(lifecycle).status()).isEqualTo(200);
      test.addRecipe(ada, "/authorize");
      assertThat(uninstall.deliver(lifecycle).status()).isEqualTo(200);
      assertThat(uninstall.deliver(lifecycle).status()).isEqualTo(200);
      assertThat(test.run(ada, "/run", Map.of()).status()).isEqualTo(200);
    }
  }
}

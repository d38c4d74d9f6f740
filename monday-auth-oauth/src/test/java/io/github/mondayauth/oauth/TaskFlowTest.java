package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.ActionRun;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.MondayTestApp;
import io.github.mondayauth.testkit.MondayTestExtension;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@SuppressWarnings("try") // the server is only closed
@ExtendWith(MondayTestExtension.class)
class TaskFlowTest {
  @Test
  void connectsRunsRefreshesAndForgets(MondayTestApp test) throws IOException {
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

    try (TaskServer server = TaskServer.start(test.port(), app, connections)) {
      ActionRun beforeConnecting = test.runWithRetries(ada, "/run", Map.of("text", "Hello"));
      assertThat(beforeConnecting.attempts()).isEqualTo(1);
      assertThat(beforeConnecting.notification()).isNotNull();

      TestBrowser.Page page = test.addRecipe(ada, "/authorize");
      assertThat(test.isBackAtMonday(page)).isTrue();
      assertThat(test.run(ada, "/run", Map.of("text", "Hello")).status()).isEqualTo(200);

      test.clock().advance(Duration.ofHours(2));
      assertThat(test.run(ada, "/run", Map.of("text", "Hello")).status()).isEqualTo(200);
      assertThat(test.monday().tokenRequests()).hasSize(2);

      assertThat(ada.uninstall(test.url("/lifecycle")).status()).isEqualTo(200);
      assertThat(test.run(ada, "/run", Map.of("text", "Hello")).status()).isEqualTo(400);
    }
  }
}

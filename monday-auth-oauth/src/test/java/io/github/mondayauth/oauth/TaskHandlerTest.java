package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.MondayTestApp;
import io.github.mondayauth.testkit.MondayTestExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MondayTestExtension.class)
class TaskHandlerTest {
  @Test
  void refusesAccountsWithoutLicense(MondayTestApp test) {
    MondayApp app =
        MondayApp.builder(test.app().clientId(), test.baseUri())
            .signingSecret(Secret.of(test.app().signingSecret()))
            .insecureMonday(test.monday().origin())
            .timeSource(test.clock())
            .build();
    FakeUser ada = test.monday().addUser("Ada", "acme");
    RequestClaims claims = test.requestClaims(ada, "/run", app.requestVerifier()::verify);
    assertThat(new TaskHandler(account -> false).run(claims).status()).isEqualTo(400);
  }
}

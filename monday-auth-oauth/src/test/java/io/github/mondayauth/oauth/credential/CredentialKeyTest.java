package io.github.mondayauth.oauth.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.connector.ApiKeySpec;
import io.github.mondayauth.oauth.connector.ConnectRule;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.MondaySpec;
import io.github.mondayauth.vault.Requirement;
import io.github.mondayauth.vault.internal.RecordName;
import org.junit.jupiter.api.Test;

final class CredentialKeyTest {
  private static final MondayAccount ACCOUNT = new MondayAccount(12);
  private static final MondayUser USER = ACCOUNT.user(5);
  private static final ConnectorSpec ACME = ApiKeySpec.of("acme", "API token");

  @Test
  @Requirement("F31")
  void namesTheRecordOfAUserAndProfile() {
    assertThat(CredentialKey.of(ACME, USER, "work").recordName())
        .isEqualTo(new RecordName(USER, RecordName.Kind.CREDENTIAL, "acme", "work"));
  }

  @Test
  @Requirement("F31")
  void belongsToTheAccountIfTheConnectionIsPerAccount() {
    ConnectorSpec shared =
        ApiKeySpec.of("acme", "API token").withPerAccount(ConnectRule.Role.MEMBERS);
    assertThat(CredentialKey.of(shared, USER, ""))
        .isEqualTo(CredentialKey.of(shared, ACCOUNT, ""))
        .extracting(CredentialKey::owner)
        .isEqualTo(ACCOUNT);
  }

  @Test
  void refusesAccountAsOwnerIfEachUserConnects() {
    assertThatThrownBy(() -> CredentialKey.of(ACME, ACCOUNT, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("acme: expected a user, since each user connects it, found " + ACCOUNT);
  }

  @Test
  @Requirement("F31")
  void ignoresTheProfileOfMonday() {
    ConnectorSpec monday = MondaySpec.of();
    assertThat(CredentialKey.of(monday, USER, "work"))
        .isEqualTo(CredentialKey.of(monday, USER, ""));
  }

  @Test
  void refusesAKeyThatItsConnectorDoesNotUse() {
    ConnectorSpec shared =
        ApiKeySpec.of("acme", "API token").withPerAccount(ConnectRule.Role.MEMBERS);
    ConnectorSpec monday = MondaySpec.of();
    assertThatThrownBy(() -> new CredentialKey(shared, USER, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("acme: expected a whole account, found " + USER);
    assertThatThrownBy(() -> new CredentialKey(ACME, ACCOUNT, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("acme: expected a user, found " + ACCOUNT);
    assertThatThrownBy(() -> new CredentialKey(monday, USER, "work"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("monday: expected a user without a profile, found " + USER);
  }

  @Test
  void recognizesRecordsThatItsConnectorNoLongerUses() {
    ConnectorSpec shared =
        ApiKeySpec.of("acme", "API token").withPerAccount(ConnectRule.Role.MEMBERS);
    RecordName ofUser = new RecordName(USER, RecordName.Kind.CREDENTIAL, "acme", "");
    RecordName ofAccount = new RecordName(ACCOUNT, RecordName.Kind.CREDENTIAL, "acme", "");
    assertThat(CredentialKey.ofStored(ACME, ofUser)).contains(CredentialKey.of(ACME, USER, ""));
    assertThat(CredentialKey.ofStored(ACME, ofAccount)).isEmpty();
    assertThat(CredentialKey.ofStored(shared, ofAccount))
        .contains(CredentialKey.of(shared, USER, ""));
    assertThat(CredentialKey.ofStored(shared, ofUser)).isEmpty();
  }
}

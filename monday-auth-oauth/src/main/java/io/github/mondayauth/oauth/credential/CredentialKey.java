package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Owner;
import io.github.mondayauth.oauth.NotConnectedException;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.vault.internal.RecordName;
import java.util.Optional;

/**
 * The key under which a credential is stored.
 *
 * @param connector the connection
 * @param owner the account for a connection of the whole account, the user for all others
 * @param profile the profile within the connection, empty for the default one
 */
public record CredentialKey(ConnectorSpec connector, Owner owner, String profile) {
  /**
   * Checks that the connector stores credentials under this key.
   *
   * @throws IllegalArgumentException if it does not
   */
  public CredentialKey {
    if (!isValid(connector, owner, profile)) {
      throw new IllegalArgumentException(
          connector.name()
              + ": expected a "
              + (connector.isPerAccount() ? "whole account" : "user")
              + (connector.hasProfiles() ? "" : " without a profile")
              + ", found "
              + owner);
    }
  }

  private static boolean isValid(ConnectorSpec connector, Owner owner, String profile) {
    return connector.isPerAccount() == (owner instanceof MondayAccount)
        && (connector.hasProfiles() || profile.isEmpty());
  }

  /**
   * The key of a stored record, or empty if its connector no longer stores credentials of this kind
   * of owner, or in profiles.
   */
  static Optional<CredentialKey> ofStored(ConnectorSpec connector, RecordName name) {
    return isValid(connector, name.owner(), name.profile())
        ? Optional.of(new CredentialKey(connector, name.owner(), name.profile()))
        : Optional.empty();
  }

  /**
   * The key of an owner's credential. For a connection of the whole account, the owner may be any
   * of its users. monday.com's connection is the user's identity and has the default profile only.
   *
   * @throws IllegalArgumentException if each user has a connection of their own and the owner is an
   *     account
   */
  public static CredentialKey of(ConnectorSpec connector, Owner owner, String profile) {
    boolean perAccount = connector.isPerAccount();
    if (!perAccount && owner instanceof MondayAccount) {
      throw new IllegalArgumentException(
          connector.name() + ": expected a user, since each user connects it, found " + owner);
    }
    return new CredentialKey(
        connector, perAccount ? owner.account() : owner, connector.hasProfiles() ? profile : "");
  }

  /** The name of the credential's record. */
  public RecordName recordName() {
    return new RecordName(owner, RecordName.Kind.CREDENTIAL, connector.name(), profile);
  }

  NotConnectedException notConnected(NotConnectedException.Reason reason) {
    return new NotConnectedException(owner, connector.name(), connector.title(), reason);
  }
}

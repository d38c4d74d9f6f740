package io.github.mondayauth.oauth;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Owner;
import io.github.mondayauth.vault.internal.RecordName;

/** Where a credential is kept: the connection, whose it is, and the profile. */
record Holder(Connector connector, Owner owner, String profile) {
  /**
   * The holder of a connector's credential: the account for a connection of the account, the user
   * otherwise. monday.com's connection has one profile, since it is the user's identity.
   *
   * @throws IllegalArgumentException if the connection is a user's and the owner an account
   */
  static Holder of(Connector connector, Owner owner, String profile) {
    boolean perAccount = Traits.of(connector).perAccount();
    if (!perAccount && owner instanceof MondayAccount) {
      throw new IllegalArgumentException(
          connector.name() + " is connected by each user; a user expected, found an account");
    }
    return new Holder(
        connector,
        perAccount ? owner.account() : owner,
        connector instanceof MondayConnector ? "" : profile);
  }

  RecordName recordName() {
    return new RecordName(owner, RecordName.Kind.CREDENTIAL, connector.name(), profile);
  }

  NotConnectedException notConnected(NotConnectedException.Reason reason) {
    return new NotConnectedException(owner, connector.name(), Traits.of(connector).title(), reason);
  }
}

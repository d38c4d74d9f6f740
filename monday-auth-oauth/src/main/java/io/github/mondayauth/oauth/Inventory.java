package io.github.mondayauth.oauth;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Owner;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.Sealer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is connected, and how what was obtained elsewhere comes in. */
final class Inventory {
  private final Setup setup;
  private final CredentialRecords credentials;

  Inventory(Setup setup, CredentialRecords credentials) {
    this.setup = setup;
    this.credentials = credentials;
  }

  Set<String> connected(Owner owner, String profile) {
    Set<String> names = new LinkedHashSet<>();
    for (Connector connector : setup.connectors()) {
      boolean applies = Traits.of(connector).perAccount() || !(owner instanceof MondayAccount);
      if (applies && credentials.isConnected(Holder.of(connector, owner, profile))) {
        names.add(connector.name());
      }
    }
    return names;
  }

  List<ConnectionStatus> list(MondayAccount account) {
    List<ConnectionStatus> all = new ArrayList<>();
    for (RecordName name : setup.records().list(account)) {
      if (name.kind() == RecordName.Kind.CREDENTIAL) {
        setup
            .records()
            .find(name)
            .map(CredentialRecords::read)
            .ifPresent(stored -> all.add(status(name, stored)));
      }
    }
    return all;
  }

  private ConnectionStatus status(RecordName name, StoredCredential stored) {
    Grant grant = stored.grant();
    boolean renewed = grant.refreshToken() != null;
    boolean over = !renewed && Freshness.isExpired(grant, setup.now());
    boolean served =
        setup
            .connector(name.connection())
            .filter(connector -> CredentialRecords.isServed(grant, connector))
            .isPresent();
    return new ConnectionStatus(
        name.owner(),
        name.connection(),
        name.profile(),
        grant.expiresAt(),
        renewed,
        stored.isMarked() || over || !served);
  }

  void put(Holder holder, Credential credential) {
    Instant now = setup.now();
    AccountRoot root = setup.records().open(holder.owner().account(), now);
    Sealer sealer =
        setup
            .records()
            .sealer(holder.owner().account(), root.epoch())
            .orElseThrow(Used::uninstalled);
    Secret refreshToken = credential.refreshToken();
    Grant grant =
        new Grant(
            credential.secret().reveal(),
            refreshToken == null ? null : refreshToken.reveal(),
            now,
            credential.expiresAt(),
            credential.scopes(),
            Set.of(),
            credential.attributes(),
            host(holder.connector(), credential),
            0);
    if (!credentials.save(holder, root.epoch(), sealer, grant)) {
      throw Used.uninstalled();
    }
    setup.tell(listener -> listener.connected(holder.owner(), holder.connector().name()));
  }

  /** Where the service has a host for each customer, one of the hosts that are allowed. */
  private static String host(Connector connector, Credential credential) {
    if (!(connector instanceof OAuthConnector oauth) || !oauth.server().isPerHost()) {
      return "";
    }
    return CustomerHost.allowed(
            credential.attributes().getOrDefault("host", ""), oauth.server().allowedHosts())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    oauth.name() + " needs the attribute host, with an allowed one"));
  }
}

package io.github.mondayauth.oauth;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Owner;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.internal.Root;
import io.github.mondayauth.vault.internal.Sealer;
import java.time.Instant;
import java.util.LinkedHashSet;
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

  void put(Holder holder, Credential credential) {
    Instant now = setup.now();
    Root root = setup.records().open(holder.owner().account(), now);
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
            credential.attributes().getOrDefault("host", ""),
            0);
    if (!credentials.save(holder, root.epoch(), sealer, grant)) {
      throw Used.uninstalled();
    }
    setup.tell(listener -> listener.connected(holder.owner(), holder.connector().name()));
  }
}

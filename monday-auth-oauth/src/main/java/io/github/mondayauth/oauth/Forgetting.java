package io.github.mondayauth.oauth;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.Opened;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.Root;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ends credentials: those of an account at its uninstall, or a single one. */
final class Forgetting {
  /** So many refused tokens prove an uninstall; one could have been revoked for another reason. */
  private static final int PROOFS = 3;

  private final Setup setup;
  private final CredentialRecords credentials;
  private final TokenClient tokens;
  private final GraphQl graphQl;

  Forgetting(Setup setup, CredentialRecords credentials, TokenClient tokens, GraphQl graphQl) {
    this.setup = setup;
    this.credentials = credentials;
    this.tokens = tokens;
    this.graphQl = graphQl;
  }

  Forgotten forget(AppLifecycleEvent event) {
    if (!event.isUninstall() && !event.needsProof()) {
      return Forgotten.NOTHING;
    }
    Optional<Root> root = setup.records().root(event.account());
    if (root.isEmpty() || event.timestamp().isBefore(root.get().openedAt())) {
      return Forgotten.NOTHING;
    }
    if (event.needsProof() && !isProven(event.account())) {
      throw new OAuthException(
          Reason.UNPROVEN,
          "an uninstall by a user who is no admin, and no refused token proves it");
    }
    return forget(event.account());
  }

  /** Reads, deletes, and only then revokes: what is deleted is deleted whatever providers do. */
  Forgotten forget(MondayAccount account) {
    List<Ended> ended = new ArrayList<>();
    int unreadable = 0;
    for (RecordName name : setup.records().list(account)) {
      if (name.kind() == RecordName.Kind.CREDENTIAL) {
        Optional<Ended> read = read(name);
        read.ifPresent(ended::add);
        unreadable += read.isPresent() ? 0 : 1;
      }
    }
    int records = setup.records().forget(account);
    setup.tell(listener -> listener.forgotten(account, records));
    long deadline = System.nanoTime() + setup.forgetDeadline().toNanos();
    int revoked = 0;
    for (Ended each : ended) {
      boolean inTime = System.nanoTime() - deadline < 0;
      revoked += inTime && revoke(each.connector(), each.grant()) ? 1 : 0;
    }
    return new Forgotten(records, revoked, ended.size() - revoked + unreadable);
  }

  /** Deletes one credential and then revokes it. */
  boolean disconnect(Holder holder) {
    Optional<Opened> opened;
    try {
      opened = credentials.find(holder);
    } catch (VaultException e) {
      return setup.records().delete(holder.recordName());
    }
    boolean deleted = setup.records().delete(holder.recordName());
    opened.ifPresent(o -> revoke(holder.connector(), CredentialRecords.read(o).grant()));
    return deleted;
  }

  private record Ended(Connector connector, Grant grant) {}

  private Optional<Ended> read(RecordName name) {
    Optional<Connector> connector = setup.connector(name.connection());
    if (connector.isEmpty()) {
      return Optional.empty();
    }
    try {
      return setup
          .records()
          .find(name)
          .map(opened -> new Ended(connector.get(), CredentialRecords.read(opened).grant()));
    } catch (VaultException e) {
      return Optional.empty();
    }
  }

  private boolean revoke(Connector connector, Grant grant) {
    Provider provider = Provider.of(setup, connector, grant.host());
    if (provider == null) {
      return false;
    }
    String refreshToken = grant.refreshToken();
    if (refreshToken == null) {
      return tokens.revoke(provider, grant.secret(), "access_token");
    }
    boolean revoked = tokens.revoke(provider, refreshToken, "refresh_token");
    // RFC 7009 lets the access token live on; monday.com documents nothing either way.
    tokens.revoke(provider, grant.secret(), "access_token");
    return revoked;
  }

  /** Whether stored tokens of monday.com that have not expired are refused, all that are tried. */
  private boolean isProven(MondayAccount account) {
    int refused = 0;
    for (RecordName name : setup.records().list(account)) {
      boolean monday = name.connection().equals(MondayConnector.NAME);
      Optional<Ended> read =
          monday && name.kind() == RecordName.Kind.CREDENTIAL ? read(name) : Optional.empty();
      if (read.isPresent() && !Freshness.isExpired(read.get().grant(), setup.now())) {
        if (!graphQl.refuses(read.get().grant().secret())) {
          return false;
        }
        refused++;
      }
      if (refused == PROOFS) {
        break;
      }
    }
    return refused > 0;
  }
}

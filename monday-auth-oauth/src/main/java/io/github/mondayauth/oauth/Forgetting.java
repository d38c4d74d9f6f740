package io.github.mondayauth.oauth;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Ends credentials: those of an account at its uninstall, or a single one. */
final class Forgetting {
  /** So many tokens are tried, at random, so that nobody can arrange for all to be dead ones. */
  private static final int PROOFS = 10;

  /** A token this close to its expiry proves nothing: it may be refused for that. */
  private static final Duration NEARLY_EXPIRED = Duration.ofMinutes(2);

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

  ForgetResult forget(AppLifecycleEvent event) {
    if (!event.isProvenUninstall() && !event.isClaimedUninstall()) {
      return ForgetResult.NOTHING;
    }
    Optional<AccountRoot> root = setup.records().root(event.account());
    if (root.isEmpty() || event.timestamp().isBefore(root.get().openedAt())) {
      return ForgetResult.NOTHING;
    }
    if (event.isClaimedUninstall() && !isProven(event.account())) {
      throw new OAuthException(
          Reason.UNPROVEN,
          "an uninstall by a user who is no admin, and no refused token proves it");
    }
    return forget(event.account());
  }

  /** Reads, deletes, and only then revokes: what is deleted is deleted whatever providers do. */
  ForgetResult forget(MondayAccount account) {
    List<Ended> ended = new ArrayList<>();
    int unreadable = 0;
    long readUntil = System.nanoTime() + setup.forgetDeadline().toNanos();
    for (RecordName name : setup.records().list(account)) {
      if (name.kind() == RecordName.Kind.CREDENTIAL) {
        boolean inTime = System.nanoTime() - readUntil < 0;
        Optional<Ended> read = inTime ? read(name) : Optional.empty();
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
    return new ForgetResult(records, revoked, ended.size() - revoked + unreadable);
  }

  /** Deletes one credential and then revokes it. */
  boolean disconnect(Holder holder) {
    Optional<RecordSnapshot> opened;
    try {
      opened = credentials.find(holder);
    } catch (VaultException e) {
      return setup.records().delete(holder.recordName());
    }
    boolean deleted = setup.records().delete(holder.recordName());
    opened.ifPresent(o -> revoke(holder.connector(), CredentialRecords.read(o).grant()));
    return deleted;
  }

  private record Ended(Connector connector, Grant grant, boolean marked) {}

  /** Empty for what cannot be read, for whatever reason: it is deleted all the same. */
  private Optional<Ended> read(RecordName name) {
    Optional<Connector> connector = setup.connector(name.connection());
    if (connector.isEmpty()) {
      return Optional.empty();
    }
    try {
      return setup
          .records()
          .find(name)
          .map(CredentialRecords::read)
          .map(stored -> new Ended(connector.get(), stored.grant(), stored.isMarked()));
    } catch (RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  private boolean revoke(Connector connector, Grant grant) {
    if (!CredentialRecords.isServed(grant, connector)) {
      return false;
    }
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

  /** Whether stored tokens of monday.com that are good by all we know are refused, all of them. */
  private boolean isProven(MondayAccount account) {
    List<RecordName> names = new ArrayList<>(setup.records().list(account));
    names.removeIf(
        name ->
            name.kind() != RecordName.Kind.CREDENTIAL
                || !name.connection().equals(MondayConnector.NAME));
    Collections.shuffle(names);
    int refused = 0;
    for (RecordName name : names) {
      Optional<Ended> read = read(name);
      if (read.isPresent() && !read.get().marked() && isGood(read.get().grant())) {
        if (!graphQl.refuses(read.get().grant().secret()) || !isGood(read.get().grant())) {
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

  private boolean isGood(Grant grant) {
    return !Freshness.isExpired(grant, setup.now().plus(NEARLY_EXPIRED));
  }
}

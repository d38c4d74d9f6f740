package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.RecordName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists who has connected what. */
public final class ConnectionList {
  private final CredentialRecords credentials;
  private final Connectors connectors;
  private final InstantSource time;

  public ConnectionList(CredentialRecords credentials, Connectors connectors, InstantSource time) {
    this.credentials = credentials;
    this.connectors = connectors;
    this.time = time;
  }

  /**
   * A stored credential without its secrets.
   *
   * @param name the name of its record: owner, connection and profile
   * @param label who is connected at the provider, or empty if that is not known
   * @param connectedBy the user who connected, or null if that is not known
   * @param expiresAt when the access token expires, or null if that is not known
   * @param refreshExpiresAt when the refresh token expires unless it is used before, or null if
   *     that is not known
   * @param isRefreshable whether it has a refresh token
   * @param needsReconnect whether the user should reconnect: it has ended, the provider refuses to
   *     refresh it, its record is damaged, or its connection is no longer configured
   * @param unreadable why it cannot be read, so that nothing else is known about it, or null
   */
  public record Item(
      RecordName name,
      String label,
      @Nullable MondayUser connectedBy,
      @Nullable Instant expiresAt,
      @Nullable Instant refreshExpiresAt,
      boolean isRefreshable,
      boolean needsReconnect,
      VaultException.@Nullable Reason unreadable) {}

  /**
   * The names of the connections that an owner has, in the order of the connectors. An account has
   * only those of the whole account.
   */
  public Set<String> connected(Owner owner, String profile) {
    Set<String> names = new LinkedHashSet<>();
    for (ConnectorSpec connector : connectors.all()) {
      boolean applies = connector.isPerAccount() || !(owner instanceof MondayAccount);
      if (applies && credentials.isConnected(CredentialKey.of(connector, owner, profile))) {
        names.add(connector.name());
      }
    }
    return names;
  }

  /**
   * Every credential of an account, of all its owners and profiles, in no particular order. One
   * that cannot be read hides none of the others.
   *
   * @throws VaultException if the store or the key-encryption key cannot be reached
   */
  public List<Item> list(MondayAccount account) {
    List<Item> items = new ArrayList<>();
    for (RecordName name : credentials.names(account)) {
      try {
        credentials.find(name).ifPresent(stored -> items.add(item(name, stored.credential())));
      } catch (VaultException failure) {
        if (CredentialRecords.isTransient(failure)) {
          throw failure;
        }
        boolean isDamaged = CredentialRecords.isDamaged(failure);
        items.add(new Item(name, "", null, null, null, false, isDamaged, failure.reason()));
      }
    }
    return items;
  }

  Item item(RecordName name, StoredCredential stored) {
    Grant grant = stored.grant();
    boolean isRefreshable = grant.refreshToken() != null;
    boolean isOver = !isRefreshable && RefreshTiming.isExpired(grant, time.instant());
    boolean isServed =
        connectors.find(name.connection()).filter(connector -> connector.serves(grant)).isPresent();
    return new Item(
        name,
        grant.label(),
        grant.connectedBy() == 0 ? null : name.owner().account().user(grant.connectedBy()),
        grant.expiresAt(),
        grant.refreshExpiresAt(),
        isRefreshable,
        stored.needsReconnect() || isOver || !isServed,
        null);
  }
}

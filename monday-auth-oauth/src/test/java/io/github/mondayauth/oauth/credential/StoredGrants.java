package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.Owner;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.VaultAccess;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/** Reads what is stored of the credentials of an owner, for the tests of other packages. */
public final class StoredGrants {
  private StoredGrants() {}

  /**
   * The part of a stored credential that tells whether it was replaced.
   *
   * @param number identifies the consent that it comes from: a refresh keeps it, and a new
   *     connection changes it
   * @param secret the access token or API key
   */
  public record StoredGrant(long number, String secret) {}

  /** The credentials of an owner, by connection. */
  public static Map<String, StoredGrant> of(TokenVault vault, Owner owner) {
    CredentialRecords credentials =
        new CredentialRecords(VaultAccess.records(vault), InstantSource.system());
    Map<String, StoredGrant> grants = new TreeMap<>();
    for (RecordName name : credentials.names(owner.account())) {
      if (name.owner().equals(owner)) {
        StoredCredential stored = credentials.find(name).orElseThrow().credential();
        grants.put(
            name.connection(), new StoredGrant(stored.connectionNumber(), stored.grant().secret()));
      }
    }
    return grants;
  }
}

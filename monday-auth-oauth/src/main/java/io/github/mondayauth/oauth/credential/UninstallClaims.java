package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.connector.MondaySpec;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.MondayApi;
import io.github.mondayauth.vault.internal.RecordName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether an uninstall that a user without administrator rights claims has happened: after
 * an uninstall, monday.com refuses every access token of the account.
 */
public final class UninstallClaims {
  /** How many tokens are tried. They are chosen at random, so that nobody can select them. */
  private static final int PROOFS = 10;

  /** A token that expires sooner proves nothing: its expiry may be why it is refused. */
  private static final Duration NEARLY_EXPIRED = Duration.ofMinutes(2);

  private final CredentialRecords credentials;
  private final MondayApi mondayApi;
  private final InstantSource time;

  public UninstallClaims(CredentialRecords credentials, MondayApi mondayApi, InstantSource time) {
    this.credentials = credentials;
    this.mondayApi = mondayApi;
    this.time = time;
  }

  /**
   * Whether monday.com refuses all tokens of the account that should be valid, and at least one.
   *
   * @throws OAuthException if monday.com is not available
   */
  boolean isProven(MondayAccount account) {
    List<RecordName> names = new ArrayList<>(credentials.names(account));
    names.removeIf(name -> !name.connection().equals(MondaySpec.NAME));
    Collections.shuffle(names);
    int refused = 0;
    for (RecordName name : names) {
      Optional<Grant> grant = notEnded(name);
      if (grant.isPresent() && isValid(grant.get())) {
        // Checked again after the call, which may have taken long.
        if (!mondayApi.refuses(grant.get().secret()) || !isValid(grant.get())) {
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

  /** The grant of a credential that has not ended; empty if it cannot be read. */
  private Optional<Grant> notEnded(RecordName name) {
    try {
      return credentials
          .find(name)
          .map(CredentialRecords.Stored::credential)
          .filter(credential -> credential.ended() == null)
          .map(StoredCredential::grant);
    } catch (RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  private boolean isValid(Grant grant) {
    return !RefreshTiming.isExpired(grant, time.instant().plus(NEARLY_EXPIRED));
  }
}

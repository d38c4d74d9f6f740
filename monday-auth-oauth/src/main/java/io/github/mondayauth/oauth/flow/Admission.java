package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.NotConnectedException;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ConnectRule;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.oauth.credential.CredentialKey;
import io.github.mondayauth.oauth.credential.CredentialSource;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.MondayApi;
import io.github.mondayauth.oauth.token.MondayApi.Role;
import io.github.mondayauth.vault.VaultException;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a user may make a connection of the whole account. Every call evaluates the rule
 * again; if it cannot be evaluated, the user may not.
 */
public final class Admission {
  private final Connectors connectors;
  private final CredentialSource credentials;
  private final MondayApi mondayApi;

  public Admission(Connectors connectors, CredentialSource credentials, MondayApi mondayApi) {
    this.connectors = connectors;
    this.credentials = credentials;
    this.mondayApi = mondayApi;
  }

  /**
   * Why a user may not make a connection, or null if they may.
   *
   * @return an exception with NOT_ALLOWED if the rule does not admit the user, or with ROLE_UNKNOWN
   *     if it cannot be evaluated
   * @throws VaultException if the store or a key fails
   */
  @Nullable OAuthException refusal(ConnectorSpec connector, MondayUser user) {
    ConnectRule rule = connector.options().connectRule();
    if (rule == null) {
      return null;
    }
    try {
      return admits(rule, user)
          ? null
          : new OAuthException(
              Reason.NOT_ALLOWED,
              connector.name() + ": expected a user who may connect it, found another user");
    } catch (OAuthException e) {
      return unknown(connector, e.getMessage());
    } catch (NotConnectedException e) {
      return unknown(connector, "the user's monday.com connection no longer works");
    } catch (VaultException e) {
      throw e;
    } catch (Exception e) {
      // Not only what is unchecked: in Kotlin, code throws what it does not declare. Not as a
      // cause: an application's exception may quote anything.
      return unknown(connector, "the policy threw " + e.getClass().getSimpleName());
    }
  }

  private static OAuthException unknown(ConnectorSpec connector, @Nullable String found) {
    return new OAuthException(
        Reason.ROLE_UNKNOWN,
        connector.name() + ": expected to learn whether the user may connect it, found: " + found);
  }

  private boolean admits(ConnectRule rule, MondayUser user) {
    if (rule instanceof ConnectRule.Chosen chosen) {
      return chosen.users().test(user);
    }
    Role role = role(user);
    return role.isMember() && (rule == ConnectRule.Role.MEMBERS || role.isAdmin());
  }

  /** Queries the user's role, with the access token of their own monday.com connection. */
  private Role role(MondayUser user) {
    ConnectorSpec monday =
        connectors
            .proof()
            .orElseThrow(
                () ->
                    new OAuthException(
                        Reason.ROLE_UNKNOWN, "expected Connector.monday, found none"));
    CredentialKey key = CredentialKey.of(monday, user, "");
    Grant grant = credentials.fresh(key);
    try {
      return mondayApi.role(user, grant.secret());
    } catch (OAuthException e) {
      if (e.reason() != Reason.EXPIRED) {
        throw e;
      }
      // Reported like a 401 of any service: the access token is refreshed, or the user reconnects.
      return mondayApi.role(user, credentials.renewed(key, grant.secret()).secret());
    }
  }
}

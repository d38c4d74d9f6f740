package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.credential.CredentialRecords;
import io.github.mondayauth.oauth.credential.GrantRevocation;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.Sealer;
import io.github.mondayauth.vault.internal.Tombstones;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Completes a leg: obtains its grant, stores it, and starts the next leg. */
final class LegCompletion {
  /** How long the marker of a used leg is kept after the leg's state expired. */
  private static final Duration MARKER_KEPT = Duration.ofHours(1);

  private final AccountRecords records;
  private final CredentialRecords credentials;
  private final Admission admission;
  private final GrantRevocation revocation;
  private final Tombstones tombstones;
  private final LegSequence legs;
  private final AuthListener listener;

  LegCompletion(
      AccountRecords records,
      CredentialRecords credentials,
      Admission admission,
      GrantRevocation revocation,
      Tombstones tombstones,
      LegSequence legs,
      AuthListener listener) {
    this.records = records;
    this.credentials = credentials;
    this.admission = admission;
    this.revocation = revocation;
    this.tombstones = tombstones;
    this.legs = legs;
    this.listener = listener;
  }

  /** Obtains the grant of a leg: exchanges a code, or takes the key that the user entered. */
  @FunctionalInterface
  interface GrantSource {
    /**
     * Obtains the grant.
     *
     * @throws OAuthException if there is none
     */
    Grant obtain(CallbackRequest request);

    /**
     * Checks and completes a grant that was just obtained.
     *
     * @return what is to be stored
     * @throws OAuthException if it must not be stored
     */
    default Grant checked(CallbackRequest request, Grant grant) {
      return grant;
    }

    /**
     * Refuses an incomplete request before the leg is used up.
     *
     * @throws OAuthException if the request cannot lead to a grant
     */
    default void checkComplete(CallbackRequest request) {}
  }

  /**
   * Runs the steps in this order: nothing is obtained that cannot be stored, and nothing is stored
   * that was not checked. Whether the user may make a connection of the whole account is decided
   * before anything is used up, and once more before storing, since obtaining may take long.
   */
  FlowOutcome complete(CallbackRequest request, GrantSource source) {
    Sealer sealer = sealer(request);
    credentials.requireReplaceable(request.key());
    requireInstalled(request);
    source.checkComplete(request);
    FlowOutcome refusal = refusal(request);
    if (refusal != null) {
      return refusal;
    }
    if (isOvertaken(request) || !useOnce(request)) {
      return goOn(request);
    }
    Grant obtained = obtain(request, source);
    Grant grant;
    try {
      grant = checked(request, source, obtained);
      refusal = refusal(request);
    } catch (Throwable e) {
      // Not only exceptions: an application's check and policy may throw an Error. The grant may be
      // another user's, so it is dropped like any other, also after an uninstall.
      revocation.drop(request.key(), obtained);
      throw e;
    }
    boolean isStored;
    try {
      isStored = refusal == null && store(request, sealer, grant);
    } catch (OAuthException e) {
      discard(request, grant, e.reason());
      throw e;
    } catch (Throwable e) {
      // It may have been stored nevertheless, so it is not revoked.
      revocation.reportUnrevoked(request.key());
      throw e;
    }
    if (!isStored) {
      revocation.drop(request.key(), grant);
      return refusal == null ? goOn(request) : refusal;
    }
    FlowState.Origin origin = request.origin();
    listener.connected(request.key().owner(), request.connector().name(), origin.user());
    if (grant.refreshToken() == null && grant.expiresAt() != null) {
      listener.refreshTokenMissing(request.key().owner(), request.connector().name());
    }
    return legs.next(
        origin,
        request.progress().connected(request.connector()),
        List.of(request.cookie().set(FlowCookie.LIFETIME_AFTER_COMPLETION)));
  }

  /**
   * Obtains the grant. An uninstall explains whatever error a provider returns during it:
   * monday.com then refuses the app, the code and the access token, each in its own words.
   */
  private Grant obtain(CallbackRequest request, GrantSource source) {
    try {
      return source.obtain(request);
    } catch (OAuthException e) {
      throw isUninstalled(request) ? CredentialRecords.uninstalled() : e;
    }
  }

  /**
   * Checks and completes the grant. After an uninstall, any failure of this counts as UNINSTALLED.
   */
  private Grant checked(CallbackRequest request, GrantSource source, Grant grant) {
    Grant completed;
    try {
      completed = source.checked(request, grant);
    } catch (OAuthException e) {
      throw isUninstalled(request) ? CredentialRecords.uninstalled() : e;
    }
    if (!CredentialRecords.hasRoomFor(completed)) {
      throw new OAuthException(
          Reason.PROVIDER,
          request.connector().name()
              + ": expected tokens, scopes and attributes of at most "
              + CredentialRecords.MAX_GRANT_BYTES
              + " bytes, found more");
    }
    return completed;
  }

  /** The page for a user who may not make this connection, or null if they may. */
  @Nullable FlowOutcome refusal(CallbackRequest request) {
    OAuthException cause = admission.refusal(request.connector(), request.origin().user());
    return cause == null ? null : RefusalPages.notAllowed(request.connector(), cause);
  }

  /**
   * Disposes of a grant that could not be stored. After an uninstall, nobody else can revoke it,
   * unless the user has connected again since then.
   */
  private void discard(CallbackRequest request, Grant grant, Reason reason) {
    boolean isGone;
    try {
      isGone = reason == Reason.UNINSTALLED && !credentials.isStored(request.key());
    } catch (VaultException unknown) {
      isGone = false;
    }
    if (isGone) {
      revocation.revoke(request.key(), grant);
    } else {
      revocation.drop(request.key(), grant);
    }
  }

  /**
   * Starts the next leg without completing this one: after a reload, or the back button. This does
   * not count as a confirmation by the user, since this leg may have been refused.
   *
   * @throws OAuthException if the connection was not made
   */
  FlowOutcome goOn(CallbackRequest request) {
    if (!credentials.isConnected(request.key())) {
      throw new OAuthException(
          Reason.USED, "the state was used before, and the connection was not made");
    }
    FlowState.Progress progress = request.progress().alreadyConnected(request.connector().name());
    return legs.next(request.origin(), progress, List.of());
  }

  /** Gets the account's key before anything is used up. */
  private Sealer sealer(CallbackRequest request) {
    FlowState.Origin origin = request.origin();
    return records
        .sealer(origin.user().account(), origin.epoch())
        .orElseThrow(CredentialRecords::uninstalled);
  }

  /**
   * Whether another user has made this connection of the whole account since the leg began. The
   * first one stays.
   */
  private boolean isOvertaken(CallbackRequest request) {
    return request.connector().isPerAccount()
        && credentials.connectionNumber(request.key()) != request.state().connectionNumber();
  }

  /**
   * Makes a leg single-use: exactly one caller on any instance creates its marker record.
   *
   * @return whether this is that caller
   * @throws OAuthException if the account was uninstalled since the flow began
   */
  private boolean useOnce(CallbackRequest request) {
    FlowState state = request.state();
    Instant purgeAfter = state.expiresAt().plus(MARKER_KEPT);
    Created outcome = records.consume(state.usedMarker(), request.origin().epoch(), purgeAfter);
    if (outcome == Created.FENCED) {
      throw CredentialRecords.uninstalled();
    }
    return outcome == Created.CREATED;
  }

  /**
   * Refuses a flow that began before an uninstall, although the account has been opened again or
   * was not deleted.
   */
  private void requireInstalled(CallbackRequest request) {
    if (uninstalledAt(request).isPresent()) {
      throw CredentialRecords.uninstalled();
    }
  }

  /** Whether the app was uninstalled since the flow began. False if that is not known. */
  private boolean isUninstalled(CallbackRequest request) {
    FlowState.Origin origin = request.origin();
    try {
      return uninstalledAt(request).isPresent()
          || records
              .root(origin.user().account())
              .filter(root -> root.epoch().equals(origin.epoch()))
              .isEmpty();
    } catch (VaultException unknown) {
      return false;
    }
  }

  private Optional<Instant> uninstalledAt(CallbackRequest request) {
    FlowState.Origin origin = request.origin();
    return tombstones.after(origin.user().account(), origin.voidIfUninstalledSince());
  }

  /**
   * Stores the grant, unless the app was uninstalled while it was obtained. Deletes it again if it
   * was stored after an uninstall that keeps the account has looked for what to delete. Such an
   * uninstall writes its tombstone first.
   *
   * @return false if another user has made this connection of the whole account since the leg began
   */
  private boolean store(CallbackRequest request, Sealer sealer, Grant grant) {
    requireInstalled(request);
    FlowState.Origin origin = request.origin();
    CredentialRecords.Connecting connecting =
        new CredentialRecords.Connecting(
            origin.epoch(),
            sealer,
            origin.provenTime(),
            request.connector().isPerAccount()
                ? OptionalLong.of(request.state().connectionNumber())
                : OptionalLong.empty());
    CredentialRecords.Saved saved = credentials.save(request.key(), connecting, grant);
    if (saved.isDamagedDeleted()) {
      revocation.reportUnrevoked(request.key());
    }
    if (saved.outcome() == CredentialRecords.Outcome.UNINSTALLED) {
      throw CredentialRecords.uninstalled();
    }
    if (saved.outcome() == CredentialRecords.Outcome.OVERTAKEN) {
      return false;
    }
    Grant replaced = saved.replaced();
    Optional<Instant> uninstalledAt = uninstalledAt(request);
    if (uninstalledAt.isPresent()) {
      if (replaced != null) {
        discard(request, replaced, Reason.UNINSTALLED);
      }
      credentials
          .deleteUninstalled(request.key().recordName(), uninstalledAt.get())
          .filter(deleted -> !deleted.equals(grant))
          .ifPresent(deleted -> discard(request, deleted, Reason.UNINSTALLED));
      throw CredentialRecords.uninstalled();
    }
    if (replaced != null) {
      revocation.dropReplaced(request.key(), replaced, grant);
    }
    return true;
  }
}

package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.vault.TokenStore.Created;
import java.time.Duration;
import java.util.List;

/** A leg is used once: the mark is set before anything is done, by exactly one of all nodes. */
final class Used {
  /** How long the mark outlives the state. */
  private static final Duration KEPT = Duration.ofHours(1);

  private Used() {}

  /**
   * Marks the leg as used.
   *
   * @return {@code CREATED} for exactly one caller, {@code EXISTS} for all later ones
   * @throws OAuthException if the account is gone or was installed anew
   */
  static Created consume(Setup setup, Flow flow) {
    Created outcome =
        setup
            .records()
            .consume(flow.usedMark(), flow.origin().epoch(), flow.expiresAt().plus(KEPT));
    if (outcome == Created.FENCED) {
      throw uninstalled();
    }
    return outcome;
  }

  /**
   * A reload or the back button: nothing is exchanged again. The way goes on if the connection is
   * there; it vouches for nobody, since this leg may have ended in a refusal.
   *
   * @throws OAuthException if the connection is not there
   */
  static Step goOn(Visit visit, CredentialRecords credentials, Chain chain) {
    if (!credentials.isConnected(visit.holder())) {
      throw new OAuthException(Reason.USED, "the flow was used before");
    }
    Flow.Progress before = visit.flow().progress();
    boolean anew = visit.flow().connection().equals(before.anew());
    Flow.Progress progress =
        new Flow.Progress(before.vouched(), anew ? "" : before.anew(), before.skipped());
    return chain.next(visit.flow().origin(), progress, Naming.NONE, List.of());
  }

  /**
   * Whether somebody made this connection of the whole account meanwhile: the first stays, unless
   * it was to be made anew.
   *
   * @throws OAuthException if the user may not connect it, by what the application says now
   */
  static boolean isOvertaken(Visit visit, CredentialRecords credentials) {
    Traits traits = Traits.of(visit.connector());
    if (!traits.perAccount()) {
      return false;
    }
    if (!traits.mayConnect().test(visit.flow().origin().user())) {
      throw new OAuthException(
          Reason.NOT_ALLOWED, "this user may not connect " + visit.connector().name());
    }
    boolean anew = visit.connector().name().equals(visit.flow().progress().anew());
    return !anew && credentials.isConnected(visit.holder());
  }

  static OAuthException uninstalled() {
    return new OAuthException(
        Reason.UNINSTALLED, "the account is gone, or was installed anew, since the flow began");
  }
}

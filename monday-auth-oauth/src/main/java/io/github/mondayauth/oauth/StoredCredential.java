package io.github.mondayauth.oauth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The content of a credential's record: the grant, and what several machines must agree on about
 * its refresh.
 *
 * @param grant what was granted
 * @param generation counts the grants this record has held; advances with every new token and with
 *     nothing else
 * @param mark why the user must connect anew, or {@link Mark#NONE}
 * @param lease who refreshes at present, or null
 * @param spent whether a refresh was begun with this refresh token whose end nobody recorded: the
 *     provider may have rotated it
 * @param contested whether that was so for the refresh token before this one: its late use may
 *     still come, and a provider that detects reuse then ends this grant
 * @param coolUntil until when no refresh is tried after a failed one, or null
 */
record StoredCredential(
    Grant grant,
    long generation,
    Mark mark,
    @Nullable Lease lease,
    boolean spent,
    boolean contested,
    @Nullable Instant coolUntil) {

  /** Why a credential is of no use until the user connects anew. */
  enum Mark {
    NONE,
    GRANT_ENDED,
    INTERRUPTED_REFRESH,
    REJECTED;

    NotConnectedException.Reason reason() {
      return NotConnectedException.Reason.valueOf(name());
    }
  }

  /**
   * The right to refresh. Whose it is needs no name: the record's version tells its owner.
   *
   * @param until when it ends, by the clock of the owner
   */
  record Lease(Instant until) {}

  static StoredCredential first(Grant grant) {
    return new StoredCredential(grant, 1, Mark.NONE, null, false, false, null);
  }

  /** Another grant in its place: the user connected anew. */
  StoredCredential next(Grant newer) {
    return new StoredCredential(newer, generation + 1, Mark.NONE, null, false, false, null);
  }

  /**
   * The refreshed grant in its place.
   *
   * @param overtaken whether others worked on the same refresh token meanwhile
   */
  StoredCredential refreshed(Grant newer, boolean overtaken) {
    boolean twice = spent || overtaken;
    return new StoredCredential(newer, generation + 1, Mark.NONE, null, false, twice, null);
  }

  /** An earlier lease that nobody ended leaves the refresh token possibly spent. */
  StoredCredential leased(Lease taken) {
    boolean maybeSpent = spent || lease != null;
    return new StoredCredential(grant, generation, mark, taken, maybeSpent, contested, coolUntil);
  }

  /** The refresh ended without a new token. */
  StoredCredential released(boolean maybeSpent, @Nullable Instant cool) {
    return new StoredCredential(grant, generation, mark, null, maybeSpent, contested, cool);
  }

  StoredCredential marked(Mark why) {
    return new StoredCredential(grant, generation, why, null, spent, contested, null);
  }

  /** What it means if the provider refuses the refresh token. */
  Mark whenRefused() {
    return spent || contested ? Mark.INTERRUPTED_REFRESH : Mark.GRANT_ENDED;
  }

  boolean isMarked() {
    return mark != Mark.NONE;
  }

  /** Never the tokens. */
  @Override
  public String toString() {
    return "StoredCredential[generation=" + generation + ", mark=" + mark + "]";
  }
}

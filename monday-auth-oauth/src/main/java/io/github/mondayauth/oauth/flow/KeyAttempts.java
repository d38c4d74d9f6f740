package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.credential.CredentialRecords;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.RecordName;
import java.time.Duration;
import java.time.Instant;

/**
 * Limits how many API keys can be entered after one authorization token or connect link, on all
 * instances together. Without a limit, the form would tell a thief which of many stolen keys are
 * valid.
 */
final class KeyAttempts {
  /** Enough for typing errors. */
  static final int LIMIT = 10;

  /** How long a marker is kept after the last leg of its origin has expired. */
  private static final Duration MARKER_KEPT = Duration.ofHours(1);

  private final AccountRecords records;

  KeyAttempts(AccountRecords records) {
    this.records = records;
  }

  /**
   * Uses one attempt: creates one of the marker records of the origin.
   *
   * @return whether there was one left
   */
  boolean use(FlowState.Origin origin) {
    Instant lastStart =
        origin.isFromLink() ? origin.issuedAt().plus(FlowLink.MAX_VALIDITY) : origin.issuedAt();
    Instant purgeAfter =
        lastStart.plus(FlowState.RESTARTABLE).plus(FlowState.LIFETIME).plus(MARKER_KEPT);
    for (int number = 1; number <= LIMIT; number++) {
      String id = "key-" + period(origin) + "-" + number;
      RecordName marker = RecordName.of(origin.user(), RecordName.Kind.FLOW, id);
      Created outcome = records.consume(marker, origin.epoch(), purgeAfter);
      if (outcome == Created.FENCED) {
        throw CredentialRecords.uninstalled();
      }
      if (outcome == Created.CREATED) {
        return true;
      }
    }
    return false;
  }

  /**
   * What the attempts of one origin have in common. An assumed issue time can differ each time the
   * same token is used, so the hour counts.
   */
  private static String period(FlowState.Origin origin) {
    long seconds = origin.issuedAt().getEpochSecond();
    return origin.issueTimeStated() || origin.isFromLink()
        ? Long.toString(seconds)
        : "h" + seconds / 3600;
  }
}

package io.github.mondayauth.oauth;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.vault.internal.Epoch;
import io.github.mondayauth.vault.internal.RecordName;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * One leg of a user's way through authorization: all that the state parameter carries, sealed.
 *
 * @param origin where the way began
 * @param progress what was decided on the way
 * @param connection what this leg connects
 * @param host the customer's host, empty where the service has one host or it is not known yet
 * @param stage what is expected next
 * @param id SHA-256, in base64url, of the secret in the browser's cookie
 * @param expiresAt until when the leg can go on
 */
record Flow(
    Origin origin,
    Progress progress,
    String connection,
    String host,
    Stage stage,
    String id,
    Instant expiresAt) {
  /** How long a leg may take. */
  static final Duration LIFETIME = Duration.ofMinutes(15);

  /** How long after the authorization token was issued a user may start again. */
  static final Duration RESTARTS = Duration.ofMinutes(60);

  /** What is expected next. */
  enum Stage {
    /** The user confirms, or skips, on a page of ours. */
    GATE(1),
    /** The user fills in a form of ours. */
    FORM(2),
    /** The provider sends the browser back. */
    CODE(3);

    private final int number;

    Stage(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    static Stage numbered(int number) {
      for (Stage stage : values()) {
        if (stage.number == number) {
          return stage;
        }
      }
      throw new IllegalArgumentException("there is no stage " + number);
    }
  }

  /**
   * Where the way began.
   *
   * @param user whom the authorization token named
   * @param backToUrl where it said to go in the end
   * @param issuedAt when it was issued
   * @param epoch the account's installation at that time
   * @param profile the profile to connect, empty for the default one
   * @param shownUser the user's name for the confirm page, empty if it is not known
   * @param shownAccount the account's name for the confirm page, empty if it is not known
   */
  record Origin(
      MondayUser user,
      URI backToUrl,
      Instant issuedAt,
      Epoch epoch,
      String profile,
      String shownUser,
      String shownAccount) {

    /** Whose credential a connector is about; monday.com's has one profile, the user's identity. */
    Holder holder(Connector connector) {
      return Holder.of(connector, user, profile);
    }

    /** Names are for the confirm page only; elsewhere they would only make the state longer. */
    Origin unnamed() {
      return new Origin(user, backToUrl, issuedAt, epoch, profile, "", "");
    }

    Origin named(String userName, String accountName) {
      return new Origin(user, backToUrl, issuedAt, epoch, profile, userName, accountName);
    }

    /** Never {@code backToUrl} nor names. */
    @Override
    public String toString() {
      return "Origin[" + user + "]";
    }
  }

  /**
   * What was decided on the way.
   *
   * @param vouched whether in this flow and browser the monday.com leg was completed or the confirm
   *     page accepted
   * @param anew the connection to connect although it is connected, empty for none
   * @param skipped the optional connections the user does not want
   */
  record Progress(boolean vouched, String anew, Set<String> skipped) {
    Progress {
      skipped = Set.copyOf(skipped);
    }

    static Progress start(String anew) {
      return new Progress(false, anew, Set.of());
    }

    Progress vouchedFor() {
      return new Progress(true, anew, skipped);
    }

    Progress skipping(String connection) {
      Set<String> more = new LinkedHashSet<>(skipped);
      more.add(connection);
      return new Progress(vouched, connection.equals(anew) ? "" : anew, more);
    }

    Progress connected(Connector connector) {
      boolean now = vouched || connector instanceof MondayConnector;
      return new Progress(now, connector.name().equals(anew) ? "" : anew, skipped);
    }
  }

  /** The record that says that this leg was used. */
  RecordName usedMark() {
    return RecordName.of(origin.user(), RecordName.Kind.FLOW, id);
  }

  boolean isExpired(Instant now) {
    return !now.isBefore(expiresAt);
  }

  boolean mayStartAgain(Instant now) {
    return now.isBefore(origin.issuedAt().plus(RESTARTS));
  }

  /** Never {@code backToUrl} nor names. */
  @Override
  public String toString() {
    return "Flow[" + connection + ", " + stage + ", expiresAt=" + expiresAt + "]";
  }
}

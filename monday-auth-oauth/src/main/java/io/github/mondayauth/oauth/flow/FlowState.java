package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.credential.CredentialKey;
import io.github.mondayauth.vault.internal.Epoch;
import io.github.mondayauth.vault.internal.RecordName;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The content of OAuth's state parameter: one leg, and everything that led to it.
 *
 * @param origin how the flow began
 * @param progress what the user has decided since then
 * @param connection the name of the connection that this leg makes
 * @param connectionNumber see {@link Leg}
 * @param host the customer's host, or empty if the service has one host or the user has not entered
 *     it yet
 * @param stage what happens next
 * @param id the SHA-256 hash, in base64url, of the secret in the browser's cookie
 * @param expiresAt when the leg can no longer be continued
 */
record FlowState(
    Origin origin,
    Progress progress,
    String connection,
    long connectionNumber,
    String host,
    Stage stage,
    String id,
    Instant expiresAt) {
  /** How long each page or consent screen may take. */
  static final Duration LIFETIME = Duration.ofMinutes(15);

  /**
   * How long after the authorization token was issued, or the link opened, a user may start again.
   */
  static final Duration RESTARTABLE = Duration.ofMinutes(60);

  /** What the next callback of a leg is. */
  enum Stage {
    /** The user confirms or skips the connection on a page of this application. */
    CONFIRM(1),
    /** The user fills in a form of this application. */
    FORM(2),
    /** The provider returns the browser after the consent screen. */
    CONSENT(3);

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
      throw new IllegalArgumentException("stage: expected 1, 2 or 3, found " + number);
    }
  }

  /**
   * How the flow began.
   *
   * @param user the user whom the authorization token or the connect link names
   * @param backToUrl where the browser returns in the end: {@code backToUrl} of the authorization
   *     token, or the return URL of the connect link
   * @param baseUri the address of the application at which the flow began. Cookies belong to its
   *     host, so the whole flow stays there
   * @param issuedAt when the authorization token was issued, or is assumed to have been, or when
   *     the connect link was made
   * @param issueTimeStated whether an authorization token states {@code issuedAt}
   * @param epoch the account's installation at that time
   * @param profile the profile to connect, or empty for the default one
   * @param displayedEmail the user's email address on the confirmation page, or empty if it is not
   *     shown
   * @param displayedUser the user's name on the confirmation page, or empty if it is unknown
   * @param displayedAccount the account's name on the confirmation page, or empty if it is unknown
   * @param link what is particular to a flow that began with a connect link, or null if it began
   *     with an authorization token
   */
  record Origin(
      MondayUser user,
      URI backToUrl,
      URI baseUri,
      Instant issuedAt,
      boolean issueTimeStated,
      Epoch epoch,
      String profile,
      String displayedEmail,
      String displayedUser,
      String displayedAccount,
      @Nullable FromLink link) {

    /** The key under which the user's credential of a connection is stored. */
    CredentialKey key(ConnectorSpec connector) {
      return CredentialKey.of(connector, user, profile);
    }

    /**
     * The time to compare with an uninstall: whatever was authorized at this time or later belongs
     * to a later installation. It is the earliest possible time if the token does not state when it
     * was issued, because such a token must never outlive or disprove an uninstall; and for a
     * connect link, which the application made and which therefore proves nothing.
     */
    Instant provenTime() {
      return provenTime(issuedAt, issueTimeStated && link == null);
    }

    /** The time to compare with an uninstall, before there is an origin. */
    static Instant provenTime(Instant issuedAt, boolean issueTimeStated) {
      return issueTimeStated ? issuedAt : Instant.EPOCH;
    }

    /** The same origin without names, which only the library's own pages show. */
    Origin withoutNames() {
      return withNames("", "", "");
    }

    Origin withNames(String email, String userName, String accountName) {
      return new Origin(
          user,
          backToUrl,
          baseUri,
          issuedAt,
          issueTimeStated,
          epoch,
          profile,
          email,
          userName,
          accountName,
          link);
    }

    /** The same origin, of a flow that began with a connect link. */
    Origin from(FromLink opened) {
      return new Origin(
          user,
          backToUrl,
          baseUri,
          issuedAt,
          issueTimeStated,
          epoch,
          profile,
          displayedEmail,
          displayedUser,
          displayedAccount,
          opened);
    }

    boolean isFromLink() {
      return link != null;
    }

    /** Whether the flow makes this connection if it is missing. */
    boolean includes(String connection) {
      return link == null || link.only().isEmpty() || link.only().contains(connection);
    }

    /** When the user arrived: the beginning of the time in which they may start again. */
    Instant startedAt() {
      return link == null ? issuedAt : link.openedAt();
    }

    /**
     * The time since which the app must not have been uninstalled, or the flow is void. A link was
     * made for an account that was open at that time.
     */
    Instant voidIfUninstalledSince() {
      return link == null ? provenTime() : issuedAt;
    }

    /** Shows neither {@code backToUrl} nor names. */
    @Override
    public String toString() {
      return "Origin[" + user + "]";
    }
  }

  /**
   * What is particular to a flow that began with a connect link.
   *
   * @param only the names of the connections that the link is for, or empty for all
   * @param openedAt when the user opened the link
   */
  record FromLink(Set<String> only, Instant openedAt) {
    FromLink {
      only = Set.copyOf(only);
    }
  }

  /**
   * What the user has decided in this flow.
   *
   * @param check what has shown that this browser is the user's
   * @param reconnecting the connection to make although it exists already, or empty
   * @param skipped the optional connections that the user skipped
   */
  record Progress(UserCheck check, String reconnecting, Set<String> skipped) {
    Progress {
      skipped = Set.copyOf(skipped);
    }

    static Progress start(String reconnecting) {
      return new Progress(UserCheck.NONE, reconnecting, Set.of());
    }

    boolean isReconnecting(String connection) {
      return connection.equals(reconnecting);
    }

    /** After the user recognized their email address on the confirmation page. */
    Progress confirmed() {
      return new Progress(check.or(UserCheck.CONFIRMED), reconnecting, skipped);
    }

    Progress skipping(String connection) {
      Set<String> more = new LinkedHashSet<>(skipped);
      more.add(connection);
      return new Progress(check, reconnectingUnless(connection), more);
    }

    /** After this leg was completed in this browser. */
    Progress connected(ConnectorSpec connector) {
      UserCheck shown = connector.provesUser() ? UserCheck.PROVEN : check;
      return new Progress(shown, reconnectingUnless(connector.name()), skipped);
    }

    /**
     * After the connection was found to exist, which confirms nothing about this browser's user.
     */
    Progress alreadyConnected(String connection) {
      return new Progress(check, reconnectingUnless(connection), skipped);
    }

    private String reconnectingUnless(String connection) {
      return isReconnecting(connection) ? "" : reconnecting;
    }
  }

  /** The name of the record whose existence says that this leg was used. */
  RecordName usedMarker() {
    return RecordName.of(origin.user(), RecordName.Kind.FLOW, id);
  }

  boolean isExpired(Instant now) {
    return !now.isBefore(expiresAt);
  }

  boolean mayStartAgain(Instant now) {
    return now.isBefore(origin.startedAt().plus(RESTARTABLE));
  }

  /** Shows neither {@code backToUrl} nor names. */
  @Override
  public String toString() {
    return "FlowState[" + connection + ", " + stage + ", expiresAt=" + expiresAt + "]";
  }
}

package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.oauth.NotConnectedException;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.oauth.connector.ConsentSpec;
import io.github.mondayauth.oauth.connector.MondaySpec;
import io.github.mondayauth.oauth.credential.CredentialRecords.Stored;
import io.github.mondayauth.oauth.credential.UninstallClaims.Claim;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.MondayApi;
import io.github.mondayauth.oauth.token.MondayApi.Acceptance;
import io.github.mondayauth.oauth.token.TokenEndpointException;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRecords.AccountPage;
import io.github.mondayauth.vault.internal.RecordName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Work that no request triggers: checks claimed uninstalls, refreshes grants that would expire from
 * disuse, deletes overdue records, and counts credentials that need their user. Safe for use by
 * several threads and instances, of which one works at a time.
 */
public final class Maintenance {
  private static final int PAGE = 100;
  private static final int PURGE = 1_000;

  /** The most entries of each list of a report. Its counts have no limit. */
  private static final int LISTED = 1_000;

  /**
   * The most access tokens of an account with which a claimed uninstall is checked. Such a check is
   * completed although the time is up, so that no account is too large for it.
   */
  private static final int CHECKED_TOKENS = 100;

  /** How many checks without a result end the check of a claimed uninstall. */
  private static final int UNKNOWN_CHECKS = 3;

  /**
   * How often a claimed uninstall is checked in one call. The first check may refresh access
   * tokens; the second one then finds them as they are.
   */
  private static final int CHECKS = 2;

  /**
   * How many refreshes in a row without a result end the refreshes at a host in one call. A single
   * one may be due to its credential.
   */
  private static final int UNAVAILABLE_REFRESHES = 3;

  /** The time between two calls to other servers. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final Duration LEASE = Duration.ofMinutes(1);

  private final AccountRecords records;
  private final CredentialRecords credentials;
  private final CredentialSource source;
  private final CredentialRemoval removal;
  private final ConnectionList list;
  private final Connectors connectors;
  private final UninstallClaims claims;
  private final MondayApi mondayApi;
  private final InstantSource time;
  private final MonotonicClock clock;
  private final Duration lease;

  /** How old a claimed uninstall is when it is obeyed, or null if it never is. */
  private final @Nullable Duration eraseClaimsAfter;

  /**
   * Creates the maintenance of an app's accounts.
   *
   * @param longestStep how long a call to another server, or the removal of an account, may take
   * @param eraseClaimsAfter how old a claimed uninstall is when it is obeyed, or null if it never
   *     is
   */
  public Maintenance(
      AccountRecords records,
      CredentialRecords credentials,
      CredentialSource source,
      CredentialRemoval removal,
      ConnectionList list,
      Connectors connectors,
      UninstallClaims claims,
      MondayApi mondayApi,
      InstantSource time,
      MonotonicClock clock,
      Duration longestStep,
      @Nullable Duration eraseClaimsAfter) {
    this.records = records;
    this.credentials = credentials;
    this.source = source;
    this.removal = removal;
    this.list = list;
    this.connectors = connectors;
    this.claims = claims;
    this.mondayApi = mondayApi;
    this.time = time;
    this.clock = clock;
    this.lease = LEASE.plus(longestStep);
    this.eraseClaimsAfter = eraseClaimsAfter;
  }

  /** How a call ended. */
  public enum End {
    /** Every account was visited since the first call of this round. */
    COMPLETE,
    /** Time ran out, or another instance took over. A later call resumes. */
    INCOMPLETE,
    /** Another instance was working; nothing was done. */
    BUSY
  }

  /**
   * A claimed uninstall that is neither proven nor disproved.
   *
   * @param account the account that is said to have uninstalled the app
   * @param claim the claim
   */
  public record Pending(MondayAccount account, Claim claim) {}

  /**
   * An account of which something could not be read. The rest of it was maintained.
   *
   * @param account the account
   * @param reasonCode why it failed, in lower case
   */
  public record Failure(MondayAccount account, String reasonCode) {}

  /** What a call did. Filled by one thread. */
  public static final class Report {
    private End end = End.INCOMPLETE;
    private int accounts;
    private int credentials;
    private int needReconnect;
    private final List<ConnectionList.Item> reconnects = new ArrayList<>();
    private int pendingClaims;
    private final List<Pending> pending = new ArrayList<>();
    private int disproved;
    private int erased;
    private CredentialRemoval.Result removed = new CredentialRemoval.Result(0, 0, 0, false);
    private int refreshed;
    private int failedRefreshes;
    private int purged;
    private int failed;
    private final List<Failure> failures = new ArrayList<>();

    /** How the call ended. */
    public End end() {
      return end;
    }

    /** The accounts that were visited. */
    public int accounts() {
      return accounts;
    }

    /** The credentials of those accounts. */
    public int credentials() {
      return credentials;
    }

    /** Those among them whose user has to reconnect. */
    public int needReconnect() {
      return needReconnect;
    }

    /** The first of the credentials whose user has to reconnect. */
    public List<ConnectionList.Item> reconnects() {
      return List.copyOf(reconnects);
    }

    /** The claimed uninstalls that are neither proven nor disproved. */
    public int pendingClaims() {
      return pendingClaims;
    }

    /** The first of the pending claims. */
    public List<Pending> pending() {
      return List.copyOf(pending);
    }

    /** The claimed uninstalls that were disproved. */
    public int disproved() {
      return disproved;
    }

    /** The accounts that were deleted because of an old claim. */
    public int erased() {
      return erased;
    }

    /** What was deleted with these accounts. */
    public CredentialRemoval.Result removed() {
      return removed;
    }

    /** The unused grants that were refreshed. */
    public int refreshed() {
      return refreshed;
    }

    /** The unused grants that could not be refreshed. */
    public int failedRefreshes() {
      return failedRefreshes;
    }

    /** The overdue records that were deleted. */
    public int purged() {
      return purged;
    }

    /** The rows that could not be read. */
    public int failed() {
      return failed;
    }

    /** The first of the rows that could not be read. */
    public List<Failure> failures() {
      return List.copyOf(failures);
    }

    private void remove(CredentialRemoval.Result result) {
      erased++;
      removed =
          new CredentialRemoval.Result(
              removed.records() + result.records(),
              removed.revoked() + result.revoked(),
              removed.unrevoked() + result.unrevoked(),
              false);
    }

    private void leave(Pending claim) {
      pendingClaims++;
      if (pending.size() < LISTED) {
        pending.add(claim);
      }
    }

    private void fail(MondayAccount account, VaultException failure) {
      failed++;
      if (failures.size() < LISTED) {
        failures.add(new Failure(account, failure.reason().name().toLowerCase(Locale.ROOT)));
      }
    }
  }

  /** Ends a call early, from any depth. */
  private static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
      super(null, null, false, false);
    }
  }

  /**
   * Works until everything is done or the time is up. A step that has begun is completed.
   *
   * @param longest how long steps may begin, at most 100 years
   * @throws VaultException if the store or the key-encryption key cannot be reached
   */
  public Report run(Duration longest) {
    long start = clock.nanos();
    long nanos = longest.toNanos();
    Optional<MaintenanceLease> taken = MaintenanceLease.take(records.app(), time, clock, lease);
    if (taken.isEmpty()) {
      Report report = new Report();
      report.end = End.BUSY;
      return report;
    }
    MaintenanceLease held = taken.get();
    Run run = new Run(held, start + nanos / 2, start + nanos);
    try {
      run.run();
    } catch (Throwable failure) {
      held.releaseAfter(failure);
      throw failure;
    }
    return run.report;
  }

  /** One call. */
  private final class Run {
    private final MaintenanceLease held;
    private final long purgeEnd;
    private final long deadline;
    private final Report report = new Report();

    /** How many refreshes in a row found a host unavailable. */
    private final Map<Host, Integer> unavailable = new HashMap<>();

    /**
     * The host of some credentials of a connection.
     *
     * @param name the customer's host, or empty if the service has one host
     */
    private record Host(String connection, String name) {}

    Run(MaintenanceLease held, long purgeEnd, long deadline) {
      this.held = held;
      this.purgeEnd = purgeEnd;
      this.deadline = deadline;
    }

    void run() {
      try {
        purge();
        AccountPage page;
        do {
          page = records.accounts(held.done(), PAGE);
          for (MondayAccount account : page.accounts()) {
            requireTime();
            maintain(account);
            report.accounts++;
            held.advance(account);
          }
        } while (!page.isLast());
        held.complete();
        report.end = End.COMPLETE;
      } catch (StoppedException timeIsUp) {
        held.release();
      }
    }

    /** Deletes overdue records for half of the time, so that there is time to visit accounts. */
    private void purge() {
      int deleted;
      do {
        requireTime();
        deleted = records.purge(PURGE);
        report.purged += deleted;
      } while (deleted == PURGE && clock.nanos() - purgeEnd < 0);
    }

    /** Stops if the time is up, the thread was interrupted, or another instance took over. */
    private void requireTime() {
      boolean isOver = clock.nanos() - deadline >= 0 || Thread.currentThread().isInterrupted();
      if (isOver || !held.keep()) {
        throw new StoppedException();
      }
    }

    /** Waits before a call to another server, so that no server gets many at a time. */
    private void pace() {
      clock.pause(PAUSE.toNanos());
      if (!held.keep()) {
        throw new StoppedException();
      }
    }

    private void maintain(MondayAccount account) {
      Map<RecordName, Long> versions = credentials.versions(account);
      boolean isClaimed = versions.keySet().stream().anyMatch(UninstallClaims::isClaim);
      if (isClaimed && isErased(account, versions)) {
        return;
      }
      for (RecordName name : versions.keySet()) {
        if (name.kind() == RecordName.Kind.CREDENTIAL) {
          visit(name, isClaimed);
        }
      }
    }

    private void visit(RecordName name, boolean isClaimed) {
      try {
        Optional<Stored> found = credentials.find(name);
        report.credentials += found.isPresent() ? 1 : 0;
        if (found.isPresent() && !isClaimed && refreshUnused(name, found.get().credential())) {
          found = credentials.find(name);
        }
        found.ifPresent(stored -> countReconnect(list.item(name, stored.credential())));
      } catch (VaultException failure) {
        fail(name.owner().account(), failure);
      }
    }

    private void countReconnect(ConnectionList.Item item) {
      if (item.needsReconnect()) {
        report.needReconnect++;
        if (report.reconnects.size() < LISTED) {
          report.reconnects.add(item);
        }
      }
    }

    private void fail(MondayAccount account, VaultException failure) {
      if (CredentialRecords.isTransient(failure)) {
        throw failure;
      }
      report.fail(account, failure);
    }

    /**
     * Refreshes a grant that nobody has used for long, even one that the provider has refused, if
     * it is due to be tried again.
     *
     * @return whether it tried
     */
    private boolean refreshUnused(RecordName name, StoredCredential stored) {
      Grant grant = stored.grant();
      Instant now = time.instant();
      boolean isEnded = stored.ended() != null && !stored.isRetryDue(now);
      Optional<ConnectorSpec> connector =
          connectors.find(name.connection()).filter(each -> each.serves(grant));
      Optional<Duration> age =
          connector
              .flatMap(ConnectorSpec::consent)
              .flatMap(ConsentSpec::refreshUnusedAfter)
              .map(longest -> RefreshTiming.unusedAge(grant, longest));
      Optional<CredentialKey> key = connector.flatMap(each -> CredentialKey.ofStored(each, name));
      if (age.isEmpty()
          || key.isEmpty()
          || isEnded
          || grant.refreshToken() == null
          || now.isBefore(grant.obtainedAt().plus(age.get()))) {
        return false;
      }
      Host host = new Host(name.connection(), grant.host());
      boolean isAvailable = unavailable.getOrDefault(host, 0) < UNAVAILABLE_REFRESHES;
      if (!isAvailable || stored.refresh().coolDownEnd(now) != null) {
        report.failedRefreshes++;
        return false;
      }
      requireTime();
      pace();
      try {
        Grant fresh = source.refreshUnused(key.get(), age.get(), outcome -> note(host, outcome));
        report.refreshed += fresh.equals(grant) ? 0 : 1;
      } catch (NotConnectedException | OAuthException failure) {
        // Perhaps without any request, so that it says nothing about the host.
        report.failedRefreshes++;
      }
      return true;
    }

    /** Notes what the outcome of a request, a failure or none, says about its host. */
    private void note(Host host, Optional<TokenEndpointException> failure) {
      if (failure.filter(TokenEndpointException::isHostUnavailable).isPresent()) {
        unavailable.put(host, UNAVAILABLE_REFRESHES);
      } else if (failure.filter(e -> e.reason() == Reason.UNAVAILABLE).isPresent()) {
        unavailable.merge(host, 1, Integer::sum);
      } else {
        unavailable.remove(host);
      }
    }

    /**
     * Checks a claimed uninstall; returns whether the account was deleted because of it: only if
     * nothing of it was written between the listing of what was checked and another one.
     *
     * @param listed the versions of the account's records
     */
    private boolean isErased(MondayAccount account, Map<RecordName, Long> listed) {
      Map<RecordName, Long> checked = listed;
      Optional<Claim> found = Optional.empty();
      for (int check = 0; check < CHECKS; check++) {
        try {
          found = claims.find(account);
        } catch (VaultException failure) {
          fail(account, failure);
          return false;
        }
        if (found.isEmpty()) {
          return false;
        }
        Acceptance acceptance = acceptance(checked.keySet());
        if (acceptance == Acceptance.ACCEPTED) {
          report.disproved += claims.delete(found.get()) ? 1 : 0;
          return false;
        }
        if (acceptance == Acceptance.UNKNOWN || !isDue(found.get())) {
          break;
        }
        Map<RecordName, Long> present = credentials.versions(account);
        if (present.equals(checked)) {
          report.remove(removal.forget(account));
          return true;
        }
        if (!differsByRefreshesOnly(checked, present)) {
          break;
        }
        checked = present;
      }
      found.ifPresent(claim -> report.leave(new Pending(account, claim)));
      return false;
    }

    /** Whether nothing was written but credentials of monday.com, which a check may refresh. */
    private static boolean differsByRefreshesOnly(
        Map<RecordName, Long> before, Map<RecordName, Long> after) {
      return before.keySet().equals(after.keySet())
          && before.entrySet().stream()
              .allMatch(each -> isMonday(each.getKey()) || after.entrySet().contains(each));
    }

    private static boolean isMonday(RecordName name) {
      return name.kind() == RecordName.Kind.CREDENTIAL && name.connection().equals(MondaySpec.NAME);
    }

    private boolean isDue(Claim claim) {
      Instant due = eraseClaimsAfter == null ? null : claim.receivedAt().plus(eraseClaimsAfter);
      return due != null && !time.instant().isBefore(due);
    }

    /**
     * Whether monday.com accepts any access token of the account. One is enough. If none is
     * accepted and not all were checked, the result is unknown.
     */
    private Acceptance acceptance(Set<RecordName> names) {
      int checked = 0;
      int unknown = 0;
      for (RecordName name : names) {
        if (isMonday(name)) {
          if (checked == CHECKED_TOKENS || unknown == UNKNOWN_CHECKS) {
            return Acceptance.UNKNOWN;
          }
          Acceptance one = acceptance(name);
          if (one == Acceptance.ACCEPTED) {
            return one;
          }
          checked++;
          unknown += one == Acceptance.UNKNOWN ? 1 : 0;
        }
      }
      return unknown == 0 ? Acceptance.REFUSED : Acceptance.UNKNOWN;
    }

    private Acceptance acceptance(RecordName name) {
      try {
        Optional<Stored> stored = credentials.find(name);
        if (stored.isEmpty()) {
          return Acceptance.REFUSED;
        }
        pace();
        Grant grant = current(name, stored.get().grant());
        return mondayApi.acceptance(grant.secret());
      } catch (NotConnectedException ended) {
        return Acceptance.REFUSED;
      } catch (VaultException failure) {
        fail(name.owner().account(), failure);
        return Acceptance.UNKNOWN;
      } catch (MondayAuthException unavailable) {
        return Acceptance.UNKNOWN;
      }
    }

    /** Refreshes an expired access token, since monday.com refuses those of every account. */
    private Grant current(RecordName name, Grant grant) {
      Optional<CredentialKey> key =
          connectors
              .find(name.connection())
              .flatMap(connector -> CredentialKey.ofStored(connector, name));
      boolean canRefresh = key.isPresent() && grant.refreshToken() != null;
      return canRefresh && RefreshTiming.isExpired(grant, time.instant())
          ? source.fresh(key.get())
          : grant;
    }
  }
}

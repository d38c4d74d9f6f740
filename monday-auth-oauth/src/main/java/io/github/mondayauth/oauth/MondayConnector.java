package io.github.mondayauth.oauth;

import io.github.mondayauth.MondayUser;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * monday.com as a connection: the user consents that the app calls monday.com's API in his name.
 * Immutable and safe for use by several threads.
 */
public final class MondayConnector implements Connector {
  static final String NAME = "monday";

  /** What the authorization request says about the account. */
  enum AccountHint {
    NONE,
    PREFERRED,
    FORCED
  }

  private final Traits traits;
  private final Set<String> scopes;
  private final boolean legacy;
  private final boolean install;
  private final AccountHint accountHint;
  private final @Nullable Long appVersion;

  private MondayConnector(
      Traits traits,
      Set<String> scopes,
      boolean legacy,
      boolean install,
      AccountHint accountHint,
      @Nullable Long appVersion) {
    this.traits = traits;
    this.scopes = scopes;
    this.legacy = legacy;
    this.install = install;
    this.accountHint = accountHint;
    this.appVersion = appVersion;
  }

  static MondayConnector of(String... scopes) {
    Traits traits = Traits.named(NAME).titled("monday.com");
    return new MondayConnector(
        traits, Scopes.checked(List.of(scopes)), false, false, AccountHint.NONE, null);
  }

  /**
   * Uses the flow before OAuth 2.1: its tokens do not expire and cannot be refreshed. monday.com
   * announced that it stops accepting them on 2026-10-01; see {@link Connections.Admin#migrate}.
   * Default: OAuth 2.1.
   *
   * @return a new connector
   */
  public MondayConnector legacy() {
    return new MondayConnector(traits, scopes, true, install, accountHint, appVersion);
  }

  /**
   * Sends the user through the installation of the app first, where it is not installed on his
   * account ({@code force_install_if_needed}). Default: monday.com shows an error there.
   *
   * @return a new connector
   */
  public MondayConnector installIfNeeded() {
    return new MondayConnector(traits, scopes, legacy, true, accountHint, appVersion);
  }

  /**
   * Uses a certain version of the app ({@code app_version_id}), as a draft; its collaborators only.
   * Default: the live version.
   *
   * @param id the version's id, positive
   * @return a new connector
   * @throws IllegalArgumentException if the id is not positive
   */
  public MondayConnector appVersion(long id) {
    if (id <= 0) {
      throw new IllegalArgumentException("an app version's id is positive, found " + id);
    }
    return new MondayConnector(traits, scopes, legacy, install, accountHint, id);
  }

  /**
   * Suggests on the consent screen the account whose address {@code backToUrl} has; the user can
   * change it, which ends in a refusal. Default: monday.com chooses.
   *
   * @return a new connector
   */
  public MondayConnector preferAccount() {
    return new MondayConnector(traits, scopes, legacy, install, AccountHint.PREFERRED, appVersion);
  }

  /**
   * Fixes on the consent screen the account whose address {@code backToUrl} has ({@code
   * subdomain}). Default: monday.com chooses.
   *
   * @return a new connector
   */
  public MondayConnector forceAccount() {
    return new MondayConnector(traits, scopes, legacy, install, AccountHint.FORCED, appVersion);
  }

  /**
   * Keeps one credential for the whole account, that of whoever connects first. Default: one for
   * each user.
   *
   * @return a new connector
   */
  public MondayConnector perAccount() {
    return perAccount(user -> true);
  }

  /**
   * Keeps one credential for the whole account, which only some users may connect; the others are
   * told to ask one of them.
   *
   * @param mayConnect whether a user may connect it
   * @return a new connector
   */
  public MondayConnector perAccount(Predicate<MondayUser> mayConnect) {
    return new MondayConnector(
        traits.ofAccount(mayConnect), scopes, legacy, install, accountHint, appVersion);
  }

  /**
   * Lets users skip it. Default: required.
   *
   * @return a new connector
   */
  public MondayConnector optional() {
    return new MondayConnector(
        traits.skippable(), scopes, legacy, install, accountHint, appVersion);
  }

  @Override
  public String name() {
    return NAME;
  }

  Traits traits() {
    return traits;
  }

  Set<String> scopes() {
    return new LinkedHashSet<>(scopes);
  }

  boolean isLegacy() {
    return legacy;
  }

  boolean installs() {
    return install;
  }

  AccountHint accountHint() {
    return accountHint;
  }

  @Nullable Long appVersion() {
    return appVersion;
  }

  /** Shows the name. */
  @Override
  public String toString() {
    return NAME;
  }
}

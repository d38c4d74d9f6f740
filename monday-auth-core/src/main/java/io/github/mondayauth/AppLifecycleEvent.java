package io.github.mondayauth;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A verified app lifecycle event: an account installed the app, uninstalled it, or changed its
 * subscription. Only {@link AppLifecycleVerifier} creates it.
 *
 * <p>Account and user come from the token, and the body names the same account and app. Everything
 * else comes from the body, which no signature covers: use it for records and messages, not for
 * decisions about money. monday.com may deliver an event late or repeatedly, so compare {@link
 * #occurredAt()}. Immutable and safe for use by several threads.
 */
public final class AppLifecycleEvent {
  private final AppLifecycleBody body;
  private final MondayAccount account;
  private final @Nullable MondayUser user;
  private final Instant occurredAt;
  private final boolean byAdministrator;

  /**
   * Creates an event.
   *
   * @param latest the latest time at which the event can have happened
   * @param byAdministrator whether the token names this app and an administrator of the account
   */
  AppLifecycleEvent(
      AppLifecycleBody body,
      MondayAccount account,
      @Nullable MondayUser user,
      Instant latest,
      boolean byAdministrator) {
    this.body = body;
    this.account = account;
    this.user = user;
    this.occurredAt = body.timestamp().isAfter(latest) ? latest : body.timestamp();
    this.byAdministrator = byAdministrator;
  }

  /**
   * The type of event.
   *
   * @return the type, {@link Type#OTHER} if this version of the library does not know it
   */
  public Type type() {
    return body.type();
  }

  /**
   * The type of event by monday.com's name.
   *
   * @return the body's {@code type}
   */
  public String typeName() {
    return body.typeName();
  }

  /**
   * The account of the event.
   *
   * @return the account that the token names
   */
  public MondayAccount account() {
    return account;
  }

  /**
   * The user who caused the event; for subscriptions, the account's first administrator.
   *
   * @return the user that the token names, or null if it names none
   */
  public @Nullable MondayUser user() {
    return user;
  }

  /**
   * When the event happened according to the body. No signature covers it.
   *
   * @return the body's {@code timestamp}, from the start of 1970 to late in the year 5138
   */
  public Instant timestamp() {
    return body.timestamp();
  }

  /**
   * When the event happened, as far as the token limits it: {@link #timestamp()}, but no later than
   * the token was issued. For a token that does not say when that was, no later than it was
   * verified, plus {@link MondayApp.Builder#clockSkew}. A body that names a later time than its
   * token therefore changes nothing.
   *
   * @return the time by monday.com's clock, which may be ahead of the app's by the clock skew
   */
  public Instant occurredAt() {
    return occurredAt;
  }

  /**
   * The app.
   *
   * @return the body's {@code app_id}
   */
  public long appId() {
    return body.appId();
  }

  /**
   * Whether the app was certainly uninstalled: the type is {@link Type#UNINSTALL}, and the token
   * names this app and an administrator. Its {@code is_admin} is true, neither {@code is_guest} nor
   * {@code is_view_only} is true, and {@code user_kind} is {@code admin}, where the last three may
   * be absent. A session token of an administrator has the same claims, but an administrator may
   * uninstall the app anyway.
   *
   * @return true if everything that is stored for the account may be deleted
   */
  public boolean isProvenUninstall() {
    return type() == Type.UNINSTALL && byAdministrator;
  }

  /**
   * Whether this is an uninstall without proof. It may be genuine, or the session token of a user
   * who may not uninstall the app, sent with a body of their own. Delete nothing because of it, not
   * even if monday.com refuses the account's access tokens: their owner may have been deactivated.
   *
   * @return true if the type is {@link Type#UNINSTALL} and {@link #isProvenUninstall()} is false
   */
  public boolean isClaimedUninstall() {
    return type() == Type.UNINSTALL && !byAdministrator;
  }

  /**
   * The account's subscription to the app.
   *
   * @return the subscription, or null if the body has none
   */
  public @Nullable AppSubscription subscription() {
    JsonObject subscription = body.data().object("subscription");
    return subscription == null ? null : new AppSubscription(subscription);
  }

  /**
   * The version of the app.
   *
   * @return major, minor and patch version separated by dots, or null if the body has none
   */
  public @Nullable String appVersion() {
    JsonObject version = body.data().object("version_data");
    Long major = version == null ? null : version.integer("major");
    if (version == null || major == null) {
      return null;
    }
    Long minor = version.integer("minor");
    Long patch = version.integer("patch");
    return major + "." + (minor == null ? 0 : minor) + "." + (patch == null ? 0 : patch);
  }

  /**
   * Another field of the body's {@code data}: {@code app_name}, {@code user_name}, {@code
   * user_email}, {@code user_cluster}, {@code user_country}, {@code account_name}, {@code
   * account_slug}, {@code account_tier}, {@code account_max_users}, {@code reason}. Some of them
   * are personal data.
   *
   * @param name the field's name
   * @return the string, or an integer in digits, or null if the field has neither
   */
  public @Nullable String detail(String name) {
    String string = body.data().string(name);
    Long number = string == null ? body.data().integer(name) : null;
    return number == null ? string : number.toString();
  }

  /** Shows the type and the account. */
  @Override
  public String toString() {
    return "AppLifecycleEvent[" + type() + " of " + account + "]";
  }

  /** The types of events, by monday.com's names in upper case. */
  public enum Type {
    /** The app was installed, possibly not for the first time. */
    INSTALL,
    /**
     * The app was uninstalled, or somebody says so; see {@link
     * AppLifecycleEvent#isProvenUninstall()}.
     */
    UNINSTALL,
    /** A subscription was bought. */
    APP_SUBSCRIPTION_CREATED,
    /** The plan of a subscription was changed. */
    APP_SUBSCRIPTION_CHANGED,
    /** A subscription was renewed. */
    APP_SUBSCRIPTION_RENEWED,
    /** A user canceled a subscription; it stays active until its renewal date. */
    APP_SUBSCRIPTION_CANCELLED_BY_USER,
    /** A subscription ended. */
    APP_SUBSCRIPTION_CANCELLED,
    /** A user revoked the cancellation of a subscription. */
    APP_SUBSCRIPTION_CANCELLATION_REVOKED_BY_USER,
    /** A renewal failed and will be retried. */
    APP_SUBSCRIPTION_RENEWAL_ATTEMPT_FAILED,
    /** A renewal failed. */
    APP_SUBSCRIPTION_RENEWAL_FAILED,
    /** A trial started. */
    APP_TRIAL_SUBSCRIPTION_STARTED,
    /** A trial ended. */
    APP_TRIAL_SUBSCRIPTION_ENDED,
    /** The pricing version of a subscription will change. */
    APP_SUBSCRIPTION_PRICING_VERSION_CHANGE_SCHEDULED,
    /**
     * A type that this version of the library does not know; see {@link
     * AppLifecycleEvent#typeName()}.
     */
    OTHER;

    static Type of(String name) {
      for (Type type : values()) {
        if (type != OTHER && type.name().toLowerCase(Locale.ROOT).equals(name)) {
          return type;
        }
      }
      return OTHER;
    }
  }
}

package io.github.mondayauth;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An account installed the app, uninstalled it, or changed its subscription. Only {@link
 * AppLifecycleVerifier} makes it.
 *
 * <p>Account and user are the token's, and the body names the same account and app. The rest is the
 * body's word, which no signature covers: good for records and messages, not for decisions about
 * money. Deliveries may repeat and come late, so compare {@link #timestamp()}. Immutable and safe
 * for use by several threads.
 */
public final class AppLifecycleEvent {
  private final AppLifecycleBody body;
  private final MondayAccount account;
  private final @Nullable MondayUser user;
  private final boolean adminOrSystem;

  AppLifecycleEvent(
      AppLifecycleBody body,
      MondayAccount account,
      @Nullable MondayUser user,
      boolean adminOrSystem) {
    this.body = body;
    this.account = account;
    this.user = user;
    this.adminOrSystem = adminOrSystem;
  }

  /**
   * What happened.
   *
   * @return the type, {@link Type#OTHER} for one this version does not know
   */
  public Type type() {
    return body.type();
  }

  /**
   * What happened, in monday.com's word.
   *
   * @return the body's {@code type}
   */
  public String typeName() {
    return body.typeName();
  }

  /**
   * The account it happened to.
   *
   * @return the account, by the token
   */
  public MondayAccount account() {
    return account;
  }

  /**
   * Who did it, or for subscriptions the account's first admin.
   *
   * @return the user, by the token, or null if it names none
   */
  public @Nullable MondayUser user() {
    return user;
  }

  /**
   * When it happened.
   *
   * @return the body's {@code timestamp}
   */
  public Instant timestamp() {
    return body.timestamp();
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
   * Whether the app was certainly uninstalled: the type says so, the token names this app, and it
   * is not that of a user who could not uninstall anyway.
   *
   * @return true if everything of the account may be deleted
   */
  public boolean isUninstall() {
    return type() == Type.UNINSTALL && adminOrSystem;
  }

  /**
   * Whether it is an uninstall that its token does not prove, since it says {@code is_admin: false}
   * and could be the session token of an ordinary user. Only monday.com itself can tell, by
   * refusing a stored token of the account. Delete nothing before it does.
   *
   * @return true if the event is an uninstall and {@link #isUninstall()} is false
   */
  public boolean needsProof() {
    return type() == Type.UNINSTALL && !adminOrSystem;
  }

  /**
   * The account's subscription to the app.
   *
   * @return the subscription, or null if the body tells of none
   */
  public @Nullable AppSubscription subscription() {
    JsonObject subscription = body.data().object("subscription");
    return subscription == null ? null : new AppSubscription(subscription);
  }

  /**
   * The version of the app.
   *
   * @return major, minor and patch with dots between, or null if the body tells of none
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
   * A further member of the body's {@code data}: {@code app_name}, {@code user_name}, {@code
   * user_email}, {@code user_cluster}, {@code user_country}, {@code account_name}, {@code
   * account_slug}, {@code account_tier}, {@code account_max_users}, {@code reason}. Personal data.
   *
   * @param name the member's name
   * @return its text, of a number in digits, or null if there is none
   */
  public @Nullable String detail(String name) {
    String text = body.data().text(name);
    Long number = text == null ? body.data().integer(name) : null;
    return number == null ? text : number.toString();
  }

  @Override
  public String toString() {
    return "AppLifecycleEvent[" + type() + " of " + account + "]";
  }

  /** What happened, by monday.com's names in upper case. */
  public enum Type {
    /** The app was installed, perhaps again. */
    INSTALL,
    /** The app was uninstalled; see {@link AppLifecycleEvent#isUninstall()}. */
    UNINSTALL,
    /** A plan was bought. */
    APP_SUBSCRIPTION_CREATED,
    /** A plan was changed for another. */
    APP_SUBSCRIPTION_CHANGED,
    /** A subscription was renewed on its date. */
    APP_SUBSCRIPTION_RENEWED,
    /** A user cancelled; the subscription runs on to its date. */
    APP_SUBSCRIPTION_CANCELLED_BY_USER,
    /** A subscription ended. */
    APP_SUBSCRIPTION_CANCELLED,
    /** A user took a cancellation back. */
    APP_SUBSCRIPTION_CANCELLATION_REVOKED_BY_USER,
    /** A renewal did not succeed and will be tried again. */
    APP_SUBSCRIPTION_RENEWAL_ATTEMPT_FAILED,
    /** A renewal did not succeed. */
    APP_SUBSCRIPTION_RENEWAL_FAILED,
    /** A trial began. */
    APP_TRIAL_SUBSCRIPTION_STARTED,
    /** A trial ended. */
    APP_TRIAL_SUBSCRIPTION_ENDED,
    /** The prices of a subscription will change. */
    APP_SUBSCRIPTION_PRICING_VERSION_CHANGE_SCHEDULED,
    /** Something newer than this library; see {@link AppLifecycleEvent#typeName()}. */
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

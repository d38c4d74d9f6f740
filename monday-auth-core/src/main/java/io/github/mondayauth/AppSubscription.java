package io.github.mondayauth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account's subscription to the app, as an {@link AppLifecycleEvent} tells of it. Every part may
 * be absent. Immutable and safe for use by several threads.
 */
public final class AppSubscription {
  private final JsonObject members;

  AppSubscription(JsonObject members) {
    this.members = members;
  }

  /**
   * The plan.
   *
   * @return the plan's id, or null
   */
  public @Nullable String planId() {
    return members.text("plan_id");
  }

  /**
   * When it is renewed or ends.
   *
   * @return the time, or null
   */
  public @Nullable Instant renewalDate() {
    return AppLifecycleBody.instant(members.text("renewal_date"));
  }

  /**
   * Whether it is a trial.
   *
   * @return true only if the body says so
   */
  public boolean isTrial() {
    return Boolean.TRUE.equals(members.bool("is_trial"));
  }

  /**
   * How often it is billed.
   *
   * @return {@code monthly} or {@code yearly}, or null
   */
  public @Nullable String billingPeriod() {
    return members.text("billing_period");
  }

  /**
   * The days left until the renewal date.
   *
   * @return a number of days, or null
   */
  public @Nullable Long daysLeft() {
    return members.integer("days_left");
  }

  /**
   * The version of the app's prices.
   *
   * @return the version, or null
   */
  public @Nullable Long pricingVersion() {
    return members.integer("pricing_version");
  }

  /**
   * How many units of the app may be used at most.
   *
   * @return the number, or null
   */
  public @Nullable Long maxUnits() {
    return members.integer("max_units");
  }

  @Override
  public String toString() {
    return "AppSubscription[" + planId() + "]";
  }
}

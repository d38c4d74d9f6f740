package io.github.mondayauth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account's subscription to the app, from the body of an {@link AppLifecycleEvent}. Every value
 * is optional. Immutable and safe for use by several threads.
 */
public final class AppSubscription {
  private final JsonObject fields;

  AppSubscription(JsonObject fields) {
    this.fields = fields;
  }

  /**
   * The plan.
   *
   * @return the plan's id, or null if the body has none
   */
  public @Nullable String planId() {
    return fields.string("plan_id");
  }

  /**
   * When the subscription is renewed or ends.
   *
   * @return the time, or null if the body has none from 1970 to late in the year 5138
   */
  public @Nullable Instant renewalDate() {
    return EventBody.instant(fields.string("renewal_date"));
  }

  /**
   * Whether the subscription is a trial.
   *
   * @return true if the body says so; false if it denies it or does not say
   */
  public boolean isTrial() {
    return Boolean.TRUE.equals(fields.bool("is_trial"));
  }

  /**
   * How often the subscription is billed.
   *
   * @return {@code monthly} or {@code yearly}, or null if the body does not say
   */
  public @Nullable String billingPeriod() {
    return fields.string("billing_period");
  }

  /**
   * The number of days until the renewal date.
   *
   * @return the days, or null if the body does not say
   */
  public @Nullable Long daysLeft() {
    return fields.integer("days_left");
  }

  /**
   * The version of the app's prices.
   *
   * @return the version, or null if the body has none
   */
  public @Nullable Long pricingVersion() {
    return fields.integer("pricing_version");
  }

  /**
   * The maximum number of units of the app that the account may use.
   *
   * @return the number, or null if the body has none
   */
  public @Nullable Long maxUnits() {
    return fields.integer("max_units");
  }

  /** Shows the plan's id. */
  @Override
  public String toString() {
    return "AppSubscription[" + planId() + "]";
  }
}

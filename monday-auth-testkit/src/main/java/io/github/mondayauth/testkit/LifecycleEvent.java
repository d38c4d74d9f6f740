package io.github.mondayauth.testkit;

import java.net.URI;

/**
 * An app lifecycle event that {@link FakeMonday} has not delivered yet. A test delivers it when it
 * wants to: late, several times, or after later events. Immutable and safe for use by several
 * threads.
 */
public final class LifecycleEvent {
  private final FakeMonday monday;
  private final FakeUser user;
  private final FakeUser.Role role;
  private final String body;

  LifecycleEvent(FakeMonday monday, FakeUser user, FakeUser.Role role, String body) {
    this.monday = monday;
    this.user = user;
    this.role = role;
    this.body = body;
  }

  /**
   * The body, with the time at which the event occurred.
   *
   * @return a JSON object
   */
  public String body() {
    return body;
  }

  /**
   * Signs a token for a delivery at the present time, with the role that the user had when the
   * event occurred.
   *
   * @return the value of the {@code Authorization} header
   */
  public String token() {
    return user.withRole(monday.tokens().appLifecycle(), role).sign();
  }

  /**
   * Delivers the event with a new token.
   *
   * @param webhookUrl the app's lifecycle webhook
   * @return the app's reply
   */
  public AppReply deliver(URI webhookUrl) {
    return monday.post(webhookUrl, token(), body);
  }
}

package io.github.mondayauth.testkit;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a custom action, with the retries of monday.com, from {@link
 * MondayTestApp#runWithRetries}. Immutable and safe for use by several threads.
 */
public final class ActionRun {
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final int MAX_RETRIES = 30;

  private final int attempts;
  private final List<AppReply> replies;

  private ActionRun(int attempts, List<AppReply> replies) {
    this.attempts = attempts;
    this.replies = List.copyOf(replies);
  }

  /**
   * Sends the request until monday.com would stop. Each attempt has the same body and a new token,
   * since a token expires long before the last retry.
   */
  static ActionRun of(FakeUser user, URI runUrl, String body, TestClock clock) {
    List<AppReply> replies = new ArrayList<>();
    int attempts = 0;
    while (true) {
      attempts++;
      boolean isRetried = true;
      try {
        AppReply reply = user.send(runUrl, body);
        replies.add(reply);
        isRetried = isRetried(reply);
      } catch (UncheckedIOException noReply) {
        // monday.com retries a request to which it got no reply
      }
      if (!isRetried || attempts > MAX_RETRIES) {
        return new ActionRun(attempts, replies);
      }
      clock.advance(INTERVAL);
    }
  }

  private static boolean isRetried(AppReply reply) {
    boolean succeeded = reply.status() >= 200 && reply.status() < 300;
    boolean refused = reply.status() >= 400 && reply.status() < 500;
    return !succeeded && !refused && reply.notification() == null;
  }

  /**
   * The number of requests sent.
   *
   * @return 1 if there was no retry, at most 31
   */
  public int attempts() {
    return attempts;
  }

  /**
   * The app's replies.
   *
   * @return the replies in order; an attempt to which the app did not reply has none
   */
  public List<AppReply> replies() {
    return replies;
  }

  /**
   * The last reply.
   *
   * @return the reply after which monday.com sent no more
   * @throws IllegalStateException if the app replied to no attempt
   */
  public AppReply reply() {
    if (replies.isEmpty()) {
      throw new IllegalStateException(
          "Expected a reply, found none in "
              + attempts
              + " attempts. Start the application before the action runs.");
    }
    return replies.get(replies.size() - 1);
  }

  /**
   * The notification that the user gets after the last attempt.
   *
   * @return the notification, or null if the app's last reply causes none
   */
  public @Nullable Notification notification() {
    return replies.isEmpty() ? null : reply().notification();
  }

  /** Shows the number of attempts and the statuses only. */
  @Override
  public String toString() {
    return "ActionRun[attempts="
        + attempts
        + ", statuses="
        + replies.stream().map(AppReply::status).toList()
        + "]";
  }
}

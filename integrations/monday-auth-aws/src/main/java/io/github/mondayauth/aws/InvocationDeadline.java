package io.github.mondayauth.aws;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time by which every call that an invocation makes has ended, so that the gateway still passes
 * on the reply. It belongs to the thread that handles the invocation, on which the library makes
 * all of its calls.
 */
final class InvocationDeadline {
  /**
   * The time for an invocation. The shortest wait of a gateway is the 29 seconds of a REST API (an
   * HTTP API waits 30), and it includes a cold start.
   */
  static final Duration LIMIT = Duration.ofSeconds(25);

  /** Lambda's own limit ends this much later, so that there is time to send the reply. */
  static final Duration MARGIN = Duration.ofMillis(500);

  private static final ThreadLocal<InvocationDeadline> CURRENT = new ThreadLocal<>();

  private final LongSupplier nanos;
  private final long end;

  private InvocationDeadline(LongSupplier nanos, long end) {
    this.nanos = nanos;
    this.end = end;
  }

  /** Begins an invocation on this thread, with the given time or what Lambda leaves of it. */
  static void begin(Duration limit, Context context, LongSupplier nanos) {
    Duration left = Duration.ofMillis(context.getRemainingTimeInMillis()).minus(MARGIN);
    begin(left.compareTo(limit) < 0 ? left : limit, nanos);
  }

  /** Begins an invocation on this thread, timed by the given clock. */
  static void begin(Duration limit, LongSupplier nanos) {
    CURRENT.set(new InvocationDeadline(nanos, nanos.getAsLong() + limit.toNanos()));
  }

  /** Ends the invocation of this thread. */
  static void end() {
    CURRENT.remove();
  }

  /** The time until the deadline, not positive if it has passed; null outside an invocation. */
  static @Nullable Duration remaining() {
    InvocationDeadline deadline = CURRENT.get();
    return deadline == null ? null : Duration.ofNanos(deadline.end - deadline.nanos.getAsLong());
  }
}

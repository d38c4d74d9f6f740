package io.github.mondayauth.aws;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Handles an invocation in the same way for all payload formats. The formats need classes of their
 * own, because Lambda's runtime reads the event's type from the signature of {@code handleRequest}.
 */
abstract class GatewayHandler {
  private final Duration limit;
  private final LongSupplier nanos;

  /**
   * Creates a handler.
   *
   * @param limit the time within which the calls of an invocation end
   * @param nanos a monotonic clock
   * @throws IllegalArgumentException if the limit is not positive
   */
  GatewayHandler(Duration limit, LongSupplier nanos) {
    if (limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException(
          "limit of an invocation: expected a positive time, found " + limit);
    }
    this.limit = limit;
    this.nanos = nanos;
  }

  /** Handles a request. */
  abstract Reply reply(LambdaRequest request, Context context);

  /** The reply to a request, of {@link #reply} or of the exception that it throws. */
  final Reply replyInTime(LambdaRequest request, Context context) {
    InvocationDeadline.begin(limit, context, nanos);
    try {
      return reply(request, context);
    } catch (MondayAuthException refused) {
      LambdaReply.log(refused, context);
      return refused.reply();
    } finally {
      InvocationDeadline.end();
    }
  }
}

package io.github.mondayauth.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A Lambda function behind an API Gateway HTTP API (payload format 2.0) or a function URL.
 *
 * <p>A subclass replies to a request. If it throws an exception of the library, the exception's
 * reply is sent, and its message is logged, which contains no secret. Any other exception fails the
 * invocation: the gateway replies with a 5xx status, and monday.com repeats the request.
 *
 * <p>Calls through {@link LambdaClients} and {@link LambdaTransport} end within 25 seconds, or
 * within what is left of the function's own timeout, so that the gateway, which waits 29 seconds,
 * passes on the reply.
 *
 * <p>A subclass needs a public constructor without parameters, which should create everything that
 * requests share: Lambda calls it once for each instance of the function.
 *
 * <p>An instance handles one request at a time. It is safe for use by several threads if the
 * subclass is, since the time of an invocation belongs to its thread.
 */
public abstract class HttpApiHandler extends GatewayHandler
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
  /** For subclasses behind a gateway. The calls of an invocation end within 25 seconds. */
  protected HttpApiHandler() {
    super(InvocationDeadline.LIMIT, System::nanoTime);
  }

  /**
   * For subclasses that something waits for longer, or shorter, than API Gateway does. monday.com
   * waits a minute.
   *
   * @param limit the time within which the calls of an invocation end
   * @throws IllegalArgumentException if it is not positive
   */
  protected HttpApiHandler(Duration limit) {
    super(limit, System::nanoTime);
  }

  /** For tests, which have a clock of their own. */
  HttpApiHandler(Duration limit, LongSupplier nanos) {
    super(limit, nanos);
  }

  /**
   * Handles a request.
   *
   * @param request the request
   * @param context the invocation
   * @return the reply
   * @throws MondayAuthException to send its reply
   */
  @Override
  protected abstract Reply reply(LambdaRequest request, Context context);

  /**
   * Handles an event. Lambda calls it.
   *
   * @param event the event
   * @param context the invocation
   * @return the response for the gateway
   * @throws IllegalArgumentException if the event has no method or path: something other than a
   *     gateway sent it, or the gateway uses another payload format
   */
  @Override
  public final APIGatewayV2HTTPResponse handleRequest(
      APIGatewayV2HTTPEvent event, Context context) {
    return LambdaReply.version2(replyInTime(LambdaRequest.of(event), context));
  }
}

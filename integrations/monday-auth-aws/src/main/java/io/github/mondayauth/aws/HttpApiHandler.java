package io.github.mondayauth.aws;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import java.time.Duration;

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
 */
public abstract class HttpApiHandler
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
  private final Duration limit;

  /** For subclasses behind a gateway. */
  protected HttpApiHandler() {
    this(InvocationDeadline.LIMIT);
  }

  /**
   * For subclasses that something waits for longer, or shorter, than API Gateway does. monday.com
   * waits a minute.
   *
   * @param limit the time within which the calls of an invocation end
   */
  protected HttpApiHandler(Duration limit) {
    this.limit = requireNonNull(limit);
  }

  /**
   * Handles a request.
   *
   * @param request the request
   * @param context the invocation
   * @return the reply
   * @throws MondayAuthException to send its reply
   */
  protected abstract Reply reply(LambdaRequest request, Context context);

  @Override
  public final APIGatewayV2HTTPResponse handleRequest(
      APIGatewayV2HTTPEvent event, Context context) {
    LambdaRequest request = LambdaRequest.of(event);
    InvocationDeadline.begin(limit, context);
    try {
      return LambdaReply.version2(reply(request, context));
    } catch (MondayAuthException refused) {
      LambdaReply.log(refused, context);
      return LambdaReply.version2(refused.reply());
    } finally {
      InvocationDeadline.end();
    }
  }
}

package io.github.mondayauth.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import io.github.mondayauth.oauth.Step;
import java.util.Map;

/**
 * Converts a {@link Reply} to the response of a Lambda function. Static methods only, safe for use
 * by several threads.
 */
public final class LambdaReply {
  private LambdaReply() {}

  /**
   * A response in payload format 2.0, for an HTTP API or a function URL. Each cookie is an element
   * of the list of cookies.
   *
   * @param reply the reply
   * @return the response
   */
  public static APIGatewayV2HTTPResponse version2(Reply reply) {
    APIGatewayV2HTTPResponse response = new APIGatewayV2HTTPResponse();
    response.setStatusCode(reply.status());
    response.setHeaders(reply.headers());
    if (!reply.cookies().isEmpty()) {
      response.setCookies(reply.cookies());
    }
    response.setBody(reply.body());
    return response;
  }

  /**
   * A response in payload format 1.0, for a REST API or an HTTP API that is configured so. Each
   * cookie is a value of the multi-value header {@code Set-Cookie}.
   *
   * @param reply the reply
   * @return the response
   */
  public static APIGatewayProxyResponseEvent version1(Reply reply) {
    APIGatewayProxyResponseEvent response = new APIGatewayProxyResponseEvent();
    response.setStatusCode(reply.status());
    response.setHeaders(reply.headers());
    if (!reply.cookies().isEmpty()) {
      response.setMultiValueHeaders(Map.of("Set-Cookie", reply.cookies()));
    }
    response.setBody(reply.body());
    response.setIsBase64Encoded(false);
    return response;
  }

  /**
   * The reply of a step of the browser's path. If the step was refused, logs why, in one line
   * without secrets, since the page that the user sees has only a reference.
   *
   * @param step the step
   * @param context the invocation
   * @return the step's reply
   */
  public static Reply of(Step step, Context context) {
    if (step instanceof Step.Refused refused) {
      log(refused.cause(), context);
    }
    return step.reply();
  }

  /** Logs why a request was refused, in one line without secrets. */
  static void log(MondayAuthException refused, Context context) {
    context
        .getLogger()
        .log(
            "refused: "
                .concat(refused.getClass().getSimpleName())
                .concat(": ")
                .concat(String.valueOf(refused.getMessage())));
  }
}

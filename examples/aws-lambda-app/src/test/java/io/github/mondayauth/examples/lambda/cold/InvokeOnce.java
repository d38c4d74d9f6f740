package io.github.mondayauth.examples.lambda.cold;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A process that creates a function and invokes it once, as the first request does. */
final class InvokeOnce {
  private InvokeOnce() {}

  /** Invokes the function whose class is the first argument with the token that is the second. */
  @SuppressWarnings("unchecked") // all functions have these types
  public static void main(String[] arguments) throws Exception {
    RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> function =
        (RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse>)
            Class.forName(arguments[0])
                .asSubclass(RequestHandler.class)
                .getDeclaredConstructor()
                .newInstance();
    int status = function.handleRequest(event(arguments[1]), new Invocation()).getStatusCode();
    if (status != 200) {
      throw new IllegalStateException("Expected status 200, found " + status);
    }
    Runtime.getRuntime().exit(0);
  }

  static APIGatewayV2HTTPEvent event(String token) {
    return APIGatewayV2HTTPEvent.builder()
        .withVersion("2.0")
        .withRawPath(ColdSettings.PATH)
        .withRawQueryString("")
        .withHeaders(Map.of("authorization", token, "content-type", "application/json"))
        .withBody("{}")
        .withIsBase64Encoded(false)
        .withRequestContext(
            APIGatewayV2HTTPEvent.RequestContext.builder()
                .withStage("$default")
                .withHttp(
                    APIGatewayV2HTTPEvent.RequestContext.Http.builder()
                        .withMethod("POST")
                        .withPath(ColdSettings.PATH)
                        .build())
                .build())
        .build();
  }

  /** An invocation with the time that a function of 30 seconds has. */
  static final class Invocation implements Context, LambdaLogger {
    @Override
    public String getAwsRequestId() {
      return "request";
    }

    @Override
    public String getLogGroupName() {
      return "group";
    }

    @Override
    public String getLogStreamName() {
      return "stream";
    }

    @Override
    public String getFunctionName() {
      return "function";
    }

    @Override
    public String getFunctionVersion() {
      return "1";
    }

    @Override
    public String getInvokedFunctionArn() {
      return "arn:aws:lambda:eu-central-1:000000000000:function:function";
    }

    @Override
    public @Nullable CognitoIdentity getIdentity() {
      return null;
    }

    @Override
    public @Nullable ClientContext getClientContext() {
      return null;
    }

    @Override
    public int getRemainingTimeInMillis() {
      return 30_000;
    }

    @Override
    public int getMemoryLimitInMB() {
      return 1_024;
    }

    @Override
    public LambdaLogger getLogger() {
      return this;
    }

    @Override
    public void log(String message) {
      System.err.println(message);
    }

    @Override
    public void log(byte[] message) {
      log(new String(message, StandardCharsets.UTF_8));
    }
  }
}

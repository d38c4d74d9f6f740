package io.github.mondayauth.examples.lambda.cold;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;

/** Checks the signature of a request with the JDK, and nothing else. */
public final class BareVerifyFunction
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
  private final BareSignature signature;

  /** Reads the environment. */
  public BareVerifyFunction() {
    signature = new BareSignature(ColdSettings.value(ColdSettings.SIGNING_SECRET));
  }

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    boolean isSigned = signature.isValid(event.getHeaders().get("authorization"));
    return APIGatewayV2HTTPResponse.builder().withStatusCode(isSigned ? 200 : 401).build();
  }
}

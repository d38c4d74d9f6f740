package io.github.mondayauth.examples.lambda.cold;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestVerifier;
import io.github.mondayauth.aws.HttpApiHandler;
import io.github.mondayauth.aws.LambdaRequest;

/** Verifies a request with this library. */
public final class VerifyFunction extends HttpApiHandler {
  private final RequestVerifier verifier;

  /** Reads the environment. */
  public VerifyFunction() {
    verifier = ColdSettings.verifyingApp(System.getenv()).requestVerifier();
  }

  @Override
  protected Reply reply(LambdaRequest request, Context context) {
    verifier.verify(request.authorization(), ColdSettings.PATH);
    return Reply.json(200, "{}");
  }
}

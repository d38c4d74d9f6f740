package io.github.mondayauth.examples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.mondayauth.Reply;
import io.github.mondayauth.aws.HttpApiHandler;
import io.github.mondayauth.aws.LambdaReply;
import io.github.mondayauth.aws.LambdaRequest;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Step;

/** The authorization URL, which monday.com opens, and the callbacks of services. */
public final class AuthorizationFunction extends HttpApiHandler {
  private final Integration integration;

  /** Lambda calls this once for each instance. */
  public AuthorizationFunction() {
    this(Integration.of(Settings.ofEnvironment(), new Clients() {}));
  }

  AuthorizationFunction(Integration integration) {
    this.integration = integration;
  }

  @Override
  protected Reply reply(LambdaRequest request, Context context) {
    BrowserRequest browser = request.browser(integration.app());
    Step step =
        request.path(integration.app()).equals("/authorize")
            ? integration.connections().begin(browser)
            : integration.connections().resume(browser);
    return LambdaReply.of(step, context);
  }
}

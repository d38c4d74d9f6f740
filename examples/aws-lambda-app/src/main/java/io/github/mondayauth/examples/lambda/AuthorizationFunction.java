package io.github.mondayauth.examples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Reply;
import io.github.mondayauth.aws.HttpApiHandler;
import io.github.mondayauth.aws.LambdaReply;
import io.github.mondayauth.aws.LambdaRequest;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Step;
import java.util.function.Supplier;

/** The authorization URL, which monday.com opens, and the callbacks of services. */
public final class AuthorizationFunction extends HttpApiHandler {
  private final Supplier<Integration> integration;

  /** Lambda calls this once for each instance. */
  public AuthorizationFunction() {
    this(Integration.atStartup(Settings.ofEnvironment(), new Clients() {}));
  }

  AuthorizationFunction(Supplier<Integration> integration) {
    this.integration = integration;
  }

  @Override
  protected Reply reply(LambdaRequest request, Context context) {
    MondayApp app = integration.get().app();
    Connections connections = integration.get().connections();
    BrowserRequest browser = request.browser(app);
    Step step =
        request.path(app).equals("/authorize")
            ? connections.begin(browser)
            : connections.resume(browser);
    return LambdaReply.of(step, context);
  }
}

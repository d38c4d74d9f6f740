package io.github.mondayauth.examples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.Reply;
import io.github.mondayauth.aws.HttpApiHandler;
import io.github.mondayauth.aws.LambdaRequest;
import java.util.function.Supplier;

/**
 * The app lifecycle webhook: installations, uninstallations, subscriptions. A proven uninstall
 * deletes the account's data and revokes its credentials.
 */
public final class LifecycleFunction extends HttpApiHandler {
  private final Supplier<Integration> integration;

  /** Lambda calls this once for each instance. */
  public LifecycleFunction() {
    this(Integration.atStartup(Settings.ofEnvironment(), new Clients() {}));
  }

  LifecycleFunction(Supplier<Integration> integration) {
    this.integration = integration;
  }

  @Override
  protected Reply reply(LambdaRequest request, Context context) {
    AppLifecycleEvent event =
        integration
            .get()
            .app()
            .appLifecycleVerifier()
            .verify(request.authorization(), request.body());
    context.getLogger().log("received: " + event.typeName());
    integration.get().connections().forget(event);
    return Reply.json(200, "{}");
  }
}

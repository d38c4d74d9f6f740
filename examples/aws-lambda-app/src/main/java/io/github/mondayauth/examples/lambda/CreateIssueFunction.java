package io.github.mondayauth.examples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.aws.HttpApiHandler;
import io.github.mondayauth.aws.LambdaRequest;

/** A custom action's run URL: calls the issue tracker on behalf of the user. */
public final class CreateIssueFunction extends HttpApiHandler {
  private final Integration integration;
  private final Tracker tracker;

  /** Lambda calls this once for each instance. */
  public CreateIssueFunction() {
    this(Settings.ofEnvironment(), new Clients() {});
  }

  private CreateIssueFunction(Settings settings, Clients clients) {
    this(Integration.of(settings, clients), settings);
  }

  CreateIssueFunction(Integration integration, Settings settings) {
    this.integration = integration;
    this.tracker = new Tracker(integration.connections(), settings.tracker());
  }

  @Override
  protected Reply reply(LambdaRequest request, Context context) {
    RequestClaims claims =
        integration
            .app()
            .requestVerifier()
            .verify(request.authorization(), "/actions/create-issue");
    int status = tracker.profile(claims.user()).statusCode();
    return status == 200
        ? Reply.json(200, "{}")
        : Reply.notifyUser(
            "The issue was not created", "The issue tracker replied with status " + status + ".");
  }
}

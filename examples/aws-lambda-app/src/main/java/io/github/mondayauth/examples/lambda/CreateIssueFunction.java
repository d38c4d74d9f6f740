package io.github.mondayauth.examples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.RuntimeMetadata;
import io.github.mondayauth.aws.HttpApiHandler;
import io.github.mondayauth.aws.LambdaRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** A custom action's run URL: creates an issue at the tracker on behalf of the user. */
public final class CreateIssueFunction extends HttpApiHandler {
  /** monday.com repeats the request every minute for half an hour. */
  private static final Reply TRY_AGAIN = Reply.json(503, "{\"error\":\"tracker_unavailable\"}");

  private final Supplier<Integration> integration;
  private final Supplier<Tracker> tracker;

  /** Lambda calls this once for each instance. */
  public CreateIssueFunction() {
    this(Settings.ofEnvironment(), new Clients() {});
  }

  private CreateIssueFunction(Settings settings, Clients clients) {
    this(Integration.atStartup(settings, clients), settings);
  }

  CreateIssueFunction(Supplier<Integration> integration, Settings settings) {
    this.integration = integration;
    this.tracker =
        Startup.of(
            settings, () -> new Tracker(integration.get().connections(), settings.tracker()));
  }

  @Override
  protected Reply reply(LambdaRequest request, Context context) {
    RequestClaims claims =
        integration
            .get()
            .app()
            .requestVerifier()
            .verify(request.authorization(), "/actions/create-issue");
    Optional<Issue> issue = Issue.of(request.body());
    if (issue.isEmpty()) {
      return Reply.notifyUser(
          "The issue has no title", "Open the automation and choose a column for the title.");
    }
    // monday.com repeats a request whose reply is late or a server error.
    String run = RuntimeMetadata.of(request.body()).actionUuid();
    try {
      return reply(tracker.get().create(claims.user(), issue.get(), run));
    } catch (IOException unreachable) {
      return TRY_AGAIN;
    }
  }

  private static Reply reply(int status) {
    if (status == 200 || status == 201) {
      return Reply.json(200, "{}");
    }
    return status == 408 || status == 429 || status >= 500
        ? TRY_AGAIN
        : Reply.notifyUser(
            "The issue was not created", "The issue tracker replied with status " + status + ".");
  }
}

package io.github.mondayauth.examples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestVerifier;
import io.github.mondayauth.aws.HttpApiHandler;
import io.github.mondayauth.aws.LambdaRequest;
import java.util.function.Supplier;

/** The fields of an issue, for an item mapping. It only verifies, and needs no credential. */
public final class IssueFieldsFunction extends HttpApiHandler {
  private static final String FIELDS =
      """
      [{"id":"title","title":"Title","outboundType":"text","inboundTypes":["text"]},
       {"id":"open","title":"Is open","outboundType":"boolean","inboundTypes":["boolean"]}]
      """;

  private final Supplier<RequestVerifier> verifier;

  /** Lambda calls this once for each instance. */
  public IssueFieldsFunction() {
    this(Settings.ofEnvironment(), new Clients() {});
  }

  IssueFieldsFunction(Settings settings, Clients clients) {
    this(Startup.of(settings, () -> Apps.verifying(settings, clients).requestVerifier()));
  }

  IssueFieldsFunction(Supplier<RequestVerifier> verifier) {
    this.verifier = verifier;
  }

  @Override
  protected Reply reply(LambdaRequest request, Context context) {
    verifier.get().verify(request.authorization(), "/fields/issue");
    return Reply.json(200, FIELDS);
  }
}

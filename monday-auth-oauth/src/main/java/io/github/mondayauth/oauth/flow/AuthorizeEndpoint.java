package io.github.mondayauth.oauth;

import io.github.mondayauth.AuthorizationClaims;
import io.github.mondayauth.AuthorizationTokenVerifier;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.vault.internal.AccountRoot;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Receives the user whom monday.com sends with an authorization token. */
final class Begin {
  private static final Set<String> FRAMES = Set.of("iframe", "frame", "embed", "object");

  private final Setup setup;
  private final Chain chain;
  private final Refusals refusals;
  private final GraphQl graphQl;
  private final @Nullable AuthorizationTokenVerifier verifier;

  Begin(Setup setup, Chain chain, Refusals refusals, GraphQl graphQl) {
    this.setup = setup;
    this.chain = chain;
    this.refusals = refusals;
    this.graphQl = graphQl;
    // A process that only uses credentials needs no signing secret.
    boolean verifies = !setup.settings().signingSecrets().isEmpty();
    this.verifier = verifies ? setup.app().authorizationTokenVerifier() : null;
  }

  Step begin(BrowserRequest request, String profile, String anew) {
    try {
      String token = RawParameters.parse(request.parameters()).one("token");
      return start(request, verifier().verify(token, setup.authorizePath()), profile, anew);
    } catch (MondayAuthException e) {
      return refusals.of(e);
    }
  }

  Step begin(BrowserRequest request, AuthorizationClaims claims, String profile, String anew) {
    try {
      return start(request, claims, profile, anew);
    } catch (MondayAuthException e) {
      return refusals.of(e);
    }
  }

  private AuthorizationTokenVerifier verifier() {
    return verifier == null ? setup.app().authorizationTokenVerifier() : verifier;
  }

  private Step start(
      BrowserRequest request, AuthorizationClaims claims, String profile, String anew) {
    String destination = request.fetchDestination();
    if (destination != null && FRAMES.contains(destination)) {
      return framed(request, claims.backToUrl());
    }
    AccountRoot root = setup.records().open(claims.account(), claims.issuedAt());
    Flow.Origin origin =
        new Flow.Origin(
            claims.user(), claims.backToUrl(), claims.issuedAt(), root.epoch(), profile, "", "");
    Naming naming = Naming.by(graphQl, claims.shortLivedToken());
    return chain.next(origin, Flow.Progress.start(anew), naming, List.of());
  }

  private Step framed(BrowserRequest request, URI within) {
    String query = request.parameters();
    Page page =
        new Page("Please open this in a tab of its own")
            .text("Inside another page, browsers do not allow what is needed to connect safely.")
            .actions(
                // Relative: the address of the page itself, whatever proxies made of it.
                Page.newTab(query == null ? "" : "?" + query, "Open in a new tab"));
    return new Step.Refused(
        new OAuthException(Reason.FRAME, "the page was opened inside a frame"),
        Answers.framedPage(Reason.FRAME.pageStatus(), page, within));
  }
}

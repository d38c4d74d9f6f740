package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.web.BrowserReplies;
import io.github.mondayauth.oauth.web.HtmlPage;
import java.util.List;

/**
 * The confirmation page, such as "Connect GitHub?". It says for which monday.com account the
 * connection is made, so that users recognize a link that somebody else sent them. An optional
 * connection can be skipped here.
 */
final class ConfirmPage {
  private final LegSequence legs;
  private final LegStarter starter;

  ConfirmPage(LegSequence legs, LegStarter starter) {
    this.legs = legs;
    this.starter = starter;
  }

  /** Shows the page, or does what the user chose on it. */
  FlowOutcome resume(CallbackRequest request) {
    String choice = request.isFromOurPage() ? request.choice() : null;
    if ("continue".equals(choice)) {
      return starter.afterConfirmation(
          request.connector(), request.origin(), request.progress().confirmed(), List.of());
    }
    String connection = request.connector().name();
    if ("skip".equals(choice) && request.connector().isOptional()) {
      return legs.next(request.origin(), request.progress().skipping(connection), List.of());
    }
    return new FlowOutcome.Ask(connection, BrowserReplies.page(200, page(request), List.of()));
  }

  private static HtmlPage page(CallbackRequest request) {
    String title = request.connector().title();
    FlowState.Origin origin = request.origin();
    HtmlPage page =
        new HtmlPage("Connect " + title + "?")
            .text(
                "This app will use your "
                    + title
                    + " account in automations on monday.com. Continue only if this is your"
                    + " monday.com account:")
            .fact("monday.com address", String.valueOf(origin.backToUrl().getHost()))
            .fact("Account", origin.displayedAccount())
            .fact("User", origin.displayedUser());
    String go = HtmlPage.button(request.addressOf("continue"), "Continue");
    return request.connector().isOptional()
        ? page.actions(go, HtmlPage.link(request.addressOf("skip"), "Skip this connection"))
        : page.actions(go);
  }
}

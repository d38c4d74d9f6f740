package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.web.BrowserReplies;
import io.github.mondayauth.oauth.web.HtmlPage;
import java.util.List;

/**
 * The confirmation page, such as "Connect GitHub?". Unless something else has shown whose browser
 * this is, it shows the e-mail address of the monday.com user for whom the connection is made, so
 * that users recognize a link that somebody else sent them. An optional connection can be skipped
 * here.
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
      boolean isRecognized = !request.origin().displayedEmail().isEmpty();
      FlowState.Progress progress =
          isRecognized ? request.progress().confirmed() : request.progress();
      return starter.afterConfirmation(request.leg(), request.origin(), progress, List.of());
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
    String purpose = "This app will use your " + title + " account in automations on monday.com.";
    HtmlPage page = new HtmlPage("Connect " + title + "?");
    if (origin.displayedEmail().isEmpty()) {
      page.text(purpose);
    } else {
      page.text(purpose + " Continue only if this is your own e-mail address at monday.com:")
          .fact("E-mail address", quoted(origin.displayedEmail()))
          .fact("Name, as chosen by that user", quoted(origin.displayedUser()))
          .fact("Account, as named by its users", quoted(origin.displayedAccount()))
          .fact("monday.com address", String.valueOf(origin.backToUrl().getHost()));
    }
    String go = HtmlPage.button(request.addressOf("continue"), "Continue");
    return request.connector().isOptional()
        ? page.actions(go, HtmlPage.link(request.addressOf("skip"), "Skip this connection"))
        : page.actions(go);
  }

  /** Quotes what a user chose, so that it does not read as a sentence of this page. */
  private static String quoted(String text) {
    return text.isEmpty() ? "" : "“" + text + "”";
  }
}

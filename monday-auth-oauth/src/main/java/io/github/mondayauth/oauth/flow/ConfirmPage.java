package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.Page;
import io.github.mondayauth.oauth.web.BrowserReply;
import io.github.mondayauth.oauth.web.PageContent;
import io.github.mondayauth.oauth.web.PageText;
import java.util.List;

/**
 * The confirmation page, such as "Connect GitHub?". Unless something else has shown whose browser
 * this is, it shows the email address of the monday.com user for whom the connection is made, so
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
      FlowState.Progress progress =
          showsUser(request) ? request.progress().confirmed() : request.progress();
      return starter.afterConfirmation(request.leg(), request.origin(), progress, List.of());
    }
    String connection = request.connector().name();
    if ("skip".equals(choice) && request.connector().isOptional()) {
      return legs.next(request.origin(), request.progress().skipping(connection), List.of());
    }
    return new FlowOutcome.Ask(connection, BrowserReply.page(200, page(request), List.of()));
  }

  /** Whether the user has to recognize themselves: nothing has shown yet that this is them. */
  private static boolean showsUser(CallbackRequest request) {
    return request.progress().check() == UserCheck.NONE
        && !request.origin().displayedEmail().isEmpty();
  }

  static PageContent page(CallbackRequest request) {
    String title = request.connector().title();
    FlowState.Origin origin = request.origin();
    PageContent page =
        new PageContent(Page.Purpose.CONFIRM, PageText.of("confirm.title", "service", title))
            .text(PageText.of("confirm.purpose", "service", title));
    if (showsUser(request)) {
      page.text(PageText.of("confirm.recognize"))
          .user(PageText.of("user.email"), quoted(origin.displayedEmail()))
          .user(PageText.of("user.name"), quoted(origin.displayedUser()))
          .user(PageText.of("user.account"), quoted(origin.displayedAccount()))
          .user(PageText.of("user.address"), String.valueOf(origin.backToUrl().getHost()));
    }
    page.action(Page.Action.Kind.CONTINUE, request.addressOf("continue"));
    return request.connector().isOptional()
        ? page.action(Page.Action.Kind.SKIP, request.addressOf("skip"))
        : page;
  }

  /** Quotes what a user chose, so that it does not read as a sentence of this page. */
  static String quoted(String text) {
    return text.isEmpty() ? "" : "“" + text + "”";
  }
}

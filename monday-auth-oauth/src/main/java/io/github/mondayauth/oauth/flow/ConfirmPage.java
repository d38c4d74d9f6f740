package io.github.mondayauth.oauth;

import java.util.List;

/**
 * The page before a leg: it says what is about to be connected to whom, so that a link somebody
 * else sent is recognised, and lets an optional connection be skipped.
 */
final class Gate {
  private final Chain chain;
  private final LegStart legs;

  Gate(Chain chain, LegStart legs) {
    this.chain = chain;
    this.legs = legs;
  }

  Step resume(Visit visit) {
    Flow flow = visit.flow();
    String choice = visit.isProven() ? visit.parameters().one("choice") : null;
    if ("continue".equals(choice)) {
      return legs.proceed(
          visit.connector(), flow.origin(), flow.progress().vouchedFor(), List.of());
    }
    if ("skip".equals(choice) && Traits.of(visit.connector()).optional()) {
      Flow.Progress progress = flow.progress().skipping(flow.connection());
      return chain.next(flow.origin(), progress, Naming.NONE, List.of());
    }
    return new Step.Ask(flow.connection(), Answers.page(200, page(visit), List.of()));
  }

  private static Page page(Visit visit) {
    Traits traits = Traits.of(visit.connector());
    Flow.Origin origin = visit.flow().origin();
    Page page =
        new Page("Connect " + traits.title() + "?")
            .text(
                "You are about to let this app use your "
                    + traits.title()
                    + " account for automations on monday.com. Continue only if this is you:")
            .fact("monday.com address", String.valueOf(origin.backToUrl().getHost()))
            .fact("Account", origin.shownAccount())
            .fact("User", origin.shownUser());
    String go = Page.button(visit.address("continue"), "Continue");
    return traits.optional()
        ? page.actions(go, Page.link(visit.address("skip"), "Skip this connection"))
        : page.actions(go);
  }
}

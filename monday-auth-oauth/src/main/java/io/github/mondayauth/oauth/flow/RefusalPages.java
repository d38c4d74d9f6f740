package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.TokenRejectedException;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.Page;
import io.github.mondayauth.oauth.connector.ConnectRule;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.web.BrowserReply;
import io.github.mondayauth.oauth.web.PageContent;
import io.github.mondayauth.oauth.web.PageText;
import io.github.mondayauth.oauth.web.RawRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The pages that a person sees when a request failed: what happened, and what to do now. */
final class RefusalPages {
  /** Failures after which starting the leg again may succeed. */
  private static final Set<Reason> RESTARTABLE =
      Set.of(
          Reason.EXPIRED,
          Reason.USED,
          Reason.DENIED,
          Reason.IDENTITY,
          Reason.ROLE_UNKNOWN,
          Reason.SCOPES,
          Reason.KEY_REFUSED,
          Reason.GRANT,
          Reason.PROVIDER,
          Reason.UNAVAILABLE);

  /** What to do if nothing else helps. */
  private static final PageText BACK_TO_MONDAY = PageText.of("wayOut.monday");

  /** What to do if nothing else helps and the flow began with a connect link. */
  private static final PageText NEW_LINK = PageText.of("wayOut.link");

  private static final String MONDAY = "monday.com";

  /** Marks a request to the authorization URL that is already the second one. */
  private static final String SECOND_ATTEMPT = "&attempt=2";

  private final InstantSource time;

  RefusalPages(InstantSource time) {
    this.time = time;
  }

  /** The page for a request that belongs to no leg. */
  FlowOutcome of(MondayAuthException cause) {
    return refused(cause, page(cause, MONDAY, false), List.of());
  }

  /** The page for a connect link that cannot be opened. */
  FlowOutcome ofLink(MondayAuthException cause) {
    PageContent page =
        cause instanceof OAuthException oauth
            ? unopened(oauth.reason())
            : page(cause, MONDAY, true);
    return refused(cause, page, List.of());
  }

  private static PageContent unopened(Reason reason) {
    return switch (reason) {
      case EXPIRED -> page("refused.linkExpired", MONDAY).text(NEW_LINK);
      case UNINSTALLED -> page("refused.linkOld", MONDAY);
      default -> page(reason, MONDAY, true);
    };
  }

  /**
   * The page for a user who may not make a connection of the whole account, or of whom that is not
   * known.
   *
   * @param connector the connection, which may be a later one than that of the request
   * @param cause with NOT_ALLOWED or ROLE_UNKNOWN
   */
  static FlowOutcome notAllowed(ConnectorSpec connector, OAuthException cause) {
    String title = connector.title();
    PageContent page;
    if (cause.reason() == Reason.ROLE_UNKNOWN) {
      page = page("refused.role", title).text(PageText.of("refused.role.later", "service", title));
    } else if (connector.options().connectRule() == ConnectRule.Role.MEMBERS) {
      page = page("refused.onlyMembers", title);
    } else {
      page = page("refused.onlyAdmins", title);
    }
    return refused(cause, page.about(connector.name(), title), List.of());
  }

  /**
   * Completes the outcome of a request that belongs to a leg. A user who may not make a connection
   * cannot go on, so the reply deletes the leg's cookie. A user of whom that is not known can start
   * the leg again, which evaluates the rule again.
   */
  FlowOutcome completed(FlowOutcome outcome, CallbackRequest request) {
    PageContent page = outcome.reply().page();
    if (page == null
        || !(outcome instanceof FlowOutcome.Refused refused)
        || !(refused.cause() instanceof OAuthException cause)) {
      return outcome;
    }
    if (cause.reason() == Reason.NOT_ALLOWED) {
      return outcome.withReply(outcome.reply().withCookies(List.of(request.cookie().clear())));
    }
    if (cause.reason() == Reason.ROLE_UNKNOWN && request.state().mayStartAgain(time.instant())) {
      page.action(Page.Action.Kind.AGAIN, request.addressOf("again"));
    }
    return outcome;
  }

  /**
   * The page for a leg that failed. If starting again may help, the page has a button for it, which
   * needs the cookie; otherwise the reply deletes the cookie.
   */
  FlowOutcome of(MondayAuthException cause, CallbackRequest request) {
    boolean isFromLink = request.origin().isFromLink();
    PageContent page = page(cause, request.connector().title(), isFromLink);
    boolean restartable =
        !(cause instanceof OAuthException oauth) || RESTARTABLE.contains(oauth.reason());
    if (!restartable) {
      return refused(cause, page, List.of(request.cookie().clear()));
    }
    if (!request.state().mayStartAgain(time.instant())) {
      page.text(wayOut(isFromLink));
      return refused(cause, page, List.of(request.cookie().clear()));
    }
    page.action(Page.Action.Kind.AGAIN, request.addressOf("again"));
    return refused(cause, page, List.of());
  }

  /**
   * The page for a request from within a frame, where browsers withhold the cookie.
   *
   * @param within the origins of pages that may have the frame, as sources of a Content Security
   *     Policy
   */
  FlowOutcome inFrame(RawRequest request, String within) {
    String query = request.query();
    // The link has a query only, so that it works behind any proxy.
    String address = query == null ? "" : "?" + query;
    PageContent page =
        new PageContent(Page.Purpose.NEW_TAB, PageText.of("frame.title"))
            .text(PageText.of("frame"))
            .action(Page.Action.Kind.NEW_TAB, address);
    OAuthException cause =
        new OAuthException(Reason.FRAME, "the authorization URL was opened inside a frame");
    return new FlowOutcome.Refused(
        cause, BrowserReply.framedPage(status(cause.reason()), page, within));
  }

  /**
   * The page for a user whom the confirmation page cannot name. If monday.com did not respond, it
   * has a link that tries once more.
   */
  FlowOutcome unconfirmed(OAuthException cause, RawRequest request) {
    PageContent page = page(cause, MONDAY, false);
    String query = request.parameters();
    boolean isTransient = cause.reason() == Reason.UNAVAILABLE || cause.reason() == Reason.PROVIDER;
    if (isTransient && query != null && !query.endsWith(SECOND_ATTEMPT)) {
      page.action(Page.Action.Kind.RETRY, "?" + query + SECOND_ATTEMPT);
    } else if (cause.reason() != Reason.IDENTITY_UNKNOWN) {
      page.text(BACK_TO_MONDAY);
    }
    return refused(cause, page, List.of());
  }

  /** What to do if nothing else helps: where the user came from, a new flow can begin. */
  static PageText wayOut(boolean isFromLink) {
    return isFromLink ? NEW_LINK : BACK_TO_MONDAY;
  }

  private static FlowOutcome refused(
      MondayAuthException cause, PageContent page, List<String> cookies) {
    int status =
        cause instanceof OAuthException oauth ? status(oauth.reason()) : cause.reply().status();
    return new FlowOutcome.Refused(
        cause, BrowserReply.page(status, page.reference(reference(cause)), cookies));
  }

  /** The code that the app's developer needs. */
  static String reference(MondayAuthException cause) {
    String name = "unavailable";
    if (cause instanceof OAuthException oauth) {
      name = oauth.reason().name();
    } else if (cause instanceof TokenRejectedException rejected) {
      name = rejected.reason().name();
    }
    return name.toLowerCase(Locale.ROOT);
  }

  /** The status of a page. Unlike that of {@code reply()}, no program acts on it. */
  private static int status(Reason reason) {
    return switch (reason) {
      case PARAMETERS, STATE, LINK, EXPIRED, CALLBACK, ISSUER, GRANT -> 400;
      case BROWSER, FRAME, DENIED, NOT_ALLOWED, HOST_NOT_ALLOWED, IDENTITY, SCOPES -> 403;
      case USED, UNINSTALLED, MIGRATION -> 409;
      case KEY_REFUSED -> 422;
      case IDENTITY_UNKNOWN, CLIENT -> 500;
      case PROVIDER -> 502;
      case UNAVAILABLE, ROLE_UNKNOWN -> 503;
    };
  }

  private static PageContent page(MondayAuthException cause, String title, boolean isFromLink) {
    if (cause instanceof OAuthException oauth) {
      return page(oauth.reason(), title, isFromLink);
    }
    return cause.reply().status() / 100 == 5
        ? page("refused.failed", title)
        : page("refused.link", title).text(BACK_TO_MONDAY);
  }

  private static PageContent page(Reason reason, String title, boolean isFromLink) {
    PageText wayOut = wayOut(isFromLink);
    return switch (reason) {
      case PARAMETERS, STATE, LINK, CALLBACK, ISSUER -> page("refused.link", title).text(wayOut);
      case EXPIRED -> page("refused.expired", title);
      case BROWSER -> page("refused.browser", title).text(wayOut);
      case FRAME -> page("frame", title);
      case USED -> page("refused.used", title);
      case DENIED -> page("refused.denied", title);
      case NOT_ALLOWED -> page("refused.notAllowed", title);
      case ROLE_UNKNOWN ->
          page("refused.role", title).text(PageText.of("refused.role.later", "service", title));
      case HOST_NOT_ALLOWED -> page("refused.host", title).text(wayOut);
      case UNINSTALLED -> page("refused.uninstalled", title).text(wayOut);
      case IDENTITY ->
          isFromLink
              ? page("refused.identityOfLink", title)
                  .text(PageText.of("refused.identityOfLink.next"))
              : page("refused.identity", title);
      case SCOPES -> page("refused.scopes", title);
      case KEY_REFUSED -> page("form.refused", title);
      case IDENTITY_UNKNOWN, CLIENT -> page("refused.setup", title);
      case GRANT, PROVIDER, MIGRATION ->
          page("refused.provider", title).text(PageText.of("refused.provider.next"));
      case UNAVAILABLE -> page("refused.unavailable", title);
    };
  }

  /** A page whose title and text belong to a key. */
  static PageContent page(String key, String service) {
    return new PageContent(Page.Purpose.REFUSED, PageText.of(key + ".title", "service", service))
        .text(PageText.of(key, "service", service));
  }
}

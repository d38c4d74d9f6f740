package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import io.github.mondayauth.TokenRejectedException;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ConnectRule;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.web.BrowserReplies;
import io.github.mondayauth.oauth.web.HtmlPage;
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
  private static final String BACK_TO_MONDAY =
      "Go back to monday.com, and add the automation or connect the account again.";

  /** What to do if nothing else helps and the flow began with a connect link. */
  private static final String NEW_LINK =
      "Get a new link where you found this one, or open the app in monday.com and connect there.";

  /** Marks a request to the authorization URL that is already the second one. */
  private static final String SECOND_ATTEMPT = "&attempt=2";

  private static final String IN_FRAME =
      "Your browser cannot connect accounts securely while this page is shown inside another page.";

  private final InstantSource time;

  RefusalPages(InstantSource time) {
    this.time = time;
  }

  /** The page for a request that belongs to no leg. */
  FlowOutcome of(MondayAuthException cause) {
    return refused(cause, withReference(page(cause, "the service", false), cause), List.of());
  }

  /** The page for a connect link that cannot be opened. */
  FlowOutcome ofLink(MondayAuthException cause) {
    HtmlPage page =
        cause instanceof OAuthException oauth
            ? unopened(oauth.reason())
            : page(cause, "monday.com", true);
    return refused(cause, withReference(page, cause), List.of());
  }

  private static HtmlPage unopened(Reason reason) {
    return switch (reason) {
      case EXPIRED ->
          new HtmlPage("This link has expired")
              .text("For your security, it could be opened for a limited time only.")
              .text(NEW_LINK);
      case UNINSTALLED ->
          new HtmlPage("This link is from an earlier installation")
              .text(
                  "The app was uninstalled from your monday.com account after this link was made."
                      + " If it is installed again, get a new link.");
      default -> page(reason, "monday.com", true);
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
    HtmlPage page;
    if (cause.reason() == Reason.ROLE_UNKNOWN) {
      page =
          new HtmlPage("Your role could not be checked")
              .text(
                  "Only some users may connect "
                      + title
                      + " for the whole account, and it is not known whether you are one of them."
                      + " Nothing was stored.")
              .text(
                  "Reload this page in a minute, or ask an administrator of your monday.com account"
                      + " to connect "
                      + title
                      + ".");
    } else if (connector.options().connectRule() == ConnectRule.Role.MEMBERS) {
      page =
          new HtmlPage("Guests and viewers cannot connect " + title + " for this account")
              .text("Ask a member of your monday.com account to connect it.");
    } else {
      page =
          new HtmlPage("Only an administrator can connect " + title + " for this account")
              .text("Ask an administrator of your monday.com account to connect it.");
    }
    return refused(cause, withReference(page, cause), List.of());
  }

  /** The outcome, with a reply that deletes the leg's cookie if the user may not go on. */
  static FlowOutcome clearing(FlowOutcome outcome, FlowCookie cookie) {
    boolean isFinal =
        outcome instanceof FlowOutcome.Refused refused
            && refused.cause() instanceof OAuthException cause
            && cause.reason() == Reason.NOT_ALLOWED;
    if (!isFinal) {
      return outcome;
    }
    Reply reply = outcome.reply();
    return outcome.withReply(
        Reply.of(reply.status(), reply.headers(), List.of(cookie.clear()), reply.body()));
  }

  /**
   * The page for a leg that failed. If starting again may help, the page has a button for it, which
   * needs the cookie; otherwise the reply deletes the cookie.
   */
  FlowOutcome of(MondayAuthException cause, CallbackRequest request) {
    boolean isFromLink = request.origin().isFromLink();
    HtmlPage page = page(cause, request.connector().title(), isFromLink);
    boolean restartable =
        !(cause instanceof OAuthException oauth) || RESTARTABLE.contains(oauth.reason());
    if (!restartable) {
      return refused(cause, withReference(page, cause), List.of(request.cookie().clear()));
    }
    if (!request.state().mayStartAgain(time.instant())) {
      page.text(wayOut(isFromLink));
      return refused(cause, withReference(page, cause), List.of(request.cookie().clear()));
    }
    page.actions(HtmlPage.button(request.addressOf("again"), "Start again"));
    return refused(cause, withReference(page, cause), List.of());
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
    HtmlPage page =
        new HtmlPage("Open this page in a new tab")
            .text(IN_FRAME)
            .actions(HtmlPage.newTab(address, "Open in a new tab"));
    OAuthException cause =
        new OAuthException(Reason.FRAME, "the authorization URL was opened inside a frame");
    return new FlowOutcome.Refused(
        cause, BrowserReplies.framedPage(status(cause.reason()), page, within));
  }

  /**
   * The page for a user whom the confirmation page cannot name. If monday.com did not respond, it
   * has a link that tries once more.
   */
  FlowOutcome unconfirmed(OAuthException cause, RawRequest request) {
    HtmlPage page = page(cause, "monday.com", false);
    String query = request.parameters();
    boolean isTransient = cause.reason() == Reason.UNAVAILABLE || cause.reason() == Reason.PROVIDER;
    if (isTransient && query != null && !query.endsWith(SECOND_ATTEMPT)) {
      page.actions(HtmlPage.button("?" + query + SECOND_ATTEMPT, "Try again"));
    } else if (cause.reason() != Reason.IDENTITY_UNKNOWN) {
      page.text(BACK_TO_MONDAY);
    }
    return refused(cause, withReference(page, cause), List.of());
  }

  /** What to do if nothing else helps: where the user came from, a new flow can begin. */
  static String wayOut(boolean isFromLink) {
    return isFromLink ? NEW_LINK : BACK_TO_MONDAY;
  }

  private static FlowOutcome refused(
      MondayAuthException cause, HtmlPage page, List<String> cookies) {
    int status =
        cause instanceof OAuthException oauth ? status(oauth.reason()) : cause.reply().status();
    return new FlowOutcome.Refused(cause, BrowserReplies.page(status, page, cookies));
  }

  /** Adds the code that the app's developer needs. */
  static HtmlPage withReference(HtmlPage page, MondayAuthException cause) {
    return page.fact("Reference", reference(cause));
  }

  private static String reference(MondayAuthException cause) {
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

  private static HtmlPage page(MondayAuthException cause, String title, boolean isFromLink) {
    if (cause instanceof OAuthException oauth) {
      return page(oauth.reason(), title, isFromLink);
    }
    return cause.reply().status() / 100 == 5
        ? new HtmlPage("Temporarily unavailable").text("Please try again in a minute.")
        : new HtmlPage("This link cannot be used").text(BACK_TO_MONDAY);
  }

  /** No sentence starts with the title, which may be in lower case. */
  private static HtmlPage page(Reason reason, String title, boolean isFromLink) {
    String wayOut = wayOut(isFromLink);
    return switch (reason) {
      case PARAMETERS, STATE, LINK, CALLBACK, ISSUER ->
          new HtmlPage("This link cannot be used")
              .text("It is incomplete, was changed on the way, or is no longer accepted.")
              .text(wayOut);
      case EXPIRED -> new HtmlPage("This page has expired").text("It was open for too long.");
      case BROWSER ->
          new HtmlPage("You started in another browser")
              .text(
                  "Finish in the browser in which you started, and allow cookies there. If you have"
                      + " finished already, there is nothing left to do.")
              .text(wayOut);
      case FRAME -> new HtmlPage("Open this page in a new tab").text(IN_FRAME);
      case USED ->
          new HtmlPage("This page was used before")
              .text("If it is still loading in another tab, reload this page in a moment.");
      case DENIED ->
          new HtmlPage("Not connected: " + title)
              .text("Access was declined, by you or by " + title + ". Nothing was stored.");
      case NOT_ALLOWED ->
          new HtmlPage("You cannot connect " + title + " for this account")
              .text("Ask an administrator of your monday.com account to connect it.");
      case ROLE_UNKNOWN ->
          new HtmlPage("Your role could not be checked").text("Please try again in a minute.");
      case HOST_NOT_ALLOWED ->
          new HtmlPage("This address can no longer be used")
              .text("This app no longer connects to the address of " + title + " you entered.")
              .text(wayOut);
      case UNINSTALLED ->
          new HtmlPage("This app was uninstalled while you were connecting it")
              .text("To use it, install it again.")
              .text(wayOut);
      case IDENTITY ->
          isFromLink
              ? new HtmlPage("This link is for another monday.com user")
                  .text(
                      "You allowed access as another user, or for another account, than the one the"
                          + " link was made for. Nothing was stored. If the link is yours, start"
                          + " again and choose your user. If somebody else sent you their link,"
                          + " close this page.")
              : new HtmlPage("You chose a different monday.com account")
                  .text(
                      "You allowed access for a different user or account than the one you started"
                          + " with. Nothing was stored. Switch to the right account and start again.");
      case SCOPES ->
          new HtmlPage("Some permissions are missing")
              .text(
                  "This app needs all the permissions it asks for, and not all of them were granted"
                      + " at "
                      + title
                      + ". Nothing was stored.");
      case KEY_REFUSED ->
          new HtmlPage("The key was not accepted")
              .text(
                  "Check that you copied all of it, and that it is still valid at " + title + ".");
      case IDENTITY_UNKNOWN, CLIENT ->
          new HtmlPage("This app is not set up correctly")
              .text("Please contact the app's developer and quote the reference below.");
      case GRANT, PROVIDER, MIGRATION ->
          new HtmlPage("Not connected: " + title)
              .text(
                  "There was an error at "
                      + title
                      + ". Nothing was stored. If this keeps happening, please contact the app's"
                      + " developer and quote the reference below.");
      case UNAVAILABLE ->
          new HtmlPage("Temporarily unavailable")
              .text(
                  "There was no response from "
                      + title
                      + ". Nothing was stored. Please try again in a minute.");
    };
  }
}

package io.github.mondayauth.oauth;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a person reads when it did not work, and how he goes on. */
final class Refusals {
  /** Starting again can help. */
  private static final Set<Reason> AGAIN =
      Set.of(
          Reason.EXPIRED,
          Reason.USED,
          Reason.DENIED,
          Reason.IDENTITY,
          Reason.SCOPES,
          Reason.KEY_REFUSED,
          Reason.GRANT,
          Reason.PROVIDER,
          Reason.UNAVAILABLE);

  private final Setup setup;

  Refusals(Setup setup) {
    this.setup = setup;
  }

  /** Without a flow to start again from. */
  Step of(MondayAuthException cause) {
    return refused(cause, page(cause, null), List.of());
  }

  /**
   * With a link to start again, where that can help. The cookie stays for it; otherwise it is
   * cleared.
   */
  Step of(MondayAuthException cause, Visit visit) {
    boolean again =
        visit.flow().mayStartAgain(setup.now())
            && (!(cause instanceof OAuthException oauth) || AGAIN.contains(oauth.reason()));
    return again
        ? refused(cause, page(cause, visit), List.of())
        : refused(cause, page(cause, null), visit.cleared(setup));
  }

  private static Step refused(MondayAuthException cause, Page page, List<String> cookies) {
    int status =
        cause instanceof OAuthException oauth
            ? oauth.reason().pageStatus()
            : cause.reply().status();
    return new Step.Refused(cause, Answers.page(status, page, cookies));
  }

  private static Page page(MondayAuthException cause, @Nullable Visit visit) {
    String title = visit == null ? "" : Traits.of(visit.connector()).title();
    Page page;
    if (cause instanceof OAuthException oauth) {
      page = oauthPage(oauth.reason(), title.isEmpty() ? "the service" : title);
    } else {
      page =
          cause.reply().status() / 100 == 5
              ? new Page("This does not work right now").text("Please try again in a minute.")
              : new Page("This link cannot be used").text(FROM_MONDAY);
    }
    page.fact("Code", code(cause));
    return visit == null ? page : page.actions(Page.button(visit.address("again"), "Start again"));
  }

  private static String code(MondayAuthException cause) {
    if (cause instanceof OAuthException oauth) {
      return oauth.reason().code();
    }
    return cause instanceof io.github.mondayauth.TokenRejectedException rejected
        ? rejected.reason().name().toLowerCase(java.util.Locale.ROOT)
        : "unavailable";
  }

  private static final String FROM_MONDAY =
      "Go back to monday.com and add the automation or connect the account again from there.";

  private static Page oauthPage(Reason reason, String title) {
    return switch (reason) {
      case PARAMETERS, STATE, CALLBACK, ISSUER ->
          new Page("This link cannot be used")
              .text("It is incomplete, was changed, or belongs to something else.")
              .text(FROM_MONDAY);
      case EXPIRED -> new Page("This took too long").text("The page was open for too long.");
      case BROWSER ->
          new Page("This was started in another browser")
              .text(
                  "Connecting has to end in the browser where it began, with cookies allowed."
                      + " If you have already finished, all is well.")
              .text(FROM_MONDAY);
      case FRAME ->
          new Page("Please open this in a tab of its own")
              .text("Inside another page, browsers do not allow what is needed to connect safely.");
      case USED ->
          new Page("This has been used already")
              .text("If it is still working in another tab, reload this page in a moment.");
      case DENIED ->
          new Page("Not connected: " + title)
              .text("You, or " + title + ", declined. Nothing was stored.");
      case NOT_ALLOWED ->
          new Page("Please ask an administrator")
              .text(
                  "A connection for the whole account is missing, and you may not set it up."
                      + " Ask an administrator of your account to do it.");
      case UNINSTALLED ->
          new Page("The app was removed meanwhile")
              .text("It was uninstalled or installed again while you were on the way.")
              .text(FROM_MONDAY);
      case IDENTITY ->
          new Page("That was another monday.com account")
              .text(
                  "You allowed access as another user or account than the one you started as."
                      + " Nothing was stored. Switch to the right one and start again.");
      case SCOPES ->
          new Page("Some permissions are missing")
              .text(
                  "Not all permissions that are needed were granted by "
                      + title
                      + ". Nothing was stored.");
      case KEY_REFUSED ->
          new Page("The key was not accepted").text("It was not accepted by " + title + ".");
      case IDENTITY_UNKNOWN, CLIENT ->
          new Page("This app is not set up correctly")
              .text("Its developer has to correct it; please tell him the code below.");
      case GRANT, PROVIDER, MIGRATION, UNPROVEN ->
          new Page("Not connected: " + title)
              .text("The answer of " + title + " could not be used. Nothing was stored.");
      case UNAVAILABLE ->
          new Page("This does not work right now")
              .text(
                  "No answer from "
                      + title
                      + ". Nothing was stored. Please try again in a minute.");
    };
  }
}

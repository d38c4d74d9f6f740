package io.github.mondayauth.oauth.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.Reply;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ApiKeySpec;
import io.github.mondayauth.oauth.connector.ConnectorOptions;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.ConsentSpec;
import io.github.mondayauth.oauth.credential.CredentialRecords;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.web.BrowserReplies;
import io.github.mondayauth.oauth.web.HtmlPage;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The form of a leg in which the user enters an API key or the host of their company, or chooses a
 * region.
 */
final class EntryForm {
  private static final int MAX_LENGTH = 8_000;

  /** Half of what a record of the store holds. */
  private static final int MAX_BYTES = 32_000;

  private static final String TOO_LONG = "This is too long. Please check it.";

  private final InstantSource time;
  private final CredentialRecords credentials;
  private final LegSequence legs;
  private final LegStarter starter;
  private final LegCompletion completion;
  private final KeyAttempts attempts;

  EntryForm(
      InstantSource time,
      CredentialRecords credentials,
      LegSequence legs,
      LegStarter starter,
      LegCompletion completion,
      KeyAttempts attempts) {
    this.time = time;
    this.credentials = credentials;
    this.legs = legs;
    this.starter = starter;
    this.completion = completion;
    this.attempts = attempts;
  }

  /** A message about what the user entered: at one field, or about the whole form. */
  private record Problem(String field, String message, String heading) {
    static final Problem NONE = new Problem("", "");

    Problem(String field, String message) {
      this(field, message, "");
    }

    String at(String name) {
      return name.equals(field) ? message : "";
    }
  }

  /** Shows the form, or takes what the user entered. */
  FlowOutcome resume(CallbackRequest request) {
    ConnectorSpec connector = request.connector();
    if (connector.entry() == ConnectorSpec.Entry.NOTHING) {
      throw new OAuthException(Reason.STATE, connector.name() + " no longer has a form");
    }
    if (!request.isFromOurPage()) {
      return isAlreadyConnected(request) ? completion.goOn(request) : show(request);
    }
    if ("skip".equals(request.choice()) && connector.isOptional()) {
      FlowState.Progress progress = request.progress().skipping(connector.name());
      return legs.next(request.origin(), progress, List.of());
    }
    if (!request.posted()) {
      return show(request);
    }
    FlowOutcome outcome =
        connector instanceof ApiKeySpec keys
            ? keyEntered(request, keys)
            : hostEntered(request, connector.requireConsent());
    return outcome.withReply(BrowserReplies.afterForm(outcome.reply(), request.origin().baseUri()));
  }

  /** Whether the user came back to a form that was sent: there is nothing left to enter. */
  private boolean isAlreadyConnected(CallbackRequest request) {
    return !request.isReconnecting() && credentials.isConnected(request.key());
  }

  private FlowOutcome hostEntered(CallbackRequest request, ConsentSpec connector) {
    String entered = request.parameters().one("host");
    Optional<String> host = connector.hostOf(entered == null ? "" : entered);
    if (host.isEmpty()) {
      String message =
          connector.regions().isEmpty()
              ? "This is not an address of " + connector.title() + ". Please check it."
              : "Please choose a region.";
      Problem problem = new Problem("host", message);
      return new FlowOutcome.Ask(connector.name(), form(request, 422, problem));
    }
    return starter.consent(
        request.leg(), host.get(), request.origin(), request.progress(), List.of());
  }

  private FlowOutcome keyEntered(CallbackRequest request, ApiKeySpec connector) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String name : connector.fields().keySet()) {
      attributes.put(name, entered(request, "field." + name));
    }
    String key = entered(request, "key");
    Problem tooLong = tooLong(key, attributes);
    if (tooLong != null) {
      OAuthException cause =
          new OAuthException(
              Reason.PARAMETERS,
              connector.name()
                  + ": expected a form with at most "
                  + MAX_LENGTH
                  + " characters in a field and "
                  + MAX_BYTES
                  + " bytes in all, found more");
      return new FlowOutcome.Refused(cause, form(request, 422, tooLong));
    }
    if (key.isEmpty() || attributes.containsValue("")) {
      Problem problem = new Problem("", "Please fill in every field.");
      return new FlowOutcome.Ask(connector.name(), form(request, 422, problem));
    }
    FlowOutcome refusal = completion.refusal(request);
    if (refusal != null) {
      return refusal;
    }
    if (!attempts.use(request.origin())) {
      return tooManyKeys(request);
    }
    Grant grant =
        new Grant(
            key,
            null,
            time.instant(),
            null,
            Set.of(),
            Set.of(),
            attributes,
            "",
            request.origin().user().id());
    if (!connector.accepts(grant)) {
      OAuthException cause =
          new OAuthException(
              Reason.KEY_REFUSED, connector.name() + ": the service did not accept the key");
      Problem problem =
          new Problem(
              "key",
              "Check that you copied all of it, and that it is still valid at "
                  + connector.title()
                  + ".",
              "The key was not accepted");
      return new FlowOutcome.Refused(cause, form(request, 422, problem));
    }
    return completion.complete(request, leg -> grant);
  }

  /** What is too long to be stored, or null if nothing is. */
  private static @Nullable Problem tooLong(String key, Map<String, String> attributes) {
    if (key.length() > MAX_LENGTH) {
      return new Problem("key", TOO_LONG);
    }
    int bytes = key.getBytes(UTF_8).length;
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      bytes += attribute.getValue().getBytes(UTF_8).length;
      if (attribute.getValue().length() > MAX_LENGTH || bytes > MAX_BYTES) {
        return new Problem("field." + attribute.getKey(), TOO_LONG);
      }
    }
    return null;
  }

  private static FlowOutcome tooManyKeys(CallbackRequest request) {
    OAuthException cause =
        new OAuthException(
            Reason.KEY_REFUSED,
            request.connector().name()
                + ": expected at most "
                + KeyAttempts.LIMIT
                + " keys after one authorization token or connect link, found another");
    HtmlPage page =
        RefusalPages.withReference(
            new HtmlPage("Too many attempts")
                .text("Nothing was stored.")
                .text(RefusalPages.wayOut(request.origin().isFromLink())),
            cause);
    return new FlowOutcome.Refused(
        cause, BrowserReplies.page(429, page, List.of(request.cookie().clear())));
  }

  /** What the user entered into a field, or empty if it is missing or has control characters. */
  private static String entered(CallbackRequest request, String name) {
    String value = request.parameters().one(name);
    String stripped = value == null ? "" : value.strip();
    return stripped.chars().noneMatch(Character::isISOControl) ? stripped : "";
  }

  private static FlowOutcome show(CallbackRequest request) {
    return new FlowOutcome.Ask(request.connector().name(), form(request, 200, Problem.NONE));
  }

  /**
   * The form. After a problem, it keeps everything that the user entered except the key.
   *
   * @param problem the message to show
   */
  private static Reply form(CallbackRequest request, int status, Problem problem) {
    ConnectorOptions options = request.connector().options();
    String heading = problem.heading();
    HtmlPage page = new HtmlPage(heading.isEmpty() ? "Connect " + options.title() : heading);
    if (!problem.at("").isEmpty()) {
      page.alert(problem.message());
    }
    page.formTo(request.callbackUri().toString());
    page.hidden("state", request.sealedState()).hidden("proof", request.formToken());
    if (request.connector() instanceof ApiKeySpec keys) {
      for (Map.Entry<String, String> field : keys.fields().entrySet()) {
        String name = "field." + field.getKey();
        String kept = problem.equals(Problem.NONE) ? "" : entered(request, name);
        page.field(name, field.getValue(), "text", kept, "", problem.at(name));
      }
      String help = keys.help();
      String hint = help == null ? "" : help;
      page.field("key", keys.label(), "password", "", hint, problem.at("key"));
    } else if (request.connector().entry() == ConnectorSpec.Entry.REGION) {
      Map<String, String> regions =
          request.connector().consent().map(ConsentSpec::regions).orElse(Map.of());
      String label = "Region of your " + options.title() + " account";
      page.choice("host", label, regions, problem.at("host"));
    } else {
      String kept = problem.equals(Problem.NONE) ? "" : entered(request, "host");
      String label = "Address of your " + options.title() + " account";
      page.field("host", label, "text", kept, "", problem.at("host"));
    }
    if (options.optional()) {
      page.submit("Connect", HtmlPage.link(request.addressOf("skip"), "Skip this connection"));
    } else {
      page.submit("Connect");
    }
    return BrowserReplies.page(status, page, List.of());
  }
}

package io.github.mondayauth.oauth.flow;

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
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The form of a leg in which the user enters an API key, or the host of their company. */
final class EntryForm {
  private static final int MAX_LENGTH = 8_000;

  private final URI origin;
  private final InstantSource time;
  private final CredentialRecords credentials;
  private final LegSequence legs;
  private final LegStarter starter;
  private final LegCompletion completion;

  /**
   * Creates the form.
   *
   * @param origin the application's public address, without a trailing slash
   */
  EntryForm(
      URI origin,
      InstantSource time,
      CredentialRecords credentials,
      LegSequence legs,
      LegStarter starter,
      LegCompletion completion) {
    this.origin = origin;
    this.time = time;
    this.credentials = credentials;
    this.legs = legs;
    this.starter = starter;
    this.completion = completion;
  }

  /** Shows the form, or takes what the user entered. */
  FlowOutcome resume(CallbackRequest request) {
    ConnectorSpec connector = request.connector();
    if (connector.entry() == ConnectorSpec.Entry.NOTHING) {
      throw new OAuthException(Reason.STATE, connector.name() + " no longer has a form");
    }
    if (!request.isFromOurPage()) {
      return isAlreadyConnected(request) ? completion.goOn(request) : show(request, 200, null);
    }
    if ("skip".equals(request.choice()) && connector.isOptional()) {
      FlowState.Progress progress = request.progress().skipping(connector.name());
      return legs.next(request.origin(), progress, List.of());
    }
    FlowOutcome outcome =
        connector instanceof ApiKeySpec keys
            ? keyEntered(request, keys)
            : hostEntered(request, connector.consent().orElseThrow());
    return outcome.withReply(BrowserReplies.afterForm(outcome.reply(), origin));
  }

  /** Whether the user came back to a form that was sent: there is nothing left to enter. */
  private boolean isAlreadyConnected(CallbackRequest request) {
    return !request.isReconnecting() && credentials.isConnected(request.key());
  }

  private FlowOutcome hostEntered(CallbackRequest request, ConsentSpec connector) {
    String entered = request.parameters().one("host");
    Optional<String> host = connector.allowedHosts().match(entered == null ? "" : entered);
    if (host.isEmpty()) {
      String alert = "This is not an address of " + connector.title() + ". Please check it.";
      return show(request, 422, alert);
    }
    return starter.consent(connector, host.get(), request.origin(), request.progress(), List.of());
  }

  private FlowOutcome keyEntered(CallbackRequest request, ApiKeySpec connector) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String name : connector.fields().keySet()) {
      attributes.put(name, entered(request, "field." + name));
    }
    String key = entered(request, "key");
    if (key.isEmpty() || attributes.containsValue("")) {
      return show(request, 422, "Please fill in every field.");
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
    return completion.complete(request, leg -> accepted(connector, grant));
  }

  /** Returns the grant after the application's check has accepted it. */
  private static Grant accepted(ApiKeySpec connector, Grant grant) {
    boolean accepted;
    try {
      accepted = connector.accepts(grant);
    } catch (RuntimeException e) {
      // Not as a cause: an application's exception may quote the key.
      throw new OAuthException(
          Reason.UNAVAILABLE,
          connector.name() + ": the check of the key threw " + e.getClass().getSimpleName());
    }
    if (!accepted) {
      throw new OAuthException(
          Reason.KEY_REFUSED, connector.name() + ": the service did not accept the key");
    }
    return grant;
  }

  /** What the user entered into a field, or empty if it is unusable. */
  private static String entered(CallbackRequest request, String name) {
    String value = request.parameters().one(name);
    String stripped = value == null ? "" : value.strip();
    boolean usable =
        stripped.length() <= MAX_LENGTH && stripped.chars().noneMatch(Character::isISOControl);
    return usable ? stripped : "";
  }

  private static FlowOutcome show(CallbackRequest request, int status, @Nullable String alert) {
    ConnectorOptions options = request.connector().options();
    HtmlPage page = new HtmlPage("Connect " + options.title());
    if (alert != null) {
      page.alert(alert);
    }
    page.formTo(request.callbackUri().toString());
    page.hidden("state", request.sealedState()).hidden("proof", request.formToken());
    if (request.connector() instanceof ApiKeySpec keys) {
      keys.fields().forEach((name, label) -> page.field("field." + name, label, "text", "", ""));
      String help = keys.help();
      page.field("key", keys.label(), "password", "", help == null ? "" : help);
    } else {
      page.field("host", "Address of your " + options.title() + " account", "text", "", "");
    }
    if (options.optional()) {
      page.submit("Connect", HtmlPage.link(request.addressOf("skip"), "Skip this connection"));
    } else {
      page.submit("Connect");
    }
    return new FlowOutcome.Ask(options.name(), BrowserReplies.page(status, page, List.of()));
  }
}

package io.github.mondayauth.oauth.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.Page;
import io.github.mondayauth.oauth.connector.ApiKeySpec;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.ConsentSpec;
import io.github.mondayauth.oauth.credential.CredentialRecords;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.web.BrowserReply;
import io.github.mondayauth.oauth.web.PageContent;
import io.github.mondayauth.oauth.web.PageText;
import java.net.URI;
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

  private static final PageText FILL_IN = PageText.of("form.fillIn");
  private static final PageText TOO_LONG = PageText.of("form.tooLong");

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

  /**
   * What is wrong with a form that was sent.
   *
   * @param errors the messages by the name of the field
   * @param title the page's title, or null for the usual one
   * @param reference the code that the app's developer needs, or empty
   */
  record Problems(Map<String, PageText> errors, @Nullable PageText title, String reference) {
    static final Problems NONE = new Problems(Map.of(), null, "");

    static Problems at(String field, PageText message) {
      return new Problems(Map.of(field, message), null, "");
    }

    Problems of(OAuthException cause) {
      return new Problems(errors, title, RefusalPages.reference(cause));
    }

    boolean isNone() {
      return errors.isEmpty();
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
    return outcome.withReply(outcome.reply().afterForm(request.origin().baseUri()));
  }

  /** Whether the user came back to a form that was sent: there is nothing left to enter. */
  private boolean isAlreadyConnected(CallbackRequest request) {
    return !request.isReconnecting() && credentials.isConnected(request.key());
  }

  private FlowOutcome hostEntered(CallbackRequest request, ConsentSpec connector) {
    String entered = request.parameters().one("host");
    Optional<String> host = connector.hostOf(entered == null ? "" : entered);
    if (host.isEmpty()) {
      return new FlowOutcome.Ask(
          connector.name(),
          form(request, 422, Problems.at("host", hostProblem(request, connector))));
    }
    return starter.consent(
        request.leg(), host.get(), request.origin(), request.progress(), List.of());
  }

  private static PageText hostProblem(CallbackRequest request, ConsentSpec connector) {
    if (!connector.regions().isEmpty()) {
      return PageText.of("form.chooseRegion");
    }
    return entered(request, "host").isEmpty()
        ? FILL_IN
        : PageText.of("form.unknownAddress", "service", connector.title());
  }

  private FlowOutcome keyEntered(CallbackRequest request, ApiKeySpec connector) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String name : connector.fields().keySet()) {
      attributes.put(name, entered(request, "field." + name));
    }
    String key = entered(request, "key");
    Problems tooLong = tooLong(key, attributes);
    if (!tooLong.isNone()) {
      OAuthException cause =
          new OAuthException(
              Reason.PARAMETERS,
              connector.name()
                  + ": expected a form with at most "
                  + MAX_LENGTH
                  + " characters in a field and "
                  + MAX_BYTES
                  + " bytes in all, found more");
      return new FlowOutcome.Refused(cause, form(request, 422, tooLong.of(cause)));
    }
    Problems empty = empty(key, attributes);
    if (!empty.isNone()) {
      return new FlowOutcome.Ask(connector.name(), form(request, 422, empty));
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
      PageText message = PageText.of("form.refused", "service", connector.title());
      Problems problems =
          new Problems(Map.of("key", message), PageText.of("form.refused.title"), "").of(cause);
      return new FlowOutcome.Refused(cause, form(request, 422, problems));
    }
    return completion.complete(request, leg -> grant);
  }

  /** What is too long to be stored. */
  private static Problems tooLong(String key, Map<String, String> attributes) {
    if (key.length() > MAX_LENGTH) {
      return Problems.at("key", TOO_LONG);
    }
    int bytes = key.getBytes(UTF_8).length;
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      bytes += attribute.getValue().getBytes(UTF_8).length;
      if (attribute.getValue().length() > MAX_LENGTH || bytes > MAX_BYTES) {
        return Problems.at("field." + attribute.getKey(), TOO_LONG);
      }
    }
    return Problems.NONE;
  }

  /** The fields that are empty. */
  private static Problems empty(String key, Map<String, String> attributes) {
    Map<String, PageText> errors = new LinkedHashMap<>();
    attributes.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            errors.put("field." + name, FILL_IN);
          }
        });
    if (key.isEmpty()) {
      errors.put("key", FILL_IN);
    }
    return new Problems(errors, null, "");
  }

  static FlowOutcome tooManyKeys(CallbackRequest request) {
    OAuthException cause =
        new OAuthException(
            Reason.KEY_REFUSED,
            request.connector().name()
                + ": expected at most "
                + KeyAttempts.LIMIT
                + " keys after one authorization token or connect link, found another");
    PageContent page =
        RefusalPages.page("refused.tooManyKeys", request.connector().title())
            .text(RefusalPages.wayOut(request.origin().isFromLink()))
            .reference(RefusalPages.reference(cause));
    return new FlowOutcome.Refused(
        cause, BrowserReply.page(429, page, List.of(request.cookie().clear())));
  }

  /** What the user entered into a field, or empty if it is missing or has control characters. */
  private static String entered(CallbackRequest request, String name) {
    String value = request.parameters().one(name);
    String stripped = value == null ? "" : value.strip();
    return stripped.chars().noneMatch(Character::isISOControl) ? stripped : "";
  }

  private static FlowOutcome show(CallbackRequest request) {
    return new FlowOutcome.Ask(request.connector().name(), form(request, 200, Problems.NONE));
  }

  /** The form. After a problem, it keeps everything that the user entered except the key. */
  static BrowserReply form(CallbackRequest request, int status, Problems problems) {
    ConnectorSpec connector = request.connector();
    PageText title = problems.title();
    PageContent page =
        new PageContent(
                Page.Purpose.FORM,
                title == null ? PageText.of("form.title", "service", connector.title()) : title)
            .reference(problems.reference())
            .formTo(request.callbackUri().toString())
            .hidden("state", request.sealedState())
            .hidden("proof", request.formToken());
    if (connector instanceof ApiKeySpec keys) {
      keys.fields()
          .forEach(
              (name, label) ->
                  page.field(
                      text(request, problems, "field." + name, PageText.literal(label), "")));
      page.field(key(keys, problems));
    } else if (connector.entry() == ConnectorSpec.Entry.REGION) {
      page.field(region(request, problems));
    } else {
      String suffix = connector.consent().map(ConsentSpec::hostSuffix).orElse("");
      page.field(text(request, problems, "host", label("form.host", connector), suffix));
    }
    if (connector.isOptional()) {
      page.action(Page.Action.Kind.SKIP, request.addressOf("skip"));
    }
    return BrowserReply.page(status, page, List.of());
  }

  private static PageText label(String key, ConnectorSpec connector) {
    return PageText.of(key, "service", connector.title());
  }

  private static PageContent.Field text(
      CallbackRequest request, Problems problems, String name, PageText label, String suffix) {
    return new PageContent.Field(
        name,
        Page.Field.Type.TEXT,
        label,
        kept(request, problems, name),
        suffix,
        "",
        null,
        Map.of(),
        problems.errors().get(name));
  }

  private static PageContent.Field key(ApiKeySpec keys, Problems problems) {
    String hint = keys.help();
    URI helpPage = keys.helpPage();
    return new PageContent.Field(
        "key",
        Page.Field.Type.SECRET,
        PageText.literal(keys.label()),
        "",
        "",
        hint == null ? "" : hint,
        helpPage == null ? null : helpPage.toString(),
        Map.of(),
        problems.errors().get("key"));
  }

  private static PageContent.Field region(CallbackRequest request, Problems problems) {
    return new PageContent.Field(
        "host",
        Page.Field.Type.CHOICE,
        label("form.region", request.connector()),
        "",
        "",
        "",
        null,
        request.connector().consent().map(ConsentSpec::regions).orElse(Map.of()),
        problems.errors().get("host"));
  }

  private static String kept(CallbackRequest request, Problems problems, String name) {
    return problems.isNone() ? "" : entered(request, name);
  }
}

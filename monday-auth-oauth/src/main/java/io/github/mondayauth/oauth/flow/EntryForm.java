package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.internal.Sealer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The form of a leg whose user has something to enter: an API key, or the host of his company. */
final class EntryForm {
  private static final int LONGEST = 8_000;

  private final Setup setup;
  private final Chain chain;
  private final LegStart legs;
  private final CredentialRecords credentials;

  EntryForm(Setup setup, Chain chain, LegStart legs, CredentialRecords credentials) {
    this.setup = setup;
    this.chain = chain;
    this.legs = legs;
    this.credentials = credentials;
  }

  Step resume(Visit visit) {
    if (!visit.isProven()) {
      return isDone(visit) ? Used.goOn(visit, credentials, chain) : show(visit, 200, null);
    }
    if ("skip".equals(visit.parameters().one("choice"))
        && Traits.of(visit.connector()).optional()) {
      Flow.Progress progress = visit.flow().progress().skipping(visit.flow().connection());
      return chain.next(visit.flow().origin(), progress, Naming.NONE, List.of());
    }
    Step step =
        visit.connector() instanceof ApiKeyConnector keys
            ? keyEntered(visit, keys)
            : hostEntered(visit, (OAuthConnector) visit.connector());
    return Answers.afterForm(step, setup.settings().baseUri());
  }

  /** The back button after the form was sent: there is nothing to ask any more. */
  private boolean isDone(Visit visit) {
    boolean anew = visit.connector().name().equals(visit.flow().progress().anew());
    return !anew && credentials.isConnected(visit.holder());
  }

  private Step hostEntered(Visit visit, OAuthConnector oauth) {
    String entered = visit.parameters().one("host");
    Optional<String> host =
        CustomerHost.allowed(entered == null ? "" : entered, oauth.server().allowedHosts());
    if (host.isEmpty()) {
      return show(visit, 422, "This address is not one of " + Traits.of(oauth).title() + ".");
    }
    Flow flow = visit.flow();
    return legs.consent(oauth, host.get(), flow.origin(), flow.progress(), List.of());
  }

  private Step keyEntered(Visit visit, ApiKeyConnector connector) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String name : connector.fields().keySet()) {
      attributes.put(name, entered(visit, "field." + name));
    }
    String key = entered(visit, "key");
    if (key.isEmpty() || attributes.containsValue("")) {
      return show(visit, 422, "Please fill in every field.");
    }
    Flow flow = visit.flow();
    Grant grant =
        new Grant(
            key,
            null,
            setup.now(),
            null,
            Set.of(),
            Set.of(),
            attributes,
            "",
            flow.origin().user().id());
    Sealer sealer =
        setup
            .records()
            .sealer(visit.holder().owner().account(), flow.origin().epoch())
            .orElseThrow(Used::uninstalled);
    if (Used.isOvertaken(visit, credentials) || Used.consume(setup, flow) == Created.EXISTS) {
      return Used.goOn(visit, credentials, chain);
    }
    checkWithService(connector, Credential.held(visit.holder(), grant));
    if (!credentials.save(visit.holder(), flow.origin().epoch(), sealer, grant)) {
      throw Used.uninstalled();
    }
    Holder holder = visit.holder();
    setup.tell(listener -> listener.connected(holder.owner(), flow.connection()));
    Flow.Progress progress = flow.progress().connected(connector);
    return chain.next(flow.origin(), progress, Naming.NONE, visit.completed(setup));
  }

  private static void checkWithService(ApiKeyConnector connector, Credential offered) {
    boolean accepted;
    try {
      accepted = connector.accepts(offered);
    } catch (RuntimeException e) {
      // Not as a cause: an application's exception may quote the key.
      throw new OAuthException(
          Reason.UNAVAILABLE, "the check of the key threw " + e.getClass().getSimpleName());
    }
    if (!accepted) {
      throw new OAuthException(Reason.KEY_REFUSED, "the service did not accept the key");
    }
  }

  private static String entered(Visit visit, String name) {
    String value = visit.parameters().one(name);
    String stripped = value == null ? "" : value.strip();
    boolean usable =
        stripped.length() <= LONGEST && stripped.chars().noneMatch(Character::isISOControl);
    return usable ? stripped : "";
  }

  private static Step show(Visit visit, int status, @Nullable String alert) {
    Traits traits = Traits.of(visit.connector());
    Page page = new Page("Connect " + traits.title());
    if (alert != null) {
      page.alert(alert);
    }
    page.formTo(visit.callback().toString()).hidden("state", visit.state());
    page.hidden("proof", visit.keys().formToken(visit.cookie()));
    if (visit.connector() instanceof ApiKeyConnector keys) {
      keys.fields().forEach((name, label) -> page.field("field." + name, label, "text", "", ""));
      String help = keys.help();
      page.field("key", keys.label(), "password", "", help == null ? "" : help);
    } else {
      page.field("host", "Address of your " + traits.title() + " account", "text", "", "");
    }
    String[] skip =
        traits.optional()
            ? new String[] {Page.link(visit.address("skip"), "Skip this connection")}
            : new String[0];
    return new Step.Ask(
        visit.flow().connection(), Answers.page(status, page.submit("Connect", skip), List.of()));
  }
}

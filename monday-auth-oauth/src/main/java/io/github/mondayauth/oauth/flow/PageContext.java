package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.Page;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.oauth.credential.CredentialRecords;
import io.github.mondayauth.oauth.web.PageContent;
import io.github.mondayauth.oauth.web.PageText;
import io.github.mondayauth.vault.VaultException;
import java.net.URI;
import java.util.List;

/**
 * What every page of a flow shows, whatever it is for: who is connecting, which of the connections
 * this is, and the way back.
 */
final class PageContext {
  private final FlowConfig config;
  private final Connectors connectors;
  private final CredentialRecords credentials;
  private final ReturnUrls returnUrls;

  PageContext(
      FlowConfig config,
      Connectors connectors,
      CredentialRecords credentials,
      ReturnUrls returnUrls) {
    this.config = config;
    this.connectors = connectors;
    this.credentials = credentials;
    this.returnUrls = returnUrls;
  }

  /** Completes the page of an outcome of a request that belongs to a leg. */
  FlowOutcome addTo(FlowOutcome outcome, CallbackRequest request) {
    PageContent page = outcome.reply().page();
    if (page != null) {
      ConnectorSpec connector = request.connector();
      page.about(connector.name(), connector.title());
    }
    return addTo(outcome, request.origin(), request.progress());
  }

  /** Completes the page of an outcome of a request that begins a flow. */
  FlowOutcome addTo(FlowOutcome outcome, FlowState.Origin origin, FlowState.Progress progress) {
    PageContent page = outcome.reply().page();
    if (page == null
        || page.purpose() == Page.Purpose.REDIRECT
        || page.purpose() == Page.Purpose.NEW_TAB) {
      return outcome;
    }
    if (!page.hasUser()) {
      addUser(page, origin, progress);
    }
    addProgress(page, origin, progress);
    if (returnUrls.isAllowed(origin)) {
      addWayBack(page, origin.backToUrl());
    }
    return outcome;
  }

  /** Completes the page of an outcome of a request of which only the way back is known. */
  FlowOutcome addTo(FlowOutcome outcome, URI backToUrl) {
    PageContent page = outcome.reply().page();
    if (page != null) {
      addWayBack(page, backToUrl);
    }
    return outcome;
  }

  private void addWayBack(PageContent page, URI backToUrl) {
    Page.Action.Kind kind =
        returnUrls.isMonday(backToUrl) ? Page.Action.Kind.BACK : Page.Action.Kind.BACK_TO_APP;
    page.action(kind, backToUrl.toString());
  }

  private void addUser(PageContent page, FlowState.Origin origin, FlowState.Progress progress) {
    page.user(PageText.of("user.connecting"), origin.displayedEmail());
    if (!origin.isFromLink()) {
      page.user(PageText.of("user.address"), String.valueOf(origin.backToUrl().getHost()));
    }
    connectors
        .find(page.connection())
        .filter(connector -> !config.lacksCheck(connector, origin, progress))
        .ifPresent(
            connector -> page.user(PageText.of("user.connected"), connectedAs(connector, origin)));
  }

  /** The account that is connected until now, quoted; empty if there is none or it has no label. */
  private String connectedAs(ConnectorSpec connector, FlowState.Origin origin) {
    try {
      String label = DisplayNames.clean(credentials.label(origin.key(connector)));
      return label.isEmpty() ? "" : ConfirmPage.quoted(label);
    } catch (VaultException e) {
      // The page says what it has to say without it.
      return "";
    }
  }

  /** The position is that among all connections of the flow, connected or not. */
  private void addProgress(PageContent page, FlowState.Origin origin, FlowState.Progress progress) {
    if (page.connection().isEmpty() || progress.isReconnecting(page.connection())) {
      return;
    }
    List<String> names =
        connectors.all().stream().map(ConnectorSpec::name).filter(origin::includes).toList();
    int index = names.indexOf(page.connection());
    if (index >= 0) {
      page.progress(index + 1, names.size());
    }
  }
}

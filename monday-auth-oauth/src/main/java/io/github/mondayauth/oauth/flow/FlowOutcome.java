package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.web.BrowserReply;
import java.net.URI;

/** The outcome of a browser request. {@code Step} is its public facade. */
public sealed interface FlowOutcome {
  /** The reply to the browser, whose page is not rendered yet. */
  BrowserReply reply();

  /** The same outcome with another reply. */
  FlowOutcome withReply(BrowserReply other);

  /** The user has to do something: give consent, confirm, or enter something. */
  record Ask(String connection, BrowserReply reply) implements FlowOutcome {
    @Override
    public FlowOutcome withReply(BrowserReply other) {
      return new Ask(connection, other);
    }
  }

  /** Nothing is missing anymore, and the browser returns to monday.com. */
  record Done(MondayUser user, URI backToUrl, BrowserReply reply) implements FlowOutcome {
    @Override
    public FlowOutcome withReply(BrowserReply other) {
      return new Done(user, backToUrl, other);
    }

    /** Shows no {@code backToUrl}. */
    @Override
    public String toString() {
      return "Done[" + user + "]";
    }
  }

  /** The request failed, and the reply is a page that says so. */
  record Refused(MondayAuthException cause, BrowserReply reply) implements FlowOutcome {
    @Override
    public FlowOutcome withReply(BrowserReply other) {
      return new Refused(cause, other);
    }
  }
}

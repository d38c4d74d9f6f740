package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Reply;
import java.net.URI;

/**
 * Where an authorization stands after a request of the browser. Whichever it is, {@link #reply()}
 * is the complete answer to that request; looking at the kind of step is for logs and metrics.
 *
 * <p>Made by {@link Connections#begin} and {@link Connections#resume} only. Immutable and safe for
 * use by several threads.
 */
public sealed interface Step {
  /**
   * The answer to give the browser: a redirect, or a page.
   *
   * @return a complete answer, cookies included
   */
  Reply reply();

  /** The user is asked something: a consent screen, a confirmation, an API key. */
  final class Ask implements Step {
    private final String connection;
    private final Reply reply;

    Ask(String connection, Reply reply) {
      this.connection = connection;
      this.reply = reply;
    }

    /**
     * What is being connected.
     *
     * @return the connection's name
     */
    public String connection() {
      return connection;
    }

    @Override
    public Reply reply() {
      return reply;
    }

    @Override
    public String toString() {
      return "Ask[" + connection + "]";
    }
  }

  /** Everything required is connected; the user goes back to monday.com. */
  final class Done implements Step {
    private final MondayUser user;
    private final URI backToUrl;
    private final Reply reply;

    Done(MondayUser user, URI backToUrl, Reply reply) {
      this.user = user;
      this.backToUrl = backToUrl;
      this.reply = reply;
    }

    /**
     * Who is connected.
     *
     * @return the user the authorization token named
     */
    public MondayUser user() {
      return user;
    }

    /**
     * Where the reply sends the browser.
     *
     * @return the address monday.com asked for
     */
    public URI backToUrl() {
      return backToUrl;
    }

    @Override
    public Reply reply() {
      return reply;
    }

    @Override
    public String toString() {
      return "Done[" + user + "]";
    }
  }

  /** It did not work; the reply is a page that tells the user why and how to go on. */
  final class Refused implements Step {
    private final MondayAuthException cause;
    private final Reply reply;

    Refused(MondayAuthException cause, Reply reply) {
      this.cause = requireNonNull(cause);
      this.reply = reply;
    }

    /**
     * What was wrong.
     *
     * @return an {@link OAuthException}, {@link io.github.mondayauth.TokenRejectedException} or
     *     {@link io.github.mondayauth.vault.VaultException}
     */
    public MondayAuthException cause() {
      return cause;
    }

    @Override
    public Reply reply() {
      return reply;
    }

    @Override
    public String toString() {
      return "Refused[" + cause.getMessage() + "]";
    }
  }
}

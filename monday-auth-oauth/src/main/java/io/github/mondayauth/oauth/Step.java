package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Reply;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a browser request in an authorization. {@link #reply()} is the complete reply,
 * whatever the kind of step. The kind is of interest for logs and metrics only.
 *
 * <p>Only {@link Connections#begin} and {@link Connections#resume} return steps. Immutable and safe
 * for use by several threads.
 */
public sealed interface Step {
  /**
   * The reply to the browser: a redirect or a page, with its cookies.
   *
   * @return the complete reply
   */
  Reply reply();

  /**
   * The page that the reply shows, as a {@link PageRenderer} receives it.
   *
   * @return the page, or null if the reply is a redirect
   */
  @Nullable Page page();

  /** The user has to do something: give consent, confirm a connection, or enter an API key. */
  final class Ask implements Step {
    private final String connection;
    private final @Nullable Page page;
    private final Reply reply;

    Ask(String connection, @Nullable Page page, Reply reply) {
      this.connection = connection;
      this.page = page;
      this.reply = reply;
    }

    /**
     * The connection that the user is making.
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
    public @Nullable Page page() {
      return page;
    }

    @Override
    public String toString() {
      return "Ask[" + connection + "]";
    }
  }

  /**
   * All required connections exist, and the browser returns to monday.com, or to the return URL of
   * a connect link.
   */
  final class Done implements Step {
    private final MondayUser user;
    private final URI backToUrl;
    private final @Nullable Page page;
    private final Reply reply;

    Done(MondayUser user, URI backToUrl, @Nullable Page page, Reply reply) {
      this.user = user;
      this.backToUrl = backToUrl;
      this.page = page;
      this.reply = reply;
    }

    /**
     * The user who is connected. If everything was connected already, nothing has shown that this
     * user is the one in front of the browser.
     *
     * @return the user whom the authorization token or the connect link names
     */
    public MondayUser user() {
      return user;
    }

    /**
     * The address to which the reply sends the browser.
     *
     * @return {@code backToUrl} of the authorization token, or the return URL of the connect link
     */
    public URI backToUrl() {
      return backToUrl;
    }

    @Override
    public Reply reply() {
      return reply;
    }

    @Override
    public @Nullable Page page() {
      return page;
    }

    @Override
    public String toString() {
      return "Done[" + user + "]";
    }
  }

  /** The request failed. The reply is a page that says what happened and what the user can do. */
  final class Refused implements Step {
    private final MondayAuthException cause;
    private final @Nullable Page page;
    private final Reply reply;

    Refused(MondayAuthException cause, @Nullable Page page, Reply reply) {
      this.cause = requireNonNull(cause);
      this.page = page;
      this.reply = reply;
    }

    /**
     * Why the request failed.
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
    public @Nullable Page page() {
      return page;
    }

    @Override
    public String toString() {
      return "Refused[" + cause.getMessage() + "]";
    }
  }
}

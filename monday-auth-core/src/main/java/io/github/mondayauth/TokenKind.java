package io.github.mondayauth;

/** The kinds of signed tokens and requests that monday.com sends to an app. */
public enum TokenKind {
  /**
   * The {@code Authorization} header of requests from integrations, workflows, credentials fields
   * and board webhooks.
   */
  REQUEST(SignedWith.SIGNING_SECRET),
  /** The {@code token} parameter of the authorization URL. */
  AUTHORIZATION(SignedWith.SIGNING_SECRET),
  /** The result of {@code monday.get('sessionToken')}. */
  SESSION(SignedWith.CLIENT_SECRET),
  /** The {@code Authorization} header of app lifecycle events. */
  APP_LIFECYCLE(SignedWith.CLIENT_SECRET),
  /** The {@code Authorization} header of feature lifecycle events. */
  FEATURE_LIFECYCLE(SignedWith.SIGNING_SECRET),
  /** The signature of a request to an external agent. It is not a token. */
  AGENT_REQUEST(SignedWith.AGENT_SECRET);

  private final SignedWith signedWith;

  TokenKind(SignedWith signedWith) {
    this.signedWith = signedWith;
  }

  /**
   * The secret that monday.com signs this kind with. Each kind has its own verifier.
   *
   * @return the kind of secret
   */
  public SignedWith signedWith() {
    return signedWith;
  }

  /** The kinds of secrets that monday.com shares with an app. */
  public enum SignedWith {
    /** The app's signing secret. */
    SIGNING_SECRET("signing secret"),
    /** The app's client secret. */
    CLIENT_SECRET("client secret"),
    /** The signing secret of one external agent. */
    AGENT_SECRET("agent's signing secret");

    private final String text;

    SignedWith(String text) {
      this.text = text;
    }

    /** The name for people, in lower case. */
    @Override
    public String toString() {
      return text;
    }
  }
}

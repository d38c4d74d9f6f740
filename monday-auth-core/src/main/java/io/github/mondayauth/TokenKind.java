package io.github.mondayauth;

/** The kinds of signed tokens that monday.com sends to an app. Each has its own verifier. */
public enum TokenKind {
  /**
   * The {@code Authorization} header of requests from integrations, workflows, credentials fields
   * and board webhooks; signed with the signing secret.
   */
  REQUEST,
  /** The {@code token} parameter of the authorization URL; signed with the signing secret. */
  AUTHORIZATION,
  /** The result of {@code monday.get('sessionToken')}; signed with the client secret. */
  SESSION,
  /** The {@code Authorization} header of app lifecycle events; signed with the client secret. */
  APP_LIFECYCLE,
  /**
   * The {@code Authorization} header of feature lifecycle events; signed with the signing secret.
   */
  FEATURE_LIFECYCLE
}

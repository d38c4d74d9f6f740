package io.github.mondayauth;

/** The kinds of signed tokens monday.com sends an app, each with a verifier of its own. */
public enum TokenKind {
  /**
   * In the {@code Authorization} header of integration, workflow, credentials-field and
   * board-webhook requests; signing secret.
   */
  REQUEST,
  /** In the {@code token} parameter of the authorization URL; signing secret. */
  AUTHORIZATION,
  /** What a view gets from {@code monday.get('sessionToken')}; client secret. */
  SESSION,
  /** In the {@code Authorization} header of app lifecycle webhooks; client secret. */
  APP_LIFECYCLE,
  /** In the {@code Authorization} header of feature lifecycle events; signing secret. */
  FEATURE_LIFECYCLE
}

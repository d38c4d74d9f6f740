package io.github.mondayauth.examples.servlet;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.CredentialsValues;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.RuntimeMetadata;

/**
 * A verified request of a block or recipe.
 *
 * @param claims the verified account and user
 * @param payload the {@code payload} of the body, which the token does not authenticate
 * @param body the whole body
 */
record BlockRequest(RequestClaims claims, JsonNode payload, String body) {

  /** The user whom the request is for. */
  MondayUser user() {
    return claims.user();
  }

  /** The credentials that monday.com keeps for the user. */
  CredentialsValues credentials() {
    return CredentialsValues.of(body);
  }

  /** The ids of the automation's run. */
  RuntimeMetadata run() {
    return RuntimeMetadata.of(body);
  }

  /** Shows the user only, since the body can contain secrets. */
  @Override
  public String toString() {
    return "BlockRequest[" + claims + "]";
  }
}

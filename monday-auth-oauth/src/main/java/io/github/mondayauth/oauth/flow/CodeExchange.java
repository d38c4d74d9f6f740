package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ConsentSpec;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.TokenClient;
import io.github.mondayauth.oauth.token.TokenEndpoint;
import io.github.mondayauth.oauth.token.TokenEndpointException;
import io.github.mondayauth.oauth.token.TokenErrorResponse;
import io.github.mondayauth.oauth.token.TokenResponse;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads the authorization response in a callback (RFC 6749 section 4.1.2, RFC 9207) and exchanges
 * its code for a grant.
 */
final class CodeExchange implements LegCompletion.GrantSource {
  private final InstantSource time;
  private final TokenClient tokens;
  private final IdentityCheck identityCheck;

  CodeExchange(InstantSource time, TokenClient tokens, IdentityCheck identityCheck) {
    this.time = time;
    this.tokens = tokens;
    this.identityCheck = identityCheck;
  }

  /** Requires a consent screen, and a code or an error. */
  @Override
  public void checkComplete(CallbackRequest request) {
    consent(request);
    if (error(request) == null) {
      code(request);
    }
  }

  @Override
  public Grant obtain(CallbackRequest request) {
    ConsentSpec consent = consent(request);
    String host = request.state().host();
    consent.checkIssuer(host, request.parameters().one("iss"));
    String error = error(request);
    if (error != null) {
      throw refusal(consent.name(), error);
    }
    TokenEndpoint endpoint = consent.tokenEndpoint(host);
    String verifier = request.keys().verifier(request.cookie());
    TokenResponse response;
    try {
      response = tokens.exchange(endpoint, code(request), request.callbackUri(), verifier);
    } catch (TokenEndpointException e) {
      throw e.toOAuthException();
    }
    try {
      return checkedGrant(request, consent, endpoint, response);
    } catch (OAuthException e) {
      discard(consent, endpoint, response.accessToken());
      throw e;
    }
  }

  private Grant checkedGrant(
      CallbackRequest request,
      ConsentSpec consent,
      TokenEndpoint endpoint,
      TokenResponse response) {
    FlowState.Origin origin = request.origin();
    if (consent.provesUser()) {
      identityCheck.requireTokenOf(origin.user(), response.accessToken());
    }
    String host = request.state().host();
    Grant grant = response.toGrant(time.instant(), endpoint, host, origin.user().id());
    if (!consent.covers(grant)) {
      throw new OAuthException(
          Reason.SCOPES,
          consent.name() + ": expected all requested scopes to be granted, found fewer");
    }
    return grant;
  }

  @Override
  public void discard(CallbackRequest request, Grant grant) {
    ConsentSpec consent = consent(request);
    discard(consent, consent.tokenEndpoint(grant.host()), grant.secret());
  }

  /**
   * Revokes an access token that is not stored, but only where that leaves other tokens of the same
   * user valid. Elsewhere it would end that user's working connection.
   */
  private void discard(ConsentSpec consent, TokenEndpoint endpoint, String accessToken) {
    if (consent.revocationEndsOneToken()) {
      tokens.revoke(endpoint, accessToken, "access_token");
    }
  }

  private static ConsentSpec consent(CallbackRequest request) {
    return request
        .connector()
        .consent()
        .orElseThrow(
            () ->
                new OAuthException(
                    Reason.STATE, request.connector().name() + " no longer has a consent screen"));
  }

  private static @Nullable String error(CallbackRequest request) {
    return request.parameters().one("error");
  }

  private static String code(CallbackRequest request) {
    return request.parameters().required("code");
  }

  /** An error response of the authorization endpoint (RFC 6749 section 4.1.2.1). */
  private static OAuthException refusal(String connection, String error) {
    String code = TokenErrorResponse.code(error);
    Reason reason =
        switch (code) {
          case "access_denied", "consent_required", "login_required" -> Reason.DENIED;
          case "temporarily_unavailable", "temporary_unavailable", "server_error" ->
              Reason.UNAVAILABLE;
          case "unauthorized_client", "invalid_scope" -> Reason.CLIENT;
          default -> Reason.PROVIDER;
        };
    return new OAuthException(reason, connection + ": expected a code, found the error " + code);
  }
}

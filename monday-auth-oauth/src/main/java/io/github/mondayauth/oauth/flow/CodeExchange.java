package io.github.mondayauth.oauth.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ConsentSpec;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.LookupClient;
import io.github.mondayauth.oauth.token.TokenClient;
import io.github.mondayauth.oauth.token.TokenEndpoint;
import io.github.mondayauth.oauth.token.TokenEndpointException;
import io.github.mondayauth.oauth.token.TokenErrorResponse;
import io.github.mondayauth.oauth.token.TokenResponse;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the authorization response in a callback (RFC 6749 section 4.1.2, RFC 9207) and exchanges
 * its code for a grant.
 */
final class CodeExchange implements LegCompletion.GrantSource {
  /**
   * In bytes, for the attributes that the application adds. {@code CredentialRecords} limits the
   * whole grant.
   */
  private static final int MAX_ATTRIBUTES = 3_000;

  private final InstantSource time;
  private final TokenClient tokens;
  private final IdentityCheck identityCheck;
  private final LookupClient lookups;

  CodeExchange(InstantSource time, TokenClient tokens, IdentityCheck identityCheck) {
    this.time = time;
    this.tokens = tokens;
    this.identityCheck = identityCheck;
    this.lookups = new LookupClient(tokens);
  }

  /** Requires a consent screen, and a code with what belongs to it, or an error. */
  @Override
  public void checkComplete(CallbackRequest request) {
    ConsentSpec consent = request.connector().requireConsent();
    if (error(request) == null) {
      code(request);
      consent.callbackAttributes(request.state().host(), request.parameters());
    }
  }

  @Override
  public Grant obtain(CallbackRequest request) {
    ConsentSpec consent = request.connector().requireConsent();
    String host = request.state().host();
    consent.checkIssuer(host, request.parameters().one("iss"));
    String error = error(request);
    if (error != null) {
      throw refusal(consent, error);
    }
    TokenEndpoint endpoint = consent.tokenEndpoint(host);
    // Before the exchange: if this threw after it, the grant would be neither stored nor revoked.
    Map<String, String> added = consent.callbackAttributes(endpoint.host(), request.parameters());
    String verifier = request.keys().verifier(request.cookie());
    TokenResponse response;
    try {
      response = tokens.exchange(endpoint, code(request), request.callbackUri(), verifier);
    } catch (TokenEndpointException e) {
      throw e.toOAuthException();
    }
    return response.toGrant(time.instant(), endpoint, request.origin().user().id()).with(added, "");
  }

  @Override
  public Grant checked(CallbackRequest request, Grant grant) {
    ConsentSpec consent = request.connector().requireConsent();
    if (consent.provesUser()) {
      identityCheck.requireTokenOf(request.origin().user(), grant.secret());
    }
    if (!consent.covers(grant)) {
      throw new OAuthException(
          Reason.SCOPES,
          consent.name() + ": expected all requested scopes to be granted, found fewer");
    }
    Grant completed = lookups.complete(consent.tokenEndpoint(request.state().host()), grant);
    return completed.with(onConnected(consent, completed), "");
  }

  /** Runs the application's call. */
  private static Map<String, String> onConnected(ConsentSpec consent, Grant grant) {
    Map<String, String> attributes;
    try {
      attributes = Map.copyOf(consent.onConnected(grant));
    } catch (Exception e) {
      // Not only what is unchecked: in Kotlin, code throws what it does not declare. Not as a
      // cause: an application's exception may quote the access token.
      throw new OAuthException(
          Reason.UNAVAILABLE,
          consent.name() + ": onConnected threw " + e.getClass().getSimpleName());
    }
    int length = String.join("", attributes.keySet()).getBytes(UTF_8).length;
    length += String.join("", attributes.values()).getBytes(UTF_8).length;
    if (length > MAX_ATTRIBUTES) {
      throw new OAuthException(
          Reason.PROVIDER,
          consent.name()
              + ": onConnected: expected attributes of at most "
              + MAX_ATTRIBUTES
              + " bytes, found "
              + length);
    }
    return attributes;
  }

  private static @Nullable String error(CallbackRequest request) {
    return request.parameters().one("error");
  }

  private static String code(CallbackRequest request) {
    return request.parameters().required("code");
  }

  /** An error response of the authorization endpoint (RFC 6749 section 4.1.2.1). */
  private static OAuthException refusal(ConsentSpec consent, String error) {
    String code = TokenErrorResponse.code(error);
    String found = consent.name() + ": expected a code, found the error " + code;
    if (consent.isNotInstalled(code)) {
      return new OAuthException(
          Reason.UNINSTALLED, found + ": the app is not installed in the account, or not for it");
    }
    Reason reason =
        switch (code) {
          case "access_denied", "consent_required", "login_required" -> Reason.DENIED;
          case "temporarily_unavailable", "temporary_unavailable", "server_error" ->
              Reason.UNAVAILABLE;
          case "unauthorized_client", "invalid_scope" -> Reason.CLIENT;
          default -> Reason.PROVIDER;
        };
    return new OAuthException(reason, found);
  }
}

package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.internal.Sealer;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;

/**
 * The end of an OAuth leg: the key is at hand, the flow is marked as used, the code is exchanged,
 * the identity matched, the credential stored. In this order, so that nothing is obtained that
 * cannot be kept, and nothing kept that was not checked.
 */
final class CodeLeg {
  private final Setup setup;
  private final Chain chain;
  private final CredentialRecords credentials;
  private final TokenClient tokens;
  private final Identity identity;

  CodeLeg(
      Setup setup,
      Chain chain,
      CredentialRecords credentials,
      TokenClient tokens,
      Identity identity) {
    this.setup = setup;
    this.chain = chain;
    this.credentials = credentials;
    this.tokens = tokens;
    this.identity = identity;
  }

  Step resume(Visit visit) {
    Flow flow = visit.flow();
    Sealer sealer =
        setup
            .records()
            .sealer(flow.origin().user().account(), flow.origin().epoch())
            .orElseThrow(Used::uninstalled);
    if (visit.parameters().one("error") == null) {
      visit.parameters().required("code");
    }
    if (Used.isOvertaken(visit, credentials) || Used.consume(setup, flow) == Created.EXISTS) {
      return Used.goOn(visit, credentials, chain);
    }
    checkIssuer(visit);
    String code = code(visit);
    Provider provider = Objects.requireNonNull(Provider.of(setup, visit.connector(), flow.host()));
    URI redirectUri = setup.callbackUri(flow.connection());
    String verifier = visit.keys().verifier(visit.cookie());
    TokenAnswer answer = tokens.exchange(provider, code, redirectUri, verifier);
    try {
      store(visit, provider, sealer, answer);
    } catch (OAuthException e) {
      drop(visit.connector(), provider, answer);
      throw e;
    }
    setup.tell(listener -> listener.connected(visit.holder().owner(), flow.connection()));
    Flow.Progress progress = flow.progress().connected(visit.connector());
    return chain.next(flow.origin(), progress, Naming.NONE, visit.completed(setup));
  }

  private void store(Visit visit, Provider provider, Sealer sealer, TokenAnswer answer) {
    Flow flow = visit.flow();
    Flow.Origin origin = flow.origin();
    if (visit.connector() instanceof MondayConnector) {
      identity.match(origin.user(), answer.accessToken());
    }
    Instant now = setup.now();
    Grant grant = answer.toGrant(now, provider, flow.host(), origin.user().id());
    if (!CredentialRecords.covers(grant, visit.connector())) {
      throw new OAuthException(
          Reason.SCOPES, flow.connection() + " granted fewer scopes than the connection requires");
    }
    if (!credentials.save(visit.holder(), origin.epoch(), sealer, grant)) {
      throw Used.uninstalled();
    }
  }

  /**
   * A token that is of no use is forgotten. It is revoked only where that ends this token alone:
   * elsewhere it would end the working connection of the user it belongs to.
   */
  private void drop(Connector connector, Provider provider, TokenAnswer answer) {
    if (connector instanceof OAuthConnector oauth && oauth.wishes().oneTokenRevoked()) {
      tokens.revoke(provider, answer.accessToken(), "access_token");
    }
  }

  private void checkIssuer(Visit visit) {
    String iss = visit.parameters().one("iss");
    boolean wrong;
    if (visit.connector() instanceof OAuthConnector oauth) {
      Habits habits = oauth.server().habits();
      String expected = habits.issuer();
      wrong = iss == null ? habits.issuerPromised() : expected != null && !iss.equals(expected);
    } else {
      // monday.com documents two issuers, of one origin.
      String origin = setup.hosts().authorizeUri().resolve("/").toString();
      wrong = iss != null && !(iss + "/").startsWith(origin);
    }
    if (wrong) {
      throw new OAuthException(
          Reason.ISSUER, "the iss of " + visit.connector().name() + " is missing or another's");
    }
  }

  private static String code(Visit visit) {
    String error = visit.parameters().one("error");
    if (error != null) {
      String shaped = TokenError.shaped(error);
      String found = visit.connector().name() + " came back with " + shaped;
      throw new OAuthException(
          switch (shaped) {
            case "access_denied", "consent_required", "login_required" -> Reason.DENIED;
            case "temporarily_unavailable", "temporary_unavailable", "server_error" ->
                Reason.UNAVAILABLE;
            case "unauthorized_client", "invalid_scope" -> Reason.CLIENT;
            default -> Reason.PROVIDER;
          },
          found);
    }
    return visit.parameters().required("code");
  }
}

package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.internal.ConstantTime;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.credential.CredentialKey;
import io.github.mondayauth.oauth.web.QueryParameters;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A callback request that belongs to a leg: its state opens, its cookie matches the state, and its
 * path is the callback of the state's connection.
 *
 * @param state the opened state
 * @param keys the keys that opened the state
 * @param sealedState the {@code state} parameter
 * @param callbackUri the URI of the leg's callback
 * @param connector the leg's connector
 * @param cookie the leg's cookie
 * @param parameters all parameters of the request
 * @param posted whether the parameters came in a form and not in an address, which browsers,
 *     proxies and servers record
 */
record CallbackRequest(
    FlowState state,
    FlowKeys keys,
    String sealedState,
    URI callbackUri,
    ConnectorSpec connector,
    FlowCookie cookie,
    QueryParameters parameters,
    boolean posted) {

  FlowState.Origin origin() {
    return state.origin();
  }

  FlowState.Progress progress() {
    return state.progress();
  }

  /** The leg as it goes on. */
  Leg leg() {
    return new Leg(connector, state.connectionNumber());
  }

  /** The key under which the leg's credential is stored. */
  CredentialKey key() {
    return origin().key(connector);
  }

  /** Whether the user makes this connection although it exists already. */
  boolean isReconnecting() {
    return progress().isReconnecting(state.connection());
  }

  /** What the user chose on one of the library's pages, or null. */
  @Nullable String choice() {
    return parameters.one("choice");
  }

  /** The value that proves that a request comes from one of the library's pages. */
  String formToken() {
    return keys.formToken(cookie);
  }

  /** Whether the request comes from a page of the library that was sent to this browser. */
  boolean isFromOurPage() {
    String proof = parameters.one("proof");
    return proof != null && ConstantTime.areEqual(proof, formToken());
  }

  /** The address of a choice on one of the library's pages. */
  String addressOf(String choice) {
    return callbackUri + "?state=" + sealedState + "&choice=" + choice + "&proof=" + formToken();
  }

  /** Shows neither the sealed state nor the cookie. */
  @Override
  public String toString() {
    return "CallbackRequest[" + state + "]";
  }
}

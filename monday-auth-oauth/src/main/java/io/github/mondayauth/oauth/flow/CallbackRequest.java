package io.github.mondayauth.oauth;

import java.net.URI;
import java.util.List;

/**
 * A browser that came back with a state of ours and the cookie that belongs to it.
 *
 * @param flow the leg, opened from the state
 * @param keys what it was sealed under
 * @param state the state as it came
 * @param callback the address of the leg's callback
 * @param connector the leg's connector, which is also the callback's
 * @param cookie the cookie
 * @param parameters all parameters of the request
 */
record Visit(
    Flow flow,
    FlowKeys keys,
    String state,
    URI callback,
    Connector connector,
    FlowCookie cookie,
    RawParameters parameters) {

  Holder holder() {
    return flow.origin().holder(connector);
  }

  /** The page's own address with a choice the user can make on it. */
  String address(String choice) {
    return callback + "?state=" + state + "&choice=" + choice + "&proof=" + keys.formToken(cookie);
  }

  /** Whether the request comes from a page of ours that this browser was given. */
  boolean isProven() {
    String proof = parameters.one("proof");
    return proof != null && Compare.same(proof, keys.formToken(cookie));
  }

  /** The cookie shortened: enough for the back button, and gone soon. */
  List<String> completed(Setup setup) {
    return List.of(cookie.set(setup.cookieStrength(), FlowCookie.AFTER_COMPLETION));
  }

  List<String> cleared(Setup setup) {
    return List.of(FlowCookie.clear(setup.cookieStrength(), cookie.flowId()));
  }

  /** Never the state nor the cookie. */
  @Override
  public String toString() {
    return "Visit[" + flow + "]";
  }
}

package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.mondayauth.internal.MondayHosts;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;

/**
 * Signs the requests that the app sends to monday.com: the result of an asynchronous action, and
 * the request that fires a trigger.
 *
 * <p>Create it with {@link MondayApp#outboundSigner}. Immutable and safe for use by several
 * threads.
 */
public final class OutboundSigner {
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  private final MondayHosts hosts;
  private final InstantSource time;
  private final Secret signingSecret;
  private final long appId;

  OutboundSigner(MondayHosts hosts, InstantSource time, Secret signingSecret, long appId) {
    this.hosts = hosts;
    this.time = time;
    this.signingSecret = signingSecret;
    this.appId = appId;
  }

  /**
   * Makes the {@code Authorization} header of a POST request to monday.com: {@code Bearer} and a
   * JWT with the claim {@code appId}. The JWT is signed with the current signing secret and expires
   * after five minutes. Some of monday.com's samples omit {@code Bearer}.
   *
   * @param target the URL of the request: an action's callback URL or a trigger's webhook URL. Both
   *     come from the body of a request, so they could name any host.
   * @return the header's value
   * @throws IllegalArgumentException if {@code target} is not an https URL of monday.com
   */
  public String authorizationFor(URI target) {
    if (!hosts.isMonday(target)) {
      throw new IllegalArgumentException(
          "target: expected an https URL of monday.com, found another URL; do not send a token"
              + " there");
    }
    Instant now = time.instant();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .claim("appId", appId)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFETIME)))
            .build();
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();
    SignedJWT jwt = new SignedJWT(header, claims);
    try {
      jwt.sign(new MACSigner(signingSecret.reveal().getBytes(UTF_8)));
    } catch (JOSEException e) {
      throw new IllegalStateException("HmacSHA256 is missing from this Java runtime", e);
    }
    return "Bearer " + jwt.serialize();
  }
}

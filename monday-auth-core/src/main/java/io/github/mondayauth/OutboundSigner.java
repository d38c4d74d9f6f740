package io.github.mondayauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.mondayauth.internal.AppSettings;
import io.github.mondayauth.internal.MondayHosts;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/**
 * Signs what the app sends to monday.com: the outcome of an asynchronous action to its callback
 * URL, and the call that fires a trigger.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class OutboundSigner {
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  private final AppSettings settings;
  private final MondayHosts hosts;
  private final long appId;

  OutboundSigner(AppSettings settings, long appId) {
    this.settings = settings;
    this.hosts = MondayHosts.of(settings);
    this.appId = appId;
  }

  /**
   * The {@code Authorization} header of a POST to monday.com: {@code Bearer} and a JWT of {@code
   * appId}, signed with the current signing secret and good for five minutes. Some of monday.com's
   * samples leave {@code Bearer} out.
   *
   * @param target where the request goes: the action's callback URL or the trigger's webhook URL,
   *     which both come from a request's body and could name any host
   * @return the header's value
   * @throws IllegalArgumentException if {@code target} is not an https address of monday.com; the
   *     token must not go there
   */
  public String authorizationFor(URI target) {
    if (!hosts.isMonday(target)) {
      throw new IllegalArgumentException("the target is not an https address of monday.com");
    }
    Instant now = settings.time().instant();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .claim("appId", appId)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFETIME)))
            .build();
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();
    SignedJWT jwt = new SignedJWT(header, claims);
    try {
      byte[] key = settings.signingSecrets().get(0).reveal().getBytes(StandardCharsets.UTF_8);
      jwt.sign(new MACSigner(key));
    } catch (JOSEException impossible) {
      throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
    }
    return "Bearer " + jwt.serialize();
  }
}

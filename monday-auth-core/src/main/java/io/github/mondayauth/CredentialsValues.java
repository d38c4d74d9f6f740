package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The access tokens of other services that monday.com keeps for a user in its Credentials feature,
 * from the field {@code payload.credentialsValues} of a request's body. monday.com sends them with
 * actions, with subscriptions to a trigger, and with remote options.
 *
 * <p>No signature covers the body, so read it only after {@link RequestVerifier} has accepted the
 * request, act for the user of the {@linkplain RequestClaims claims}, and do not write the body to
 * a log. monday.com refreshes the tokens. It documents neither when they expire nor which user they
 * belong to.
 *
 * <p>Immutable and safe for use by several threads; {@link #toString()} shows the keys only.
 */
public final class CredentialsValues {
  private static final int MAX_COUNT = 100;

  private final Map<String, UserCredentials> byKey;

  private CredentialsValues(Map<String, UserCredentials> byKey) {
    this.byKey = byKey;
  }

  /**
   * One credential.
   *
   * @param id monday.com's id of the credential, {@code userCredentialsId}, or null if there is
   *     none. The same credential has the same id in requests of different blocks.
   * @param accessToken the access token of the other service
   */
  public record UserCredentials(@Nullable Long id, Secret accessToken) {}

  /**
   * Reads the credentials from the body of a verified request.
   *
   * @param body the whole body, or null if the request has none
   * @return the credentials; none if the block has no credential or the user has chosen none. A
   *     value without an access token counts as absent, and other fields are ignored.
   * @throws TokenRejectedException with {@link TokenRejectedException.Reason#BODY} if the body is
   *     missing or is not a JSON object, if {@code payload} or {@code credentialsValues} is not an
   *     object, or if there are more than 100 credentials; with {@link
   *     TokenRejectedException.Reason#TOO_LARGE} if it has more than 1,048,576 characters
   */
  public static CredentialsValues of(@Nullable String body) {
    JsonObject values = RequestBody.object(body, "payload", "credentialsValues");
    Map<String, UserCredentials> byKey = new LinkedHashMap<>();
    if (values != null) {
      if (values.fields().size() > MAX_COUNT) {
        throw new TokenRejectedException(
            Reason.BODY,
            "credentialsValues: expected at most 100, found " + values.fields().size());
      }
      for (String key : values.fields().keySet()) {
        JsonObject value = values.object(key);
        String accessToken = value == null ? null : value.string("accessToken");
        if (value != null && accessToken != null && !accessToken.isBlank()) {
          Long id = value.id("userCredentialsId");
          byKey.put(key, new UserCredentials(id, Secret.of(accessToken)));
        }
      }
    }
    return new CredentialsValues(byKey);
  }

  /**
   * The credential that the block or field has under a key. One credential can have another key in
   * a field than in its block.
   *
   * @param key the key that the Developer Center shows for the block's or field's credential
   * @return the credential, or null if the request has none under this key
   */
  public @Nullable UserCredentials find(String key) {
    return byKey.get(key);
  }

  /**
   * The keys of all credentials.
   *
   * @return an unmodifiable set, in the order of the body
   */
  public Set<String> keys() {
    return Collections.unmodifiableSet(byKey.keySet());
  }

  /** Shows the keys. */
  @Override
  public String toString() {
    return "CredentialsValues" + byKey.keySet();
  }
}

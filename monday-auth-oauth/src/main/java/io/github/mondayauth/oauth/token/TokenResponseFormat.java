package io.github.mondayauth.oauth.token;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a provider's token responses differ from RFC 6749 section 5, and what is kept of them.
 *
 * @param tokenTypes token types that are accepted in addition to {@code bearer}, in lower case
 * @param tokensIn the object that holds the tokens in the response to a code; the empty path for
 *     the response itself
 * @param keptFields fields that become attributes of the credential
 * @param attributes attributes that every credential has
 * @param labels fields that name the connected account; the first one that is there counts
 * @param errorWords error responses in the provider's own words, each with one meaning
 * @param assumedLifetime the lifetime of an access token if the response names none, or null
 * @param refreshLifetime the lifetime of a refresh token if the response names none, or null
 * @param refreshLifetimeField the field that says when the refresh token expires, as {@code
 *     expires_in} does for the access token, or null
 */
public record TokenResponseFormat(
    Set<String> tokenTypes,
    FieldPath tokensIn,
    List<KeptField> keptFields,
    Map<String, String> attributes,
    List<FieldPath> labels,
    Set<ErrorWord> errorWords,
    @Nullable Duration assumedLifetime,
    @Nullable Duration refreshLifetime,
    @Nullable FieldPath refreshLifetimeField) {
  /** The format of RFC 6749, of which only the tokens, their expiry and their scopes are kept. */
  public static final TokenResponseFormat PLAIN =
      new TokenResponseFormat(
          Set.of(), FieldPath.ROOT, List.of(), Map.of(), List.of(), Set.of(), null, null, null);

  /** Copies the collections. */
  public TokenResponseFormat {
    tokenTypes = Set.copyOf(tokenTypes);
    keptFields = List.copyOf(keptFields);
    attributes = Map.copyOf(attributes);
    labels = List.copyOf(labels);
    errorWords = Set.copyOf(errorWords);
  }

  /** The name of a kept field whose value among these attributes is not allowed, or empty. */
  public Optional<String> refused(Map<String, String> values) {
    for (KeptField field : keptFields) {
      String value = values.get(field.name());
      if (value != null && !field.accepts().test(value)) {
        return Optional.of(field.name());
      }
    }
    return Optional.empty();
  }
}

package io.github.mondayauth.oauth.token;

import java.util.List;
import java.util.function.Predicate;

/**
 * A field of token responses that becomes an attribute of the credential.
 *
 * @param path where the field is; also the attribute's name
 * @param isAddress whether the value is the base address of an API, to which access tokens are sent
 * @param accepts whether a value may be kept
 */
public record KeptField(FieldPath path, boolean isAddress, Predicate<String> accepts) {
  /** A field with any value. */
  public static KeptField of(String path) {
    return new KeptField(new FieldPath(path), false, value -> true);
  }

  /** Whether one of these fields is an address and has this name. */
  public static boolean hasAddress(List<KeptField> fields, String name) {
    return fields.stream().anyMatch(field -> field.isAddress() && field.name().equals(name));
  }

  String name() {
    return path.text();
  }
}

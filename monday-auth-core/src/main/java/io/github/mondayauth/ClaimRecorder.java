package io.github.mondayauth;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Passes claims on to a {@link ClaimSet} for a diagnosis. It records a malformed claim instead of
 * refusing the token, and such a claim counts as absent.
 */
final class ClaimRecorder implements ClaimSink {
  private final ClaimSink target;
  private final Set<String> names;
  private final Map<String, String> malformed;

  /** Creates a recorder of the claims at the top level. */
  ClaimRecorder(ClaimSet target) {
    this(target, new LinkedHashSet<>(), new LinkedHashMap<>());
  }

  private ClaimRecorder(ClaimSink target, Set<String> names, Map<String, String> malformed) {
    this.target = target;
    this.names = names;
    this.malformed = malformed;
  }

  @Override
  public void set(String name, JsonType type, long number, String string) {
    if (type != JsonType.NULL) {
      names.add(name);
    }
    try {
      target.set(name, type, number, string);
    } catch (TokenRejectedException refusal) {
      malformed.put(name, TokenExaminer.message(refusal));
    }
  }

  @Override
  public @Nullable ClaimSink child(String name) {
    ClaimSink child = target.child(name);
    names.add(name);
    // Its names are not those of the top level.
    return child == null ? null : new ClaimRecorder(child, new LinkedHashSet<>(), malformed);
  }

  /** Whether there is a claim of this name at the top level that is not null. */
  boolean has(String name) {
    return names.contains(name);
  }

  /** The malformed claims at the top level and in {@code dat}, each with its explanation. */
  Map<String, String> malformed() {
    return malformed;
  }
}

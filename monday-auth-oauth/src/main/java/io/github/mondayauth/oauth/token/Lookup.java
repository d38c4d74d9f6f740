package io.github.mondayauth.oauth.token;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request that is sent once after a user connected, for what the token response does not say.
 *
 * @param request the request
 * @param attributes by name, the fields of its response that become attributes of the credential
 * @param labels fields that name the connected account; the first one that is there counts
 */
public record Lookup(
    RequestTemplate request, Map<String, FieldPath> attributes, List<FieldPath> labels) {
  /** Copies the collections, and keeps their order. */
  public Lookup {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    labels = List.copyOf(labels);
  }

  /** The lookups with these fields added to the one with the same request, or to a new one. */
  public static List<Lookup> merged(List<Lookup> lookups, Lookup added) {
    List<Lookup> merged = new ArrayList<>();
    Lookup last = added;
    for (Lookup lookup : lookups) {
      if (lookup.request().equals(added.request())) {
        last = lookup.with(added);
      } else {
        merged.add(lookup);
      }
    }
    merged.add(last);
    return List.copyOf(merged);
  }

  private Lookup with(Lookup other) {
    Map<String, FieldPath> moreAttributes = new LinkedHashMap<>(attributes);
    moreAttributes.putAll(other.attributes());
    List<FieldPath> moreLabels = new ArrayList<>(labels);
    moreLabels.addAll(other.labels());
    return new Lookup(request, moreAttributes, moreLabels);
  }
}

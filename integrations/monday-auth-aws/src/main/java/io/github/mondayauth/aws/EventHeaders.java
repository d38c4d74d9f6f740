package io.github.mondayauth.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The headers of an event. Their names match in any letter case, and may occur in several. */
final class EventHeaders {
  private final @Nullable Map<String, List<String>> multiple;
  private final @Nullable Map<String, String> single;
  private final @Nullable List<String> cookies;

  private EventHeaders(
      @Nullable Map<String, List<String>> multiple,
      @Nullable Map<String, String> single,
      @Nullable List<String> cookies) {
    this.multiple = multiple;
    this.single = single;
    this.cookies = cookies;
  }

  /**
   * Headers in format 2.0: repeated ones are joined with commas, and each cookie is an element of a
   * list instead.
   */
  static EventHeaders version2(
      @Nullable Map<String, String> headers, @Nullable List<String> cookies) {
    return new EventHeaders(null, headers, cookies);
  }

  /** Headers in format 1.0, where the map of single values has only the last value of each. */
  static EventHeaders version1(
      @Nullable Map<String, List<String>> multiple, @Nullable Map<String, String> single) {
    return new EventHeaders(multiple, single, null);
  }

  /** All values of a header, in the order of the event; empty if there are none. */
  List<String> all(String name) {
    if (cookies != null && !cookies.isEmpty() && name.equalsIgnoreCase("Cookie")) {
      return cookies;
    }
    List<String> values = new ArrayList<>();
    if (multiple != null) {
      for (Map.Entry<String, List<String>> header : multiple.entrySet()) {
        if (header.getKey().equalsIgnoreCase(name)) {
          values.addAll(header.getValue());
        }
      }
    } else if (single != null) {
      for (Map.Entry<String, String> header : single.entrySet()) {
        if (header.getKey().equalsIgnoreCase(name)) {
          values.add(header.getValue());
        }
      }
    }
    return values;
  }
}

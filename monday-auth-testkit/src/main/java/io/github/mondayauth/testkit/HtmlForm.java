package io.github.mondayauth.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A form of an HTML page: its action, and the fields that it submits if the user changes nothing.
 */
record HtmlForm(String action, Map<String, String> fields) {
  private static final Pattern FORM =
      Pattern.compile("<form\\b([^>]*)>(.*?)</form>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final Pattern INPUT =
      Pattern.compile("<input\\b([^>]*)>", Pattern.CASE_INSENSITIVE);
  private static final Pattern ATTRIBUTE = Pattern.compile("([\\w-]+)(?:=\"([^\"]*)\")?");

  static @Nullable HtmlForm first(String html) {
    Matcher form = FORM.matcher(html);
    if (!form.find()) {
      return null;
    }
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher input = INPUT.matcher(form.group(2));
    while (input.find()) {
      Map<String, String> attributes = attributes(input.group(1));
      boolean choice = attributes.getOrDefault("type", "text").matches("radio|checkbox");
      if (attributes.containsKey("name") && (!choice || attributes.containsKey("checked"))) {
        fields.put(attributes.get("name"), attributes.getOrDefault("value", ""));
      }
    }
    return new HtmlForm(attributes(form.group(1)).getOrDefault("action", ""), fields);
  }

  private static Map<String, String> attributes(String text) {
    Map<String, String> attributes = new LinkedHashMap<>();
    Matcher matcher = ATTRIBUTE.matcher(text);
    while (matcher.find()) {
      String value = matcher.group(2);
      attributes.put(matcher.group(1), value == null ? "" : unescape(value));
    }
    return attributes;
  }

  static String unescape(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }
}

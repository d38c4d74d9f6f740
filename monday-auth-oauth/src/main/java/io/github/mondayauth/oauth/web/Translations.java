package io.github.mondayauth.oauth.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The texts of pages in all languages. {@code Texts} is its public facade. A shipped language is
 * read when it is first needed. Immutable except for that cache, and safe for use by several
 * threads.
 */
public final class Translations {
  static final String DEFAULT = "en";

  /** The shipped languages, each of which has a file {@code texts_xx.properties}. */
  static final List<String> SHIPPED = List.of(DEFAULT, "de", "fr", "es", "pt", "ja", "he");

  private static final int MAX_HEADER = 500;
  private static final int MAX_RANGES = 20;
  private static final int MAX_TEXT = 1_000;
  private static final String TAG = "[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}";

  private static final Map<String, Map<String, String>> FILES = new ConcurrentHashMap<>();

  /** What the application changed, by lower-case tag. */
  private final Map<String, Custom> custom;

  private Translations(Map<String, Custom> custom) {
    this.custom = custom;
  }

  /** A language that the application added or changed. */
  private record Custom(String tag, Map<String, String> texts) {}

  /** The shipped languages. */
  public static Translations standard() {
    return new Translations(Map.of());
  }

  /**
   * Replaces texts of a language, or adds a language, whose other texts stay English.
   *
   * @throws IllegalArgumentException if the tag is malformed, or a text is too long, or a key or a
   *     placeholder does not exist
   */
  public Translations with(String tag, Map<String, String> texts) {
    if (!tag.matches(TAG)) {
      throw new IllegalArgumentException(
          "a language: expected a tag such as de or pt-BR, found " + tag);
    }
    texts.forEach(Translations::check);
    String canonical = Locale.forLanguageTag(tag).toLanguageTag();
    String key = canonical.toLowerCase(Locale.ROOT);
    Map<String, Custom> more = new LinkedHashMap<>(custom);
    Map<String, String> all = new LinkedHashMap<>();
    Custom before = more.get(key);
    if (before != null) {
      all.putAll(before.texts());
    }
    all.putAll(texts);
    more.put(key, new Custom(canonical, Map.copyOf(all)));
    return new Translations(Collections.unmodifiableMap(more));
  }

  private static void check(String key, String text) {
    String english = file(DEFAULT).get(key);
    if (english == null) {
      throw new IllegalArgumentException(
          "a text: expected one of the keys of Texts.of(\"en\"), found " + key);
    }
    if (text.isBlank() || text.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "the text "
              + key
              + ": expected 1 to "
              + MAX_TEXT
              + " characters, not all blank, found "
              + text.length());
    }
    Set<String> unknown = new TreeSet<>(placeholders(text));
    unknown.removeAll(placeholders(english));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "the text "
              + key
              + ": expected no placeholders but "
              + placeholders(english)
              + ", found "
              + unknown);
    }
  }

  static Set<String> placeholders(String text) {
    return Language.PLACEHOLDER
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** All texts of a language by key, sorted; English ones where it has none of its own. */
  public Map<String, String> texts(String tag) {
    Map<String, String> all = new TreeMap<>(file(DEFAULT));
    Language language = language(tag);
    if (language != null) {
      chain(language).forEach(each -> all.putAll(each.texts()));
    }
    return Collections.unmodifiableMap(all);
  }

  /** The language after those on which it falls back. */
  private static List<Language> chain(Language language) {
    List<Language> chain = new ArrayList<>();
    for (Language each = language; each != null; each = each.fallback()) {
      chain.add(0, each);
    }
    return chain;
  }

  /**
   * The language to use for a browser.
   *
   * @param acceptLanguage the {@code Accept-Language} header (RFC 9110 section 12.5.4), or null. Of
   *     a long one, only the beginning counts; what is malformed is ignored
   */
  Language choose(@Nullable String acceptLanguage) {
    if (acceptLanguage != null) {
      for (String range : ranges(acceptLanguage)) {
        Language language = lookup(range);
        if (language != null) {
          return language;
        }
      }
    }
    return english();
  }

  private record Range(String tag, double weight) {}

  /** The language ranges in the order of the user's preference. */
  private static List<String> ranges(String header) {
    String start = header.length() > MAX_HEADER ? header.substring(0, MAX_HEADER) : header;
    List<Range> ranges = new ArrayList<>();
    String[] parts = start.split(",", MAX_RANGES + 1);
    for (int i = 0; i < Math.min(parts.length, MAX_RANGES); i++) {
      String[] pieces = parts[i].split(";", 2);
      String tag = pieces[0].strip();
      double weight = pieces.length == 1 ? 1 : weight(pieces[1].strip());
      if (tag.matches(TAG) && weight > 0) {
        ranges.add(new Range(tag, weight));
      }
    }
    ranges.sort((a, b) -> Double.compare(b.weight(), a.weight()));
    return ranges.stream().map(Range::tag).toList();
  }

  /** The weight of a range, or 0 if it is malformed. */
  private static double weight(String parameter) {
    return parameter.matches("[qQ]\\s*=\\s*(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")
        ? Double.parseDouble(parameter.substring(parameter.indexOf('=') + 1).strip())
        : 0;
  }

  /** The language of a range, or of its beginning (RFC 4647 section 3.4); null if there is none. */
  private @Nullable Language lookup(String range) {
    String tag = Locale.forLanguageTag(range).toLanguageTag();
    while (true) {
      Language language = language(tag);
      if (language != null) {
        return language;
      }
      int hyphen = tag.lastIndexOf('-');
      if (hyphen < 0) {
        return null;
      }
      tag = tag.substring(0, hyphen);
    }
  }

  private Language english() {
    Language english = language(DEFAULT);
    return english == null ? new Language(DEFAULT, file(DEFAULT), null) : english;
  }

  /** The language with exactly this tag, or null if there is none. */
  private @Nullable Language language(String tag) {
    String key = tag.toLowerCase(Locale.ROOT);
    Language shipped = SHIPPED.contains(key) ? new Language(key, file(key), null) : null;
    Custom changed = custom.get(key);
    if (changed == null) {
      return shipped;
    }
    if (shipped != null) {
      return new Language(changed.tag(), changed.texts(), shipped);
    }
    int hyphen = key.indexOf('-');
    Language base = hyphen < 0 ? null : language(key.substring(0, hyphen));
    return new Language(changed.tag(), changed.texts(), base == null ? english() : base);
  }

  private static Map<String, String> file(String tag) {
    return FILES.computeIfAbsent(tag, Translations::read);
  }

  private static Map<String, String> read(String tag) {
    String name = "texts_" + tag + ".properties";
    try (InputStream in = Translations.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "expected "
                + name
                + " next to "
                + Translations.class.getName()
                + ", found none. A"
                + " native image has to include it as a resource");
      }
      Properties properties = new Properties();
      properties.load(new InputStreamReader(in, UTF_8));
      Map<String, String> texts = new LinkedHashMap<>();
      properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
      return Map.copyOf(texts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

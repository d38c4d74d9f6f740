package io.github.mondayauth.oauth.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of pages in all languages, and the choice of one for a browser. */
final class TranslationsTest {
  private static final Path RESOURCES =
      Path.of("src/main/resources/io/github/mondayauth/oauth/web");

  private final Translations standard = Translations.standard();

  static List<String> languages() {
    return Translations.SHIPPED;
  }

  private static Map<String, String> file(String tag) throws Exception {
    Properties properties = new Properties();
    Path file = RESOURCES.resolve("texts_" + tag + ".properties");
    try (var in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(in);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(key -> key, properties::getProperty));
  }

  @ParameterizedTest
  @MethodSource("languages")
  void noTextIsMissingOrUnknown(String tag) throws Exception {
    assertThat(file(tag)).containsOnlyKeys(file("en").keySet());
  }

  @ParameterizedTest
  @MethodSource("languages")
  void everyTextHasThePlaceholdersOfTheEnglishOne(String tag) throws Exception {
    Map<String, String> english = file("en");
    file(tag)
        .forEach(
            (key, text) -> {
              assertThat(text).as(key).isEqualTo(text.strip()).isNotEmpty();
              assertThat(text.replaceAll("\\{[a-z]+}", "")).as(key).doesNotContain("{", "}", "<");
              assertThat(Translations.placeholders(text))
                  .as(key)
                  .isEqualTo(Translations.placeholders(english.get(key)));
            });
  }

  @ParameterizedTest
  @MethodSource("languages")
  void everyTextIsTranslated(String tag) throws Exception {
    if (tag.equals("en")) {
      return;
    }
    Map<String, String> english = file("en");
    Set<String> same = new TreeSet<>();
    file(tag)
        .forEach(
            (key, text) -> {
              if (text.equals(english.get(key))) {
                same.add(key);
              }
            });
    // "Support" and the like; no sentence.
    assertThat(same).as(tag).isEmpty();
  }

  @Test
  void noKeyIsListedTwice() throws Exception {
    for (String tag : languages()) {
      List<String> keys =
          Files.readAllLines(RESOURCES.resolve("texts_" + tag + ".properties")).stream()
              .filter(line -> line.contains("=") && !line.startsWith("#"))
              .map(line -> line.substring(0, line.indexOf('=')))
              .toList();
      assertThat(keys).as(tag).doesNotHaveDuplicates();
    }
  }

  @Test
  void everyShippedLanguageHasAFileAndTheReverse() throws Exception {
    try (Stream<Path> files = Files.list(RESOURCES)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              languages().stream().map(tag -> "texts_" + tag + ".properties").toList());
    }
  }

  @Test
  void everyKeyInTheCodeExistsAndEveryKeyIsUsed() throws Exception {
    Set<String> used = new TreeSet<>();
    StringBuilder code = new StringBuilder();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
        code.append(Files.readString(source));
      }
    }
    Matcher literal = Pattern.compile("\"([a-z][A-Za-z.]*)\"").matcher(code);
    while (literal.find()) {
      used.add(literal.group(1));
      used.add(literal.group(1) + ".title");
    }
    assertThat(used).containsAll(file("en").keySet());
    Matcher key =
        Pattern.compile("PageText\\.of\\(\\s*\"([^\"]+)\"|\\bpage\\(\"([^\"]+)\"").matcher(code);
    Set<String> required = new TreeSet<>();
    while (key.find()) {
      required.add(key.group(1) == null ? key.group(2) : key.group(1));
    }
    assertThat(required).hasSizeGreaterThan(30);
    assertThat(file("en").keySet()).containsAll(required);
  }

  @ParameterizedTest
  @CsvSource({
    "de, de",
    "DE-at, de",
    "'pt-BR,pt;q=0.9,en;q=0.8', pt",
    "'fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5', fr",
    "'en;q=0.2, ja;q=0.9', ja",
    "'nl, sv;q=0.9, es;q=0.1', es",
    "'iw', he",
    "'he-IL', he",
    "'*', en",
    "'nl', en",
    "'de;q=0, fr;q=0.1', fr",
    "'de;q=0', en",
    "'de ; q = 0.5 , fr;q=0.4', de",
    "'zh-Hant-TW, ja', ja"
  })
  void choosesTheLanguageThatTheUserPrefersMost(String header, String expected) {
    assertThat(standard.choose(header).tag()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        ";",
        ";;;q=1",
        "de;q=2",
        "de;q=-1",
        "de;q=NaN",
        "de;q=0.12345",
        "de;level=1",
        "../../de",
        "de/../fr",
        "d\u00e9",
        "\u0000de",
        "de\r\nSet-Cookie: x=1",
        "<script>",
        "%00",
        "a-b-c-d-e-f-g-h",
        "-de",
        "de-",
        "de--DE"
      })
  void ignoresWhatIsMalformed(String header) {
    assertThat(standard.choose(header).tag()).isEqualTo("en");
    assertThat(standard.choose(header + ",fr").tag()).isEqualTo("fr");
  }

  @Test
  void readsOnlyTheBeginningOfALongHeader() {
    assertThat(standard.choose("nl,".repeat(19) + "de").tag()).isEqualTo("de");
    assertThat(standard.choose("nl,".repeat(20) + "de").tag()).isEqualTo("en");
    assertThat(standard.choose(" ".repeat(498) + "de").tag()).isEqualTo("de");
    assertThat(standard.choose(" ".repeat(499) + "de").tag()).isEqualTo("en");
    assertThat(standard.choose("x".repeat(10_000_000)).tag()).isEqualTo("en");
    assertThat(standard.choose("de-".repeat(5_000_000)).tag()).isEqualTo("en");
    assertThat(standard.choose(null).tag()).isEqualTo("en");
  }

  @Test
  void onlyHebrewOfTheShippedLanguagesIsWrittenFromRightToLeft() {
    assertThat(languages().stream().filter(tag -> standard.choose(tag).isRightToLeft()))
        .containsExactly("he");
    assertThat(standard.with("uz-Arab", Map.of()).choose("uz-Arab").isRightToLeft()).isTrue();
    assertThat(standard.with("ar", Map.of()).choose("ar-EG").isRightToLeft()).isTrue();
    assertThat(standard.with("ar-Latn", Map.of()).choose("ar-Latn").isRightToLeft()).isFalse();
  }

  @Test
  void isolatesValuesInRightToLeftTexts() {
    PageText text = PageText.of("form.title", "service", "GitHub!");

    assertThat(standard.choose("he").text(text)).contains("\u2068GitHub!\u2069");
    assertThat(standard.choose("en").text(text)).isEqualTo("Connect GitHub!");
  }

  @Test
  void doesNotInterpretValues() {
    for (String hostile : List.of("{service}", "$1", "\\", "%s", "{0}", "${x}")) {
      assertThat(standard.choose("en").text(PageText.of("form.title", "service", hostile)))
          .isEqualTo("Connect " + hostile);
    }
  }

  @Test
  void replacesTextsAndAddsLanguages() {
    Translations changed =
        standard
            .with("de", Map.of("form.connect", "Los"))
            .with("de", Map.of("action.continue", "Weiter geht's"))
            .with("nl", Map.of("form.connect", "Verbinden"))
            .with("de-CH", Map.of("form.connect", "Los gaats"));

    Language german = changed.choose("de-DE");
    assertThat(german.text("form.connect")).isEqualTo("Los");
    assertThat(german.text("action.continue")).isEqualTo("Weiter geht's");
    assertThat(german.text("action.retry")).isEqualTo("Erneut versuchen");
    Language dutch = changed.choose("nl-BE");
    assertThat(dutch.text("form.connect")).isEqualTo("Verbinden");
    assertThat(dutch.text("action.retry")).isEqualTo("Try again");
    Language swiss = changed.choose("de-CH");
    assertThat(swiss.tag()).isEqualTo("de-CH");
    assertThat(swiss.text("form.connect")).isEqualTo("Los gaats");
    assertThat(swiss.text("action.continue")).isEqualTo("Weiter geht's");
    assertThat(standard.choose("de").text("form.connect")).isEqualTo("Verbinden");
    assertThat(changed.texts("de-CH"))
        .containsEntry("form.connect", "Los gaats")
        .containsEntry("action.retry", "Erneut versuchen")
        .hasSameSizeAs(standard.texts("en"));
  }

  @Test
  void refusesTextsThatNoPageCouldShow() {
    assertRefused("de", "no.such.key", "x", "no.such.key");
    assertRefused("de", "form.title", " ", "form.title");
    assertRefused("de", "form.title", "x".repeat(1_001), "1001");
    assertRefused("de", "form.title", "{service} {user}", "{user}");
    assertRefused("de", "form.connect", "{service}", "{service}");
    assertRefused("german", "form.connect", "x", "german");
    assertRefused("../de", "form.connect", "x", "../de");
    assertThat(standard.with("de", Map.of("form.title", "x".repeat(1_000)))).isNotNull();
    assertThat(standard.with("de", Map.of("form.title", "without its placeholder"))).isNotNull();
  }

  private void assertRefused(String tag, String key, String text, String found) {
    assertThatThrownBy(() -> standard.with(tag, Map.of(key, text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(found)
        .hasMessageContaining("expected");
  }
}

package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.web.Translations;
import java.util.Map;

/**
 * The texts of the library's pages: English, German, French, Spanish, Portuguese, Japanese and
 * Hebrew. Each page is in the language that the browser prefers ({@code Accept-Language}), or else
 * in English. An application can replace any text and add languages. Immutable and safe for use by
 * several threads.
 */
public final class Texts {
  private final Translations translations;

  private Texts(Translations translations) {
    this.translations = translations;
  }

  /**
   * The texts that the library ships.
   *
   * @return the texts in all languages
   */
  public static Texts standard() {
    return new Texts(Translations.standard());
  }

  /**
   * Replaces texts of a language, or adds a language. A text that is in no way given for an added
   * language comes from the language that it refines, as German does for {@code de-CH}, or else is
   * English.
   *
   * @param language the language as a BCP 47 tag, such as {@code de}, {@code pt-BR} or {@code
   *     zh-Hant}
   * @param texts the texts by the keys of {@link #of}, as plain text. A text may contain the same
   *     placeholders as the English one, such as <code>{service}</code>
   * @return new texts
   * @throws IllegalArgumentException if the language is malformed, a key or a placeholder does not
   *     exist, or a text is blank or longer than 1,000 characters
   */
  public Texts with(String language, Map<String, String> texts) {
    return new Texts(translations.with(language, texts));
  }

  /**
   * All texts of a language, as a translation begins with them.
   *
   * @param language the language as a BCP 47 tag
   * @return the texts by key, sorted; English ones where the language has none
   */
  public Map<String, String> of(String language) {
    return translations.texts(language);
  }

  Translations translations() {
    return translations;
  }
}

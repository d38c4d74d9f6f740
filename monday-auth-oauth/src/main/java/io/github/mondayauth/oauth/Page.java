package io.github.mondayauth.oauth;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A page that the browser shows, before it becomes HTML: what happened, and what the user can do
 * now. All texts are plain text in the page's language. A {@link PageRenderer} must escape them.
 * Immutable and safe for use by several threads.
 *
 * @param purpose what the page is for
 * @param language the language of the texts, as a BCP 47 tag such as {@code en}
 * @param isRightToLeft whether the language is written from right to left
 * @param app the app's name
 * @param service the title of the service that the page is about, or empty
 * @param progress which of the app's connections this is, or null if that is unknown or there is
 *     only one
 * @param title the page's title and heading
 * @param paragraphs what happened, and what to do
 * @param user who is connecting: on a confirmation page what the user has to recognize, on other
 *     pages at most their email address and the address of their monday.com account. Values in
 *     quotation marks were chosen by users
 * @param form the form, or null if the page has none
 * @param actions the links that the page offers. The first one is the most useful one; on a page
 *     with a form, the form's button comes before all of them
 * @param reference a code for the app's developer if something failed, or empty
 * @param time when the page was made
 * @param footer reference and time with their labels; empty if nothing failed
 * @param styleNonce the nonce of {@code <style>} elements. The Content Security Policy of a page
 *     from an application's renderer permits no others
 */
public record Page(
    Purpose purpose,
    String language,
    boolean isRightToLeft,
    String app,
    String service,
    @Nullable Progress progress,
    String title,
    List<String> paragraphs,
    List<Fact> user,
    @Nullable Form form,
    List<Action> actions,
    String reference,
    Instant time,
    List<Fact> footer,
    String styleNonce) {

  /**
   * Copies the lists.
   *
   * @param purpose what the page is for
   * @param language the language of the texts
   * @param isRightToLeft whether the language is written from right to left
   * @param app the app's name
   * @param service the title of the service that the page is about, or empty
   * @param progress which of the app's connections this is, or null if that is unknown or there is
   *     only one
   * @param title the page's title and heading
   * @param paragraphs what happened, and what to do
   * @param user who is connecting
   * @param form the form, or null if the page has none
   * @param actions the links that the page offers
   * @param reference a code for the app's developer if something failed, or empty
   * @param time when the page was made
   * @param footer reference and time with their labels
   * @param styleNonce the nonce of {@code <style>} elements
   */
  public Page {
    paragraphs = List.copyOf(paragraphs);
    user = List.copyOf(user);
    actions = List.copyOf(actions);
    footer = List.copyOf(footer);
  }

  /** What a page is for. */
  public enum Purpose {
    /** The user confirms or skips a connection. */
    CONFIRM,
    /** The user fills in a form. */
    FORM,
    /** Something failed. */
    REFUSED,
    /** The page is inside a frame and leads out of it. */
    NEW_TAB,
    /** The browser continues to {@link Action.Kind#CONTINUE} on its own. */
    REDIRECT
  }

  /**
   * The position among the app's connections.
   *
   * @param step the number of this connection, from 1
   * @param steps the number of all connections, at least 2
   * @param text both as a text, such as {@code Step 2 of 3}
   */
  public record Progress(int step, int steps, String text) {}

  /**
   * A value with its label.
   *
   * @param label the label
   * @param value the value
   */
  public record Fact(String label, String value) {}

  /**
   * A link.
   *
   * @param kind what it does
   * @param text its text
   * @param address its address, which may be relative. Treat it as a secret: it may prove to the
   *     library that the user followed a link of this page
   */
  public record Action(Kind kind, String text, String address) {
    /** What a link does. */
    public enum Kind {
      /** Confirms, or follows a redirect that the browser did not. */
      CONTINUE,
      /** Starts the connection again. */
      AGAIN,
      /** Repeats the request. */
      RETRY,
      /** Opens the same page in a new tab ({@code target="_blank"}). */
      NEW_TAB,
      /** Goes on without this connection. */
      SKIP,
      /** Returns to monday.com, where the user came from. */
      BACK,
      /** Returns to the page of the application from which a connect link was opened. */
      BACK_TO_APP,
      /** Opens monday.com, since it is not known where the user came from. */
      HOME,
      /** Opens the support address of the {@link Appearance}. */
      SUPPORT
    }

    /** Shows no address. */
    @Override
    public String toString() {
      return "Action[" + kind + "]";
    }
  }

  /**
   * A form, which is sent with {@code POST}.
   *
   * @param address where it is sent
   * @param hidden the hidden fields, which it has to contain
   * @param fields the visible fields, all of them required
   * @param submit the text of its button
   */
  public record Form(
      String address, Map<String, String> hidden, List<Field> fields, String submit) {
    /**
     * Copies the fields.
     *
     * @param address where it is sent
     * @param hidden the hidden fields, which it has to contain
     * @param fields the visible fields, all of them required
     * @param submit the text of its button
     */
    public Form {
      hidden = Collections.unmodifiableMap(new LinkedHashMap<>(hidden));
      fields = List.copyOf(fields);
    }

    /** Shows no hidden fields. */
    @Override
    public String toString() {
      return "Form" + fields;
    }
  }

  /**
   * A field of a form.
   *
   * @param name the name under which it is sent
   * @param type what the user enters
   * @param label its label
   * @param value what it contains at first: what the user entered, or empty. Always empty for
   *     secrets
   * @param suffix what follows the user's input without being part of it, such as {@code
   *     .example.com}; or empty
   * @param hint a sentence that helps, or empty
   * @param help a link to a page that helps, or null
   * @param choices the texts of the choices by value; empty unless the type is {@link Type#CHOICE}
   * @param error what is wrong with the value, or empty
   */
  public record Field(
      String name,
      Type type,
      String label,
      String value,
      String suffix,
      String hint,
      @Nullable Link help,
      Map<String, String> choices,
      String error) {
    /**
     * Copies the choices.
     *
     * @param name the name under which it is sent
     * @param type what the user enters
     * @param label its label
     * @param value what it contains at first
     * @param suffix what follows the user's input without being part of it, or empty
     * @param hint a sentence that helps, or empty
     * @param help a link to a page that helps, or null
     * @param choices the texts of the choices by value
     * @param error what is wrong with the value, or empty
     */
    public Field {
      choices = Collections.unmodifiableMap(new LinkedHashMap<>(choices));
    }

    /** What the user enters. */
    public enum Type {
      /** A line of text. */
      TEXT,
      /** A line of text that nobody else should see. */
      SECRET,
      /** One of several choices. */
      CHOICE
    }

    /** Shows no value. */
    @Override
    public String toString() {
      return "Field[" + name + "]";
    }
  }

  /**
   * A link to a page of somebody else, which opens in a new tab.
   *
   * @param text its text
   * @param address its https address
   */
  public record Link(String text, String address) {}

  /** Shows purpose and reference only: texts may contain names, addresses prove requests. */
  @Override
  public String toString() {
    return "Page[" + purpose + (reference.isEmpty() ? "" : ", " + reference) + "]";
  }
}

package io.github.mondayauth.oauth.web;

import io.github.mondayauth.internal.Sha256;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Builds an HTML page: one column, one heading, no scripts, no external resources. All text is
 * escaped. Only {@link #actions} and {@link #submit} take markup, which {@link #button}, {@link
 * #link} and {@link #newTab} make.
 */
public final class HtmlPage {
  private static final String STYLE =
      """
      :root{color-scheme:light dark}
      body{font:16px/1.5 system-ui,sans-serif;margin:0;background:Canvas;color:CanvasText}
      main{max-width:30rem;margin:12vh auto 0;padding:0 1.25rem}
      h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
      dt{opacity:.75;font-size:.875rem}
      dd{margin:0 0 .75rem;font-weight:600;overflow-wrap:anywhere}
      label{display:block;font-weight:600;margin:1rem 0 .25rem}
      input{font:inherit;width:100%;box-sizing:border-box;padding:.6rem;border:1px solid #767676;\
      border-radius:.4rem}
      fieldset{border:0;padding:0;margin:1rem 0}
      legend{font-weight:600;padding:0}
      input[type=radio]{width:auto}
      .hint{font-size:.875rem;opacity:.85;margin:.25rem 0 0}
      .alert{border-left:4px solid #c0392b;padding:.25rem .75rem;margin:.25rem 0 1rem}
      .actions{margin:1.5rem 0 0;display:flex;gap:1rem;align-items:center;flex-wrap:wrap}
      .go{font:inherit;display:inline-block;padding:.6rem 1.25rem;border:0;border-radius:.4rem;\
      background:#0060b9;color:#fff;text-decoration:none;cursor:pointer}
      a{color:LinkText}
      :focus-visible{outline:3px solid CanvasText;outline-offset:2px}
      """;

  private static final String STYLE_HASH = Base64.getEncoder().encodeToString(Sha256.of(STYLE));

  private final String title;
  private final StringBuilder head = new StringBuilder();
  private final StringBuilder body = new StringBuilder();
  private boolean hasForm;

  /** Starts a page with this title, which is also its heading. */
  public HtmlPage(String title) {
    this.title = title;
    add("<h1>%s</h1>\n".formatted(escape(title)));
  }

  /** A page that redirects to another address at once, and has a link to it. */
  static HtmlPage redirectingTo(String location) {
    HtmlPage page = new HtmlPage("One moment");
    page.head.append(
        "<meta http-equiv=\"refresh\" content=\"0;url=%s\">\n".formatted(escape(location)));
    return page.text("Redirecting…").actions(link(location, "Continue"));
  }

  /** Adds a paragraph. */
  public HtmlPage text(String text) {
    return add("<p>%s</p>\n".formatted(escape(text)));
  }

  /** Adds an error message about what the user entered. */
  public HtmlPage alert(String text) {
    return add("<p class=\"alert\" role=\"alert\">%s</p>\n".formatted(escape(text)));
  }

  /** Adds a name and its value, or nothing if the value is empty. */
  public HtmlPage fact(String name, String value) {
    return value.isEmpty()
        ? this
        : add("<dl><dt>%s</dt><dd>%s</dd></dl>\n".formatted(escape(name), escape(value)));
  }

  /** Adds a row of links, made by {@link #button}, {@link #link} or {@link #newTab}. */
  public HtmlPage actions(String... links) {
    return add("<p class=\"actions\">%s</p>\n".formatted(String.join("\n", links)));
  }

  /** Opens a form that is posted to an address of this application. */
  public HtmlPage formTo(String address) {
    hasForm = true;
    return add("<form method=\"post\" action=\"%s\">\n".formatted(escape(address)));
  }

  /** Adds a hidden field to the form. */
  public HtmlPage hidden(String name, String value) {
    return add(
        "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n"
            .formatted(escape(name), escape(value)));
  }

  /**
   * Adds a required field to the form.
   *
   * @param type the type of the input element, such as {@code text} or {@code password}
   * @param hint a sentence below the field, or empty
   * @param error what is wrong with the value that was entered, or empty
   */
  public HtmlPage field(
      String name, String label, String type, String value, String hint, String error) {
    String id = escape("f-" + name);
    add(
        """
        <label for="%1$s">%2$s</label>
        <input id="%1$s" name="%3$s" type="%4$s" value="%5$s" required maxlength="8000" \
        autocomplete="off" spellcheck="false" autocapitalize="off"\
        """
            .formatted(id, escape(label), escape(name), escape(type), escape(value)));
    List<String> described = new ArrayList<>();
    StringBuilder below = new StringBuilder();
    if (!error.isEmpty()) {
      described.add(id + "-error");
      below.append(
          "<p class=\"alert\" role=\"alert\" id=\"%s-error\">%s</p>\n"
              .formatted(id, escape(error)));
    }
    if (!hint.isEmpty()) {
      described.add(id + "-hint");
      below.append("<p class=\"hint\" id=\"%s-hint\">%s</p>\n".formatted(id, escape(hint)));
    }
    add(error.isEmpty() ? "" : " aria-invalid=\"true\"");
    add(
        described.isEmpty()
            ? ">\n"
            : " aria-describedby=\"%s\">\n".formatted(String.join(" ", described)));
    return add(below.toString());
  }

  /**
   * Adds a group of radio buttons to the form, of which the user has to choose one.
   *
   * @param choices the texts of the buttons, by the values that they stand for
   * @param error what is wrong with the choice that was made, or empty
   */
  public HtmlPage choice(String name, String label, Map<String, String> choices, String error) {
    add("<fieldset>\n<legend>%s</legend>\n".formatted(escape(label)));
    for (Map.Entry<String, String> choice : choices.entrySet()) {
      add(
          "<label><input type=\"radio\" name=\"%s\" value=\"%s\" required> %s</label>\n"
              .formatted(escape(name), escape(choice.getKey()), escape(choice.getValue())));
    }
    if (!error.isEmpty()) {
      add("<p class=\"alert\" role=\"alert\">%s</p>\n".formatted(escape(error)));
    }
    return add("</fieldset>\n");
  }

  /** Adds the submit button, with links next to it, and closes the form. */
  public HtmlPage submit(String text, String... links) {
    return add(
        """
        <p class="actions"><button class="go" type="submit">%s</button>
        %s</p>
        </form>
        """
            .formatted(escape(text), String.join("\n", links)));
  }

  /** The markup of a link that looks like a button. */
  public static String button(String address, String text) {
    return "<a class=\"go\" href=\"%s\">%s</a>".formatted(escape(address), escape(text));
  }

  /** The markup of a link. */
  public static String link(String address, String text) {
    return "<a href=\"%s\">%s</a>".formatted(escape(address), escape(text));
  }

  /** The markup of a button that opens an address in a new tab. */
  public static String newTab(String address, String text) {
    return "<a class=\"go\" target=\"_blank\" rel=\"noopener noreferrer\" href=\"%s\">%s</a>"
        .formatted(escape(address), escape(text));
  }

  String html() {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    %s<title>%s</title>
    <style>%s</style>
    </head>
    <body>
    <main>
    %s</main>
    </body>
    </html>
    """
        .formatted(head, escape(title), STYLE, body);
  }

  /** The page's policy, in which {@code frameAncestor} is the only origin that may frame it. */
  String contentSecurityPolicy(String frameAncestor) {
    return ("default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action %s;"
            + " frame-ancestors %s")
        .formatted(STYLE_HASH, hasForm ? "'self'" : "'none'", frameAncestor);
  }

  private HtmlPage add(String markup) {
    body.append(markup);
    return this;
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}

package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A page of ours: one column, one heading, no script, nothing loaded from anywhere. */
final class Page {
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
      .hint{font-size:.875rem;opacity:.85;margin:.25rem 0 0}
      .alert{border-left:4px solid #c0392b;padding:.25rem .75rem;margin:0 0 1rem}
      .actions{margin:1.5rem 0 0;display:flex;gap:1rem;align-items:center;flex-wrap:wrap}
      .go{font:inherit;display:inline-block;padding:.6rem 1.25rem;border:0;border-radius:.4rem;\
      background:#0060b9;color:#fff;text-decoration:none;cursor:pointer}
      a{color:LinkText}
      :focus-visible{outline:3px solid CanvasText;outline-offset:2px}
      """;

  private static final String STYLE_HASH = hash(STYLE);

  private final String title;
  private final StringBuilder head = new StringBuilder();
  private final StringBuilder body = new StringBuilder();
  private boolean form;

  Page(String title) {
    this.title = title;
    body.append("<h1>").append(escape(title)).append("</h1>\n");
  }

  /** A page that leaves for another address at once, or by its link. */
  static Page onward(String location) {
    Page page = new Page("One moment");
    page.head
        .append("<meta http-equiv=\"refresh\" content=\"0;url=")
        .append(escape(location))
        .append("\">\n");
    return page.text("You are being taken on.").actions(link(location, "Continue"));
  }

  Page text(String text) {
    body.append("<p>").append(escape(text)).append("</p>\n");
    return this;
  }

  Page alert(String text) {
    body.append("<p class=\"alert\" role=\"alert\">").append(escape(text)).append("</p>\n");
    return this;
  }

  /** A fact, left out if it is not known. */
  Page fact(String name, String value) {
    if (!value.isEmpty()) {
      body.append("<dl><dt>").append(escape(name)).append("</dt><dd>");
      body.append(escape(value)).append("</dd></dl>\n");
    }
    return this;
  }

  Page actions(String... links) {
    body.append("<p class=\"actions\">").append(String.join("\n", links)).append("</p>\n");
    return this;
  }

  /** Opens a form that is posted to an address of ours. */
  Page formTo(String address) {
    form = true;
    body.append("<form method=\"post\" action=\"").append(escape(address)).append("\">\n");
    return this;
  }

  Page hidden(String name, String value) {
    body.append("<input type=\"hidden\" name=\"").append(escape(name));
    body.append("\" value=\"").append(escape(value)).append("\">\n");
    return this;
  }

  Page field(String name, String label, String type, String value, String hint) {
    String id = escape("f-" + name);
    body.append("<label for=\"").append(id).append("\">").append(escape(label));
    body.append("</label>\n<input id=\"").append(id).append("\" name=\"").append(escape(name));
    body.append("\" type=\"").append(type).append("\" value=\"").append(escape(value));
    body.append("\" required maxlength=\"8000\" autocomplete=\"off\" spellcheck=\"false\"");
    body.append(" autocapitalize=\"off\"");
    if (hint.isEmpty()) {
      body.append(">\n");
    } else {
      body.append(" aria-describedby=\"").append(id).append("-hint\">\n");
      body.append("<p class=\"hint\" id=\"").append(id).append("-hint\">");
      body.append(escape(hint)).append("</p>\n");
    }
    return this;
  }

  /** Closes the form with its button. */
  Page submit(String text, String... links) {
    body.append("<p class=\"actions\"><button class=\"go\" type=\"submit\">");
    body.append(escape(text)).append("</button>\n").append(String.join("\n", links));
    body.append("</p>\n</form>\n");
    return this;
  }

  static String button(String address, String text) {
    return "<a class=\"go\" href=\"" + escape(address) + "\">" + escape(text) + "</a>";
  }

  static String link(String address, String text) {
    return "<a href=\"" + escape(address) + "\">" + escape(text) + "</a>";
  }

  static String newTab(String address, String text) {
    return "<a class=\"go\" target=\"_blank\" rel=\"noopener noreferrer\" href=\""
        + escape(address)
        + "\">"
        + escape(text)
        + "</a>";
  }

  String html() {
    return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        + head
        + "<title>"
        + escape(title)
        + "</title>\n<style>"
        + STYLE
        + "</style>\n</head>\n<body>\n<main>\n"
        + body
        + "</main>\n</body>\n</html>\n";
  }

  /** The policy of the page, which may be framed by this origin only, or by {@code 'none'}. */
  String contentSecurityPolicy(String frameAncestor) {
    return "default-src 'none'; style-src 'sha256-"
        + STYLE_HASH
        + "'; base-uri 'none'; form-action "
        + (form ? "'self'" : "'none'")
        + "; frame-ancestors "
        + frameAncestor;
  }

  static String escape(String text) {
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

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}

package io.github.mondayauth.oauth.web;

import io.github.mondayauth.internal.Sha256;
import io.github.mondayauth.oauth.Page;
import io.github.mondayauth.oauth.PageRenderer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The library's own pages: a card with one heading, no scripts, no external resources. All text is
 * escaped. Immutable.
 */
final class HtmlRenderer implements PageRenderer {
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ground:#f4f5f7;--card:@light-ground@;--edge:#dfe2e8;\
      --text:#1a1e26;--quiet:#596273;--accent:@light-accent@;--on-accent:@light-ground@;\
      --field:#7b8494;--alert:#b3261e;--alert-ground:#fdf1f0;--soft:#f4f5f7;\
      --shadow:0 1px 2px rgba(16,24,40,.05),0 8px 28px rgba(16,24,40,.07)}
      @media(prefers-color-scheme:dark){:root{--ground:#0d0f13;--card:@dark-ground@;--edge:#2b303a;\
      --text:#e9ebef;--quiet:#a3abba;--accent:@dark-accent@;--on-accent:@dark-ground@;\
      --field:#7d8797;--alert:#ff9a90;--alert-ground:#2c1a1b;--soft:#1e222a;--shadow:none}}
      *{box-sizing:border-box}
      html{height:100%}
      body{margin:0;min-height:100%;display:flex;flex-direction:column;align-items:center;\
      padding:clamp(1rem,8vh,5.5rem) 1rem 1.5rem;background:var(--ground);color:var(--text);\
      font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",\
      sans-serif;overflow-wrap:break-word}
      main{width:100%;max-width:27.5rem;padding:2.25rem 2.25rem 2rem;background:var(--card);\
      border:1px solid var(--edge);border-radius:1rem;box-shadow:var(--shadow)}
      .marks{display:flex;align-items:center;gap:.625rem;margin:0 0 1.5rem}
      .mark{width:3rem;height:3rem;flex:none;border-radius:.75rem;display:grid;place-items:center;\
      font-size:1.375rem;font-weight:650;line-height:1;object-fit:contain}
      b.mark{background:var(--accent);color:var(--on-accent)}
      img.mark{border:1px solid var(--edge);background:#fff;padding:.25rem}
      i.mark{background:var(--soft);color:var(--text);border:1px solid var(--edge);font-style:normal}
      .joint{flex:none;color:var(--quiet)}
      .refused .joint{color:var(--alert)}
      .app{margin:0 0 .375rem;color:var(--quiet);font-size:.875rem;display:flex;flex-wrap:wrap;\
      justify-content:space-between;gap:0 1rem}
      .app:has(+h1){margin-bottom:.75rem}
      h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25;font-weight:650;letter-spacing:-.011em;\
      text-wrap:balance}
      :lang(ja) h1,:lang(ja) p{word-break:auto-phrase}
      p{margin:0 0 .75rem}
      .track{display:flex;gap:.25rem;margin:0 0 1.5rem}
      .track i{flex:1;height:.25rem;border-radius:.125rem;background:var(--edge)}
      .track .on{background:var(--accent)}
      .user{margin:1.25rem 0 0;padding:.875rem 1rem;background:var(--soft);\
      border:1px solid var(--edge);border-radius:.625rem;font-size:.9375rem}
      .user div+div{margin-top:.625rem}
      dl{margin:0}
      dt{color:var(--quiet);font-size:.8125rem}
      dd{margin:0;overflow-wrap:anywhere}
      .user dd{font-weight:600}
      .line{margin:.25rem 0 0;padding:0;border:0;background:none;font-size:.875rem}
      .line div{display:flex;flex-wrap:wrap;gap:0 .5rem}
      .user.line div+div{margin-top:.125rem}
      .line dt{font-size:inherit}
      .line dd{font-weight:500}
      form{margin:1.25rem 0 0}
      .field{margin:0 0 1.125rem;padding:0;border:0;min-width:0}
      label,legend{display:block;padding:0;font-weight:600;font-size:.9375rem;margin:0 0 .375rem}
      .box{display:flex}
      .box input{flex:1;min-width:0;width:100%;margin:0;font:inherit;color:inherit;\
      background:var(--card);border:1px solid var(--field);padding:.625rem .75rem;\
      border-radius:.5rem;position:relative}
      .box input:not(:last-child){border-radius:.5rem 0 0 .5rem}
      .box span{display:flex;align-items:center;padding:0 .75rem;border:1px solid var(--field);\
      border-left:0;border-radius:0 .5rem .5rem 0;background:var(--soft);color:var(--quiet)}
      .invalid .box input{border-color:var(--alert);box-shadow:inset 0 0 0 1px var(--alert)}
      .choice{display:flex;gap:.625rem;align-items:center;font-weight:400;font-size:1rem;margin:0;\
      padding:.625rem .75rem;border:1px solid var(--edge);border-radius:.5rem}
      .choice+.choice{margin-top:.375rem}
      .choice:has(:checked){border-color:var(--accent)}
      .choice input{flex:none;width:1.125rem;height:1.125rem;margin:0;accent-color:var(--accent)}
      .hint{margin:.375rem 0 0;font-size:.875rem;color:var(--quiet)}
      .alert{margin:.375rem 0 0;font-size:.875rem;font-weight:600;color:var(--alert)}
      a{color:var(--accent);text-underline-offset:.2em}
      .actions{margin:1.75rem 0 -.5rem;display:flex;flex-direction:column;gap:.125rem}
      .actions .go{margin-bottom:.5rem}
      .go,.aside{font:inherit;display:block;width:100%;padding:.6875rem 1.25rem;\
      border-radius:.5rem;text-decoration:none;cursor:pointer;text-align:center}
      .aside{padding-block:.5rem}
      .go{border:1px solid transparent;font-weight:600;background:var(--accent);\
      color:var(--on-accent)}
      .go:hover{filter:brightness(1.08)}
      .aside{border:1px solid transparent;color:var(--text);font-size:.9375rem}
      .aside:hover{background:var(--soft)}
      :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
      .box input:focus-visible{outline-offset:0;border-color:var(--accent);box-shadow:none}
      .invalid .box input:focus-visible{outline-color:var(--alert)}
      footer{width:100%;max-width:27.5rem;margin:1rem 0 0;padding:0 .25rem;color:var(--quiet);\
      font-size:.8125rem}
      footer dl{display:flex;flex-wrap:wrap;gap:.125rem 1.25rem;justify-content:center}
      footer dl div{display:flex;gap:.375rem}
      footer dt::after{content:":"}
      footer dd{font-variant-numeric:tabular-nums}
      .bar{height:.25rem;border-radius:.125rem;background:var(--edge);overflow:hidden}
      .bar::before{content:"";display:block;height:100%;width:40%;border-radius:inherit;\
      background:var(--accent)}
      @media(prefers-reduced-motion:no-preference){.bar::before{\
      animation:move 1.2s ease-in-out infinite}@keyframes move{from{margin-inline-start:-40%}\
      to{margin-inline-start:100%}}}
      @media(max-width:27rem){main{padding:1.5rem 1.25rem 1.25rem}.line div{display:block}\
      .user.line div+div{margin-top:.375rem}.line dt{font-size:.8125rem}}
      @media(forced-colors:active){.mark,.go{border:1px solid}.track .on{background:Highlight}}
      """;

  private static final String JOINT =
      """
      <svg class="joint" width="28" height="16" viewBox="0 0 28 16" fill="none" \
      stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">\
      %s</svg>
      """;

  /** Two arrows, one each way. */
  private static final String JOINED = "<path d=\"M2 5h23l-3.5-3.5M26 11H3l3.5 3.5\"/>";

  /** A line that is interrupted by a cross. */
  private static final String BROKEN = "<path d=\"M1 8h6M21 8h6M11 5l6 6M17 5l-6 6\"/>";

  /** Room for more would be too narrow to count. */
  private static final int MAX_TRACK = 12;

  private final Brand brand;
  private final String style;
  private final String styleHash;

  HtmlRenderer(Brand brand) {
    this.brand = brand;
    this.style =
        STYLE
            .replace("@light-accent@", brand.accentLight())
            .replace("@dark-accent@", brand.accentDark())
            .replace("@light-ground@", Brand.LIGHT_GROUND)
            .replace("@dark-ground@", Brand.DARK_GROUND);
    this.styleHash = Base64.getEncoder().encodeToString(Sha256.of(style));
  }

  /** What a page may load, as directives of a Content Security Policy. */
  String sources() {
    String styles = "style-src 'sha256-" + styleHash + "'";
    return brand.logo() == null ? styles : styles + "; img-src data:";
  }

  @Override
  public String render(Page page) {
    return """
    <!doctype html>
    <html lang="%s" dir="%s">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>%s</title>
    <style>%s</style>
    </head>
    <body>
    <main class="%s">
    %s</main>
    %s</body>
    </html>
    """
        .formatted(
            escape(page.language()),
            page.isRightToLeft() ? "rtl" : "ltr",
            escape(page.title()),
            style,
            page.purpose().name().toLowerCase(Locale.ROOT),
            main(page),
            page.footer().isEmpty() ? "" : "<footer>\n" + facts(page.footer()) + "</footer>\n");
  }

  private String main(Page page) {
    StringBuilder html = new StringBuilder();
    html.append(marks(page)).append(progress(page));
    html.append("<h1>%s</h1>\n".formatted(escape(page.title())));
    for (String paragraph : page.paragraphs()) {
      html.append("<p>%s</p>\n".formatted(escape(paragraph)));
    }
    boolean isConfirmation = page.purpose() == Page.Purpose.CONFIRM;
    String user =
        page.user().isEmpty()
            ? ""
            : "<div class=\"user%s\">\n%s</div>\n"
                .formatted(isConfirmation ? "" : " line", facts(page.user()));
    Page.Form form = page.form();
    if (form == null) {
      html.append(user).append(page.purpose() == Page.Purpose.REDIRECT ? bar() : "");
      html.append(actions(page.actions(), page.purpose() != Page.Purpose.REDIRECT, ""));
    } else {
      html.append(user).append(form(form, page.actions()));
    }
    return html.toString();
  }

  private static String bar() {
    return "<div class=\"bar\" aria-hidden=\"true\"></div>\n";
  }

  /** Whose page this is, and what it is about: for the eyes only, because the texts say it too. */
  private String marks(Page page) {
    String app =
        brand.logo() == null
            ? "<b class=\"mark\">%s</b>\n".formatted(escape(initial(brand.name())))
            : "<img class=\"mark\" alt=\"\" src=\"%s\">\n".formatted(escape(brand.logo()));
    String joint = JOINT.formatted(page.purpose() == Page.Purpose.REFUSED ? BROKEN : JOINED);
    String service =
        page.service().isEmpty()
            ? ""
            : joint + "<i class=\"mark\">%s</i>\n".formatted(escape(initial(page.service())));
    return "<div class=\"marks\" aria-hidden=\"true\">\n%s%s</div>\n".formatted(app, service);
  }

  /** The first letter or digit, as a capital. */
  private static String initial(String name) {
    return name.codePoints()
        .filter(Character::isLetterOrDigit)
        .mapToObj(Character::toString)
        .findFirst()
        .orElse("•")
        .toUpperCase(Locale.ROOT);
  }

  private static String progress(Page page) {
    Page.Progress progress = page.progress();
    String app = "<bdi>%s</bdi>".formatted(escape(page.app()));
    if (progress == null) {
      return "<p class=\"app\">%s</p>\n".formatted(app);
    }
    StringBuilder html = new StringBuilder();
    html.append(
        "<p class=\"app\">%s <span>%s</span></p>\n".formatted(app, escape(progress.text())));
    if (progress.steps() <= MAX_TRACK) {
      html.append("<div class=\"track\" aria-hidden=\"true\">");
      for (int i = 1; i <= progress.steps(); i++) {
        html.append(i <= progress.step() ? "<i class=\"on\"></i>" : "<i></i>");
      }
      html.append("</div>\n");
    }
    return html.toString();
  }

  private static String facts(List<Page.Fact> facts) {
    StringBuilder html = new StringBuilder("<dl>\n");
    for (Page.Fact fact : facts) {
      html.append(
          "<div><dt>%s</dt><dd><bdi>%s</bdi></dd></div>\n"
              .formatted(escape(fact.label()), escape(fact.value())));
    }
    return html.append("</dl>\n").toString();
  }

  /**
   * The links.
   *
   * @param isFirstPrimary whether the first one looks like a button
   * @param before what comes before them
   */
  private static String actions(List<Page.Action> actions, boolean isFirstPrimary, String before) {
    StringBuilder html = new StringBuilder("<div class=\"actions\">\n").append(before);
    boolean isPrimary = isFirstPrimary;
    for (Page.Action action : actions) {
      html.append(link(action, isPrimary ? "go" : "aside"));
      isPrimary = false;
    }
    return html.append("</div>\n").toString();
  }

  private static String link(Page.Action action, String style) {
    boolean isNewTab = action.kind() == Page.Action.Kind.NEW_TAB;
    return "<a class=\"%s\"%s href=\"%s\">%s</a>\n"
        .formatted(
            style,
            isNewTab ? " target=\"_blank\" rel=\"noopener noreferrer\"" : "",
            escape(action.address()),
            escape(action.text()));
  }

  private static String form(Page.Form form, List<Page.Action> actions) {
    StringBuilder html = new StringBuilder();
    html.append("<form method=\"post\" action=\"%s\">\n".formatted(escape(form.address())));
    for (Map.Entry<String, String> hidden : form.hidden().entrySet()) {
      html.append(
          "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n"
              .formatted(escape(hidden.getKey()), escape(hidden.getValue())));
    }
    int focused = focused(form.fields());
    for (int i = 0; i < form.fields().size(); i++) {
      Page.Field field = form.fields().get(i);
      boolean isFocused = i == focused;
      html.append(
          field.type() == Page.Field.Type.CHOICE
              ? choice(field, isFocused)
              : input(field, isFocused));
    }
    String submit =
        "<button class=\"go\" type=\"submit\">%s</button>\n".formatted(escape(form.submit()));
    return html.append(actions(actions, false, submit)).append("</form>\n").toString();
  }

  /** The index of the field where the user goes on: the first one with an error, or the first. */
  private static int focused(List<Page.Field> fields) {
    for (int i = 0; i < fields.size(); i++) {
      if (!fields.get(i).error().isEmpty()) {
        return i;
      }
    }
    return 0;
  }

  private static String input(Page.Field field, boolean isFocused) {
    String id = escape("f-" + field.name());
    String suffix =
        field.suffix().isEmpty()
            ? ""
            : "<span id=\"%s-suffix\">%s</span>".formatted(id, escape(field.suffix()));
    return """
    <div class="field%1$s">
    <label for="%2$s">%3$s</label>
    <div class="box" dir="ltr"><input id="%2$s" name="%4$s" type="%5$s" value="%6$s" required \
    maxlength="8000" autocomplete="off" spellcheck="false" autocapitalize="off"%7$s%8$s>%9$s</div>
    %10$s</div>
    """
        .formatted(
            field.error().isEmpty() ? "" : " invalid",
            id,
            escape(field.label()),
            escape(field.name()),
            field.type() == Page.Field.Type.SECRET ? "password" : "text",
            escape(field.value()),
            description(id, field),
            isFocused ? " autofocus" : "",
            suffix,
            below(id, field));
  }

  private static String choice(Page.Field field, boolean isFocused) {
    String id = escape("f-" + field.name());
    StringBuilder choices = new StringBuilder();
    String focus = isFocused ? " autofocus" : "";
    for (Map.Entry<String, String> choice : field.choices().entrySet()) {
      choices.append(
          """
          <label class="choice"><input type="radio" name="%s" value="%s" required%s%s>\
          <span>%s</span></label>
          """
              .formatted(
                  escape(field.name()),
                  escape(choice.getKey()),
                  choice.getKey().equals(field.value()) ? " checked" : "",
                  focus,
                  escape(choice.getValue())));
      focus = "";
    }
    return """
    <fieldset class="field%s" id="%s"%s>
    <legend>%s</legend>
    %s%s</fieldset>
    """
        .formatted(
            field.error().isEmpty() ? "" : " invalid",
            id,
            description(id, field).replace(" aria-invalid=\"true\"", ""),
            escape(field.label()),
            choices,
            below(id, field));
  }

  /** The attributes that connect an input element with what {@link #below} says about it. */
  private static String description(String id, Page.Field field) {
    List<String> described = new ArrayList<>();
    if (!field.error().isEmpty()) {
      described.add(id + "-error");
    }
    if (!field.suffix().isEmpty()) {
      described.add(id + "-suffix");
    }
    if (!field.hint().isEmpty()) {
      described.add(id + "-hint");
    }
    String invalid = field.error().isEmpty() ? "" : " aria-invalid=\"true\"";
    return described.isEmpty()
        ? invalid
        : invalid + " aria-describedby=\"%s\"".formatted(String.join(" ", described));
  }

  private static String below(String id, Page.Field field) {
    StringBuilder html = new StringBuilder();
    if (!field.error().isEmpty()) {
      html.append(
          "<p class=\"alert\" role=\"alert\" id=\"%s-error\">%s</p>\n"
              .formatted(id, escape(field.error())));
    }
    if (!field.hint().isEmpty()) {
      html.append(
          "<p class=\"hint\" id=\"%s-hint\"><bdi>%s</bdi></p>\n"
              .formatted(id, escape(field.hint())));
    }
    Page.Link help = field.help();
    if (help != null) {
      html.append(
          "<p class=\"hint\"><a target=\"_blank\" rel=\"noopener noreferrer\" href=\"%s\">%s</a></p>\n"
              .formatted(escape(help.address()), escape(help.text())));
    }
    return html.toString();
  }

  /** Escapes a text for an element or a quoted attribute. */
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

package io.github.mondayauth.testkit;

import java.util.List;

/** The HTML of the fake servers' pages: plain, accessible, without scripts. */
final class ConsentHtml {
  /** A user that the consent page offers to sign in as. */
  record Choice(String value, String label) {}

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1f2330; --paper: #fff; --line: #d5d8e2; --soft: #f4f5f9 }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e9ebf2; --paper: #1b1e29; --line: #3a3f50; --soft: #12141c }
      }
      * { box-sizing: border-box }
      body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
        font: 1rem/1.5 system-ui, sans-serif; background: var(--soft); color: var(--ink) }
      main { width: 100%; max-width: 27rem; padding: 1.75rem; background: var(--paper);
        border: 1px solid var(--line); border-top: .4rem solid var(--brand); border-radius: .6rem }
      h1 { font-size: 1.35rem; line-height: 1.3; margin: .2rem 0 1rem }
      .who { margin: 0; font-size: .9rem; font-weight: 600 }
      fieldset { border: 1px solid var(--line); border-radius: .4rem; margin: 1rem 0; padding: .5rem .9rem }
      label { display: block; padding: .3rem 0 }
      code { background: var(--soft); padding: .1rem .3rem; border-radius: .2rem }
      .actions { display: flex; gap: .75rem; flex-wrap: wrap }
      button { font: inherit; font-weight: 600; padding: .55rem 1.4rem; border-radius: .4rem;
        border: 1px solid var(--brand); background: var(--brand); color: #fff; cursor: pointer }
      button.quiet { background: transparent; color: var(--ink); border-color: var(--line) }
      button:focus-visible, input:focus-visible, a:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px }
      footer { margin-top: 1.25rem; font-size: .85rem; opacity: .75 }
      """;

  private ConsentHtml() {}

  static String page(String title, String brand, String server, String content) {
    return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title>
        <link rel="icon" href="data:,">
        <style>:root { --brand: %s } %s</style>
        </head>
        <body>
        <main>
        <p class="who">%s</p>
        <h1>%s</h1>
        %s
        <footer>A fake server for tests and demos, running on this machine.</footer>
        </main>
        </body>
        </html>
        """
        .formatted(escape(title), brand, STYLE, escape(server), escape(title), content);
  }

  static String consent(
      String action, String request, List<String> scopes, List<Choice> users, String signedIn) {
    StringBuilder form = new StringBuilder();
    form.append("<p>Requested permissions: ");
    scopes.forEach(scope -> form.append("<code>").append(escape(scope)).append("</code> "));
    form.append("</p>\n<form method=\"post\" action=\"").append(action).append("\">\n");
    form.append("<input type=\"hidden\" name=\"request\" value=\"").append(request).append("\">\n");
    form.append("<fieldset><legend>Signed in as</legend>\n");
    for (Choice user : users) {
      form.append("<label><input type=\"radio\" name=\"user\" value=\"")
          .append(escape(user.value()))
          .append(user.value().equals(signedIn) ? "\" checked> " : "\"> ")
          .append(escape(user.label()))
          .append("</label>\n");
    }
    return form.append(
            """
            </fieldset>
            <div class="actions">
            <button name="decision" value="allow">Allow</button>
            <button name="decision" value="deny" class="quiet">Deny</button>
            </div>
            </form>
            """)
        .toString();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}

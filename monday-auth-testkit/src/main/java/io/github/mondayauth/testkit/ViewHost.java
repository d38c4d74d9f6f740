package io.github.mondayauth.testkit;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The pages of the fake monday.com that show a view of the app in a frame. The page hands out
 * session tokens in response to the messages that {@code monday.get('sessionToken')} of
 * monday-sdk-js sends, and serves no other message.
 */
final class ViewHost {
  private static final String PAGES = "/views/";
  private static final String TOKEN = "/session-token";
  private static final String CSP =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-%s'; connect-src 'self';"
          + " img-src data:; frame-src %s; base-uri 'none'; form-action 'none'";

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>A board with a view</title>
      <link rel="icon" href="data:,">
      <style>
      :root { color-scheme: light dark }
      body { margin: 0; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif }
      h1 { font-size: 1.35rem; margin: 0 0 1rem }
      iframe { width: 100%%; height: 26rem; border: 1px solid #767676; border-radius: .4rem }
      footer { font-size: .85rem }
      </style>
      </head>
      <body>
      <main>
      <h1>A board with a view</h1>
      <iframe id="view" title="The app's view" src="%s"></iframe>
      <footer>A fake monday.com for tests and demos, running on this machine.</footer>
      </main>
      <script nonce="%s">
      'use strict';
      const view = document.getElementById('view');
      const origin = new URL(view.src).origin;
      addEventListener('message', async event => {
        if (event.source !== view.contentWindow || event.origin !== origin) return;
        const { method, args, requestId } = event.data;
        const reply = { method, requestId };
        if (method === 'get' && args && args.type === 'sessionToken') {
          const response = await fetch(location.pathname + '%s');
          reply.data = (await response.json()).token;
        } else {
          reply.errorMessage = 'This fake monday.com does not support this message';
        }
        event.source.postMessage(reply, origin);
      });
      </script>
      </body>
      </html>
      """;

  private final Map<String, View> views = new ConcurrentHashMap<>();

  /** A view that a user has opened. */
  private record View(FakeUser user, URI url) {}

  void routes(FakeServer server) {
    server.route("GET " + PAGES, this::respond);
  }

  /** Returns the path of a new page, which only the user who opened the view knows. */
  String open(FakeUser user, URI viewUrl) {
    if (viewUrl.getHost() == null) {
      throw new IllegalArgumentException("Expected the view's full URL, found " + viewUrl);
    }
    String id = UUID.randomUUID().toString();
    views.put(id, new View(user, viewUrl));
    return PAGES + id;
  }

  private FakeResponse respond(ReceivedRequest request) {
    String rest = request.path().substring(PAGES.length());
    boolean isToken = rest.endsWith(TOKEN);
    View view = views.get(isToken ? rest.substring(0, rest.length() - TOKEN.length()) : rest);
    if (view == null) {
      return FakeResponse.of(404, "text/plain", "Not found");
    }
    return isToken
        ? FakeResponse.json(200, Json.object("token", view.user().sessionToken()))
        : page(view.url());
  }

  private static FakeResponse page(URI url) {
    String nonce = UUID.randomUUID().toString();
    String origin = url.getScheme() + "://" + url.getRawAuthority();
    return FakeResponse.html(200, PAGE.formatted(ConsentHtml.escape(url.toString()), nonce, TOKEN))
        .withHeader("Content-Security-Policy", CSP.formatted(nonce, origin));
  }
}

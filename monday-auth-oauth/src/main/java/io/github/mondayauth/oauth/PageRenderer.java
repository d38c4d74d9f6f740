package io.github.mondayauth.oauth;

/**
 * Renders pages with an application's own templates. Give it to {@link
 * Connections.Builder#pageRenderer}; for a name, a logo and colors, {@link Appearance} is enough.
 *
 * <p>The reply's strict Content Security Policy also applies to the rendered page: no scripts, no
 * frames, and forms that are sent to the application only. Style sheets, images and fonts may come
 * from the application's own origin; {@code <style>} elements need the nonce of {@link
 * Page#styleNonce}, images may also be {@code data:} URLs.
 *
 * <p>Implementations are called by several threads at a time. If one throws an exception, or
 * returns an empty page, the user sees the library's page, and an error is logged.
 */
@FunctionalInterface
public interface PageRenderer {
  /**
   * Renders a page.
   *
   * @param page the page
   * @return a complete HTML document, to be sent in UTF-8. All texts and addresses have to be
   *     escaped; a form has to contain all hidden fields
   */
  String render(Page page);
}

/**
 * Parses what browsers send and builds what they receive. A {@code RawRequest} has {@code
 * QueryParameters}. A {@code BrowserReply} may have a {@code PageContent}, which {@code Pages}
 * turns into a page in one of the {@code Translations} and, with {@code HtmlRenderer} and the app's
 * {@code Brand}, into HTML. Not exported.
 */
@NullMarked
package io.github.mondayauth.oauth.web;

import org.jspecify.annotations.NullMarked;

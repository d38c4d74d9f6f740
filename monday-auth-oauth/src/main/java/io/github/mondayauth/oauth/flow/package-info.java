/**
 * The browser flow: from the authorization URL, through the confirmation page, form, consent screen
 * and callback of each connection, back to monday.com. A leg is the part of the flow that makes one
 * connection. Not exported.
 */
@NullMarked
package io.github.mondayauth.oauth.flow;

import org.jspecify.annotations.NullMarked;

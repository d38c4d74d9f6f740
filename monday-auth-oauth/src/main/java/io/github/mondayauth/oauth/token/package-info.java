/**
 * The client of token endpoints (RFC 6749 section 3.2) and of monday.com's API, and the grants that
 * they issue. Not exported.
 */
@NullMarked
package io.github.mondayauth.oauth.token;

import org.jspecify.annotations.NullMarked;

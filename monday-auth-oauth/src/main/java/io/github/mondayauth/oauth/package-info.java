/**
 * Takes users through authorization and back, and keeps their credentials fresh.
 *
 * <ul>
 *   <li>{@link io.github.mondayauth.oauth.Connections}: where to start; {@code begin}, {@code
 *       resume}, {@code credential}, {@code forget}
 *   <li>{@link io.github.mondayauth.oauth.Connector}: a service to connect: monday.com, one with
 *       OAuth (described by {@link io.github.mondayauth.oauth.OAuthServer}), one with API keys
 *   <li>{@link io.github.mondayauth.oauth.Step}: where an authorization stands, with the answer to
 *       give
 *   <li>{@link io.github.mondayauth.oauth.Credential}: what gives access
 *   <li>{@link io.github.mondayauth.oauth.NotConnectedException}, {@link
 *       io.github.mondayauth.oauth.OAuthException}: what can go wrong
 *   <li>{@link io.github.mondayauth.oauth.HttpTransport}: the way out, to be replaced if need be
 * </ul>
 */
@NullMarked
package io.github.mondayauth.oauth;

import org.jspecify.annotations.NullMarked;

/**
 * Takes users through authorization and keeps their credentials fresh.
 *
 * <ul>
 *   <li>{@link io.github.mondayauth.oauth.Connections}: the entry point, with {@code begin}, {@code
 *       resume}, {@code credential} and {@code forget}. Its methods for the browser take a {@link
 *       io.github.mondayauth.oauth.BrowserRequest}.
 *   <li>{@link io.github.mondayauth.oauth.Connector}: a service that users connect (monday.com, a
 *       service with OAuth at an {@link io.github.mondayauth.oauth.OAuthServer}, or a service with
 *       API keys)
 *   <li>{@link io.github.mondayauth.oauth.Step}: the state of an authorization, with the reply to
 *       send
 *   <li>{@link io.github.mondayauth.oauth.Page}: a page that users see. {@link
 *       io.github.mondayauth.oauth.Appearance} and {@link io.github.mondayauth.oauth.Texts} change
 *       it; a {@link io.github.mondayauth.oauth.PageRenderer} replaces its HTML
 *   <li>{@link io.github.mondayauth.oauth.Credential}: an access token or API key
 *   <li>{@link io.github.mondayauth.oauth.ServiceCall}: a call to a service, which throws {@link
 *       io.github.mondayauth.oauth.UnauthorizedException} if the service refuses the credential
 *   <li>{@link io.github.mondayauth.oauth.NotConnectedException}, {@link
 *       io.github.mondayauth.oauth.OAuthException}: thrown if there is no usable credential, or if
 *       an operation fails
 *   <li>{@link io.github.mondayauth.oauth.Connections.Admin}: for operators and schedulers, with
 *       {@link io.github.mondayauth.oauth.MaintenanceReport} and {@link
 *       io.github.mondayauth.oauth.ClaimedUninstall}
 *   <li>{@link io.github.mondayauth.oauth.ConnectorCheck}: whether the configuration of a connector
 *       works
 *   <li>{@link io.github.mondayauth.oauth.HttpTransport}: sends HTTP requests; replace it to use
 *       another HTTP client
 * </ul>
 */
@NullMarked
package io.github.mondayauth.oauth;

import org.jspecify.annotations.NullMarked;

/**
 * Verifies what monday.com sends to an app, and defines the types that all modules share.
 *
 * <p>Start with {@link io.github.mondayauth.MondayApp}, which holds the app's identity and secrets.
 * It creates one verifier for each {@linkplain io.github.mondayauth.TokenKind kind of token}:
 * {@link io.github.mondayauth.RequestVerifier} for requests from monday.com's servers, {@link
 * io.github.mondayauth.AuthorizationTokenVerifier} for the authorization URL, {@link
 * io.github.mondayauth.SessionTokenVerifier} for views, {@link
 * io.github.mondayauth.AppLifecycleVerifier} and {@link
 * io.github.mondayauth.FeatureLifecycleVerifier} for events, and {@link
 * io.github.mondayauth.AgentRequestVerifier} for requests to external agents. {@link
 * io.github.mondayauth.CredentialsValues} and {@link io.github.mondayauth.RuntimeMetadata} read
 * parts of the body of a verified request. Only a verifier creates claims and events, so an object
 * of these classes is proof of verification. A verifier that refuses a token throws a {@link
 * io.github.mondayauth.TokenRejectedException}; like every exception of the library, it carries the
 * {@link io.github.mondayauth.Reply} to send. {@link io.github.mondayauth.MondayApp#diagnose}
 * explains a refusal to the developer.
 *
 * <p>Options follow one style. What an application sets up once has a builder, whose methods change
 * the builder: {@link io.github.mondayauth.MondayApp.Builder}. An option of an immutable value is a
 * method that returns a new value: {@link
 * io.github.mondayauth.RequestVerifier#allowMissingAudience()}. The name of an option that loosens
 * a check starts with {@code allow}, {@code ignore} or {@code insecure}.
 */
@NullMarked
package io.github.mondayauth;

import org.jspecify.annotations.NullMarked;

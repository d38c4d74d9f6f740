/**
 * The other side of a monday.com app, for its tests.
 *
 * <p>{@link io.github.mondayauth.testkit.RegisteredApp} is the app as the Developer Center knows
 * it. {@link io.github.mondayauth.testkit.MondayTokens} signs every kind of JWT that monday.com
 * sends it, good and bad. {@link io.github.mondayauth.testkit.FakeMonday} is a server that plays
 * monday.com: OAuth, consent pages, the API, and the requests an app receives; {@link
 * io.github.mondayauth.testkit.FakeOAuthServer} plays a third party's OAuth provider. {@link
 * io.github.mondayauth.testkit.Fault} is what can go wrong with either. {@link
 * io.github.mondayauth.testkit.TestBrowser} is the person's browser between them, {@link
 * io.github.mondayauth.testkit.TestClock} the time they all live in.
 *
 * <p>Written from monday.com's documentation and knowing nothing of the library's other modules, so
 * that it checks them independently. Nothing here is for production: the servers speak plain http
 * on localhost.
 */
@NullMarked
package io.github.mondayauth.testkit;

import org.jspecify.annotations.NullMarked;

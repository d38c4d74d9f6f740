/**
 * Fake servers, tokens and a browser for the tests of a monday.com integration.
 *
 * <p>An application's tests start with a {@link io.github.mondayauth.testkit.MondayTestApp}, which
 * sets up a registered app, a fake monday.com, a browser and a clock; {@link
 * io.github.mondayauth.testkit.MondayTestExtension} passes one to each JUnit test.
 *
 * <p>Without it, begin with a {@link io.github.mondayauth.testkit.RegisteredApp}: an app and its
 * credentials as they appear in the Developer Center. A unit test of an endpoint needs only {@link
 * io.github.mondayauth.testkit.MondayTokens}, which signs every kind of JWT that monday.com sends,
 * valid or not. An end-to-end test starts the servers that the app talks to and opens the app in a
 * {@link io.github.mondayauth.testkit.TestBrowser}:
 *
 * <ul>
 *   <li>{@link io.github.mondayauth.testkit.FakeMonday}: OAuth with consent pages, the API, and the
 *       requests and webhooks that monday.com sends to an app or an external agent;
 *   <li>{@link io.github.mondayauth.testkit.FakeOAuthServer}: a third party's OAuth provider;
 *   <li>{@link io.github.mondayauth.testkit.FakeKeyService}: a third party that uses API keys.
 * </ul>
 *
 * <pre>{@code
 * RegisteredApp app = RegisteredApp.random();
 * try (FakeMonday monday = FakeMonday.start(app)) {
 *   FakeUser ada = monday.addUser("Ada", "acme");
 *   monday.consent(Consent.allow());
 *   TestBrowser.Page end = new TestBrowser().open(ada.addRecipe(authorizationUrl));
 *   AppReply reply = ada.runAction(runUrl, Map.of("text", "hello"));
 * }
 * }</pre>
 *
 * <p>{@link io.github.mondayauth.testkit.Consent} decides what a consent screen does, {@link
 * io.github.mondayauth.testkit.Fault} makes an endpoint fail, and one {@link
 * io.github.mondayauth.testkit.TestClock} moves the time of the app and all servers together.
 *
 * <p>This package follows monday.com's documentation and does not use the library's other modules,
 * so it checks them independently. It is not for production: the servers use plain http on
 * localhost.
 */
@NullMarked
package io.github.mondayauth.testkit;

import org.jspecify.annotations.NullMarked;

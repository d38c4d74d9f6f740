package io.github.mondayauth.testkit;

import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The surroundings of an app under test: a registered app with its credentials, a free port and
 * base URI for the app's web server, a {@link FakeMonday}, a {@link TestBrowser}, and the clock of
 * all of them. It starts no application; the test configures its own with these values.
 *
 * <p>The registration is strict, as at monday.com: a consent screen is shown only for the
 * registered redirect URIs. By default, that is {@code /callback/monday} under the base URI.
 *
 * <p>The methods with a {@code verify} parameter return claims for a unit test of a handler. They
 * sign a token as monday.com does and pass it to the app's own verifier, so claims stay proof of a
 * verification and production code has no other way to create them.
 *
 * <pre>{@code
 * try (MondayTestApp test = MondayTestApp.start()) {
 *   FakeUser ada = test.monday().addUser("Ada", "acme");
 *   RequestClaims claims = test.requestClaims(ada, "/run", app.requestVerifier()::verify);
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads, except for the browser, which is one user's.
 */
public final class MondayTestApp implements AutoCloseable {
  private static final String AUTHORIZATION_BOARD = "/boards/1111/app_automations/2222";

  private final URI baseUri;
  private final TestClock clock;
  private final FakeMonday monday;
  private final TestBrowser browser = new TestBrowser();

  private MondayTestApp(Builder builder) {
    baseUri =
        URI.create("http://localhost:" + (builder.port == 0 ? FreePort.find() : builder.port));
    clock = TestClock.at(builder.time);
    URI[] redirectUris = builder.redirectPaths.stream().map(this::url).toArray(URI[]::new);
    RegisteredApp app = RegisteredApp.random().withRedirectUris(redirectUris);
    FakeMonday.Builder server = FakeMonday.builder(app).clock(clock);
    monday = (builder.shortLivedOverHttp ? server.shortLivedTokensOverHttp() : server).start();
    monday.consent(Consent.allow());
  }

  /**
   * Starts with the defaults of {@link #builder()}.
   *
   * @return the running surroundings of an app
   */
  public static MondayTestApp start() {
    return builder().start();
  }

  /**
   * Returns a builder for other settings.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Settings of a {@link MondayTestApp}. Not safe for use by several threads. */
  public static final class Builder {
    private int port;
    private Instant time = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private List<String> redirectPaths = List.of("/callback/monday");
    private boolean shortLivedOverHttp;

    private Builder() {}

    /**
     * Sets the port of the app's web server. Default: a free port.
     *
     * @param number the port, 1 to 65535
     * @return this builder
     * @throws IllegalArgumentException if the number is outside this range
     */
    public Builder port(int number) {
      if (number < 1 || number > 65_535) {
        throw new IllegalArgumentException("port: expected 1 to 65535, found " + number);
      }
      port = number;
      return this;
    }

    /**
     * Sets the time at which the clock is stopped. Default: the present second.
     *
     * @param start the initial time
     * @return this builder
     */
    public Builder time(Instant start) {
      time = start;
      return this;
    }

    /**
     * Sets the redirect URIs that are registered for the app. Default: {@code /callback/monday}.
     *
     * @param paths at least one path under the base URI
     * @return this builder
     * @throws IllegalArgumentException if there is no path, since then the fake would accept every
     *     redirect URI, or if a path does not start with a slash
     */
    public Builder redirectPaths(String... paths) {
      if (paths.length == 0) {
        throw new IllegalArgumentException("redirectPaths: expected at least one path, found none");
      }
      for (String path : paths) {
        requirePath(path);
      }
      redirectPaths = List.of(paths);
      return this;
    }

    /**
     * Puts a short-lived token into each request, which monday.com does only for endpoints that use
     * https, and the base URI uses http. Default: requests have none.
     *
     * @return this builder
     */
    public Builder shortLivedTokens() {
      shortLivedOverHttp = true;
      return this;
    }

    /**
     * Starts the fake monday.com and chooses the port.
     *
     * @return the running surroundings of an app
     */
    public MondayTestApp start() {
      return new MondayTestApp(this);
    }
  }

  /**
   * The origin at which the test starts the app's web server, and the app's base URI.
   *
   * @return {@code http://localhost} with the port
   */
  public URI baseUri() {
    return baseUri;
  }

  /**
   * The port at which the test starts the app's web server. It was free when it was chosen, and is
   * not reserved until the server binds it.
   *
   * @return the port
   */
  public int port() {
    return baseUri.getPort();
  }

  /**
   * The full URL of one of the app's endpoints.
   *
   * @param path a path that starts with a slash, with or without a query
   * @return the URL under the base URI
   * @throws IllegalArgumentException if the path does not start with a slash
   */
  public URI url(String path) {
    requirePath(path);
    return URI.create(baseUri + path);
  }

  /**
   * The app's credentials and registration.
   *
   * @return the app as it is registered at the fake monday.com
   */
  public RegisteredApp app() {
    return monday.app();
  }

  /**
   * The fake monday.com, whose consent screens allow everything until the test changes that.
   *
   * @return the running server
   */
  public FakeMonday monday() {
    return monday;
  }

  /**
   * The clock of the fake monday.com, which the test also passes to the app.
   *
   * @return the clock
   */
  public TestClock clock() {
    return clock;
  }

  /**
   * The browser of one user. A test with several users creates a {@link TestBrowser} for each.
   *
   * @return the browser
   */
  public TestBrowser browser() {
    return browser;
  }

  /**
   * Adds a recipe of the app, which opens the authorization URL, and follows redirects and consent
   * screens to the last page.
   *
   * @param user the user, who is signed in at monday.com from now on
   * @param authorizePath the path of the authorization URL
   * @return the last page: the app's own, or the board at monday.com to which the app sent the user
   *     back
   * @throws IllegalArgumentException if the path does not start with a slash
   */
  public TestBrowser.Page addRecipe(FakeUser user, String authorizePath) {
    return browser.open(user.addRecipe(url(authorizePath)));
  }

  /**
   * Whether a page is the board to which monday.com's {@code backToUrl} leads.
   *
   * @param page a page of the browser
   * @return true if the user is back at monday.com
   */
  public boolean isBackAtMonday(TestBrowser.Page page) {
    return monday.origin().getAuthority().equals(page.uri().getAuthority())
        && page.uri().getPath().startsWith("/boards/")
        && page.reply().status() == 200;
  }

  /**
   * Runs a custom action once.
   *
   * @param user the user of the recipe
   * @param runPath the path of the action's run URL
   * @param inputFields the values of the action's fields
   * @return the app's reply
   * @throws IllegalArgumentException if the path does not start with a slash
   */
  public AppReply run(FakeUser user, String runPath, Map<String, ?> inputFields) {
    return user.runAction(url(runPath), inputFields);
  }

  /**
   * Runs a custom action as monday.com does when it fails: again after each minute, for 30 minutes,
   * until the reply is 2xx, 4xx or contains a severity code. The clock is advanced by the minutes
   * between the attempts. All attempts have the same body, including {@code
   * runtimeMetadata.actionUuid}, and a new token each; monday.com documents neither.
   *
   * @param user the user of the recipe
   * @param runPath the path of the action's run URL
   * @param inputFields the values of the action's fields
   * @return the attempts and the replies
   * @throws IllegalArgumentException if the path does not start with a slash
   */
  public ActionRun runWithRetries(FakeUser user, String runPath, Map<String, ?> inputFields) {
    return ActionRun.of(user, url(runPath), user.actionBody(inputFields), clock);
  }

  /**
   * Claims of a request from monday.com's servers.
   *
   * @param user the user in the token
   * @param path the path of the endpoint, which the token's audience names
   * @param verify the app's {@code RequestVerifier::verify}, which gets the {@code Authorization}
   *     header and the path
   * @param <C> {@code RequestClaims}
   * @return what the verifier returned
   * @throws IllegalArgumentException if the path does not start with a slash
   */
  public <C> C requestClaims(FakeUser user, String path, BiFunction<String, String, C> verify) {
    return verify.apply(user.requestToken(url(path)), path);
  }

  /**
   * Claims of a call of the authorization URL.
   *
   * @param user the user in the token
   * @param path the path of the authorization URL, which the token's audience names
   * @param verify the app's {@code AuthorizationTokenVerifier::verify}, which gets the {@code
   *     token} parameter and the path
   * @param <C> {@code AuthorizationClaims}
   * @return what the verifier returned
   * @throws IllegalArgumentException if the path does not start with a slash
   */
  public <C> C authorizationClaims(
      FakeUser user, String path, BiFunction<String, String, C> verify) {
    URI url = url(path);
    TokenDraft draft =
        monday
            .tokens()
            .authorization(url, monday.origin().resolve(AUTHORIZATION_BOARD))
            .account(user.accountId())
            .user(user.id());
    return verify.apply(monday.forEndpoint(draft, url).sign(), path);
  }

  /**
   * Claims of a view's session token.
   *
   * @param user the user in the token
   * @param verify the app's {@code SessionTokenVerifier::verify}, which gets the token
   * @param <C> {@code SessionClaims}
   * @return what the verifier returned
   */
  public <C> C sessionClaims(FakeUser user, Function<String, C> verify) {
    return verify.apply(user.sessionToken());
  }

  /**
   * An app lifecycle event that occurs now. Nothing changes at the fake monday.com.
   *
   * @param user the user who caused it
   * @param type the event's type, such as {@code install} or {@code uninstall}
   * @param verify the app's {@code AppLifecycleVerifier::verify}, which gets the {@code
   *     Authorization} header and the body
   * @param <E> {@code AppLifecycleEvent}
   * @return what the verifier returned
   */
  public <E> E lifecycleEvent(FakeUser user, String type, BiFunction<String, String, E> verify) {
    LifecycleEvent event = user.event(type);
    return verify.apply(event.token(), event.body());
  }

  /** Stops the fake monday.com. The test stops the app. */
  @Override
  public void close() {
    monday.close();
  }

  /** Shows the base URI and the app's ids. */
  @Override
  public String toString() {
    return "MondayTestApp[" + baseUri + ", " + app() + "]";
  }

  private static void requirePath(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path: expected a leading slash, found " + path);
    }
  }
}

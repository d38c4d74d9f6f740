package io.github.mondayauth.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One person's browser, as far as an authorization flow needs one: it follows redirects, those of a
 * page that refreshes at once included, keeps cookies, and submits forms. Two of them are two
 * people, or one person's two devices.
 *
 * <p>Its cookies work on {@code http://localhost} as in real browsers, {@code Secure} ones
 * included; {@code SameSite} is not enforced. It runs no script. Not safe for use by several
 * threads.
 */
public final class TestBrowser {
  private static final int MOST_REDIRECTS = 20;
  private static final Pattern REFRESH =
      Pattern.compile("<meta http-equiv=\"refresh\" content=\"0;url=([^\"]*)\">");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final CookieJar cookies = new CookieJar();

  /** A browser without cookies. */
  public TestBrowser() {}

  /**
   * Opens an address and follows redirects.
   *
   * @param uri the address
   * @return the page the browser ends on
   */
  public Page open(URI uri) {
    return follow(openOnce(uri));
  }

  /**
   * Opens an address and stays there, whatever the answer.
   *
   * @param uri the address
   * @return the answer
   */
  public Page openOnce(URI uri) {
    return send(HttpRequest.newBuilder(uri).GET(), uri);
  }

  /**
   * Submits a form by POST and follows redirects.
   *
   * @param uri the form's action
   * @param fields its fields
   * @return the page the browser ends on
   */
  public Page post(URI uri, Map<String, String> fields) {
    String body =
        fields.entrySet().stream()
            .map(f -> encode(f.getKey()) + "=" + encode(f.getValue()))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return follow(send(request, uri));
  }

  /**
   * What the browser would send in its {@code Cookie} header.
   *
   * @param uri the address
   * @return the header's value, or null for no cookies
   */
  public @Nullable String cookies(URI uri) {
    return cookies.header(uri);
  }

  /** Forgets all cookies. */
  public void clearCookies() {
    cookies.clear();
  }

  private Page follow(Page first) {
    Page page = first;
    List<URI> visited = new ArrayList<>(List.of(first.uri));
    for (String next = page.next(); next != null; next = page.next()) {
      if (visited.size() > MOST_REDIRECTS) {
        throw new IllegalStateException("more than " + MOST_REDIRECTS + " redirects");
      }
      page = openOnce(page.uri.resolve(next));
      visited.add(page.uri);
    }
    return new Page(this, page.uri, page.reply, visited);
  }

  private Page send(HttpRequest.Builder request, URI uri) {
    String header = cookies.header(uri);
    if (header != null) {
      request.header("Cookie", header);
    }
    request.timeout(Duration.ofMinutes(1)).header("Accept", "text/html");
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
      response.headers().allValues("Set-Cookie").forEach(cookie -> cookies.store(uri, cookie));
      AppReply reply =
          new AppReply(response.statusCode(), response.headers().map(), response.body());
      return new Page(this, uri, reply, List.of(uri));
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from " + uri.getAuthority() + uri.getPath(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  /** What the browser shows after a step. */
  public static final class Page {
    private final TestBrowser browser;
    private final URI uri;
    private final AppReply reply;
    private final List<URI> visited;

    private Page(TestBrowser browser, URI uri, AppReply reply, List<URI> visited) {
      this.browser = browser;
      this.uri = uri;
      this.reply = reply;
      this.visited = List.copyOf(visited);
    }

    /**
     * The address.
     *
     * @return the address the browser ended on
     */
    public URI uri() {
      return uri;
    }

    /**
     * The answer to the last request.
     *
     * @return status, headers and body
     */
    public AppReply reply() {
      return reply;
    }

    /**
     * All addresses from the first to this one.
     *
     * @return the addresses in order, this page's last
     */
    public List<URI> visited() {
      return visited;
    }

    /**
     * Where the answer redirects to.
     *
     * @return the {@code Location} header of a redirect as it was sent, or null for a page
     */
    public @Nullable String location() {
      return reply.status() >= 300 && reply.status() < 400 ? reply.header("Location") : null;
    }

    /**
     * Whether the page has a form.
     *
     * @return true if there is something to submit
     */
    public boolean hasForm() {
      return HtmlForm.first(reply.body()) != null;
    }

    /**
     * Submits the page's first form and follows redirects. Hidden and preselected fields go along;
     * those given replace them.
     *
     * @param fields what the person enters, the button's name and value among them
     * @return the page the browser ends on
     * @throws IllegalStateException if the page has no form
     */
    public Page submit(Map<String, String> fields) {
      HtmlForm form = HtmlForm.first(reply.body());
      if (form == null) {
        throw new IllegalStateException("no form on " + uri.getPath() + ", " + reply.status());
      }
      Map<String, String> all = new LinkedHashMap<>(form.fields());
      all.putAll(fields);
      return browser.post(uri.resolve(form.action()), all);
    }

    private @Nullable String next() {
      Matcher refresh = REFRESH.matcher(reply.body());
      return location() == null && refresh.find()
          ? HtmlForm.unescape(refresh.group(1))
          : location();
    }

    /** Shows address and status: the body may hold what a log should not. */
    @Override
    public String toString() {
      return reply.status() + " " + uri.getAuthority() + uri.getPath();
    }
  }
}

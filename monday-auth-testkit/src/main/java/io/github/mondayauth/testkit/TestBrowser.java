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
 * A browser with its own cookies, limited to what an authorization flow needs: it follows redirects
 * (also a page that refreshes immediately, by header or element), stores cookies and submits forms.
 * Use one for each user or device.
 *
 * <p>As in real browsers, {@code Secure} cookies work on {@code http://localhost}. {@code SameSite}
 * is not enforced, and scripts do not run. Not safe for use by several threads.
 */
public final class TestBrowser {
  private static final int MAX_REDIRECTS = 20;
  private static final Pattern REFRESH =
      Pattern.compile("<meta http-equiv=\"refresh\" content=\"0;url=([^\"]*)\">");

  /** The beginning of a {@code Refresh} header that has the effect of a redirect. */
  private static final String AT_ONCE = "0;url=";

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final CookieJar cookies = new CookieJar();

  /** Creates a browser without cookies. */
  public TestBrowser() {}

  /**
   * Opens a URL and follows redirects.
   *
   * @param uri the URL
   * @return the last page
   * @throws IllegalStateException after more than 20 redirects
   */
  public Page open(URI uri) {
    return follow(openOnce(uri));
  }

  /**
   * Opens a URL without following redirects.
   *
   * @param uri the URL
   * @return the response, which may be a redirect
   */
  public Page openOnce(URI uri) {
    return send(HttpRequest.newBuilder(uri).GET(), uri);
  }

  /**
   * Submits a form with POST and follows redirects.
   *
   * @param uri the form's action
   * @param fields the form's fields
   * @return the last page
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
   * The {@code Cookie} header that the browser sends to a URL.
   *
   * @param uri the URL
   * @return the header's value, or null if no cookie matches
   */
  public @Nullable String cookies(URI uri) {
    return cookies.header(uri);
  }

  /** Deletes all cookies. */
  public void clearCookies() {
    cookies.clear();
  }

  private Page follow(Page first) {
    Page page = first;
    List<URI> visited = new ArrayList<>(List.of(first.uri));
    for (String next = page.next(); next != null; next = page.next()) {
      if (visited.size() > MAX_REDIRECTS) {
        throw new IllegalStateException(
            "Expected at most " + MAX_REDIRECTS + " redirects, stopped at " + page);
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
      throw new UncheckedIOException("No response from " + uri.getAuthority() + uri.getPath(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  /** A page that the browser shows, or a redirect that it did not follow. */
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
     * The URL of the page.
     *
     * @return the URL in the address bar
     */
    public URI uri() {
      return uri;
    }

    /**
     * The response to the last request.
     *
     * @return status, headers and body
     */
    public AppReply reply() {
      return reply;
    }

    /**
     * All URLs that were requested on the way to this page.
     *
     * @return the URLs in order, with this page's URL as the last
     */
    public List<URI> visited() {
      return visited;
    }

    /**
     * The target of a redirect.
     *
     * @return the {@code Location} header, unchanged, or null if the response is not a redirect
     */
    public @Nullable String location() {
      return reply.status() >= 300 && reply.status() < 400 ? reply.header("Location") : null;
    }

    /**
     * Whether the page has a form.
     *
     * @return true if {@link #submit} can be called
     */
    public boolean hasForm() {
      return HtmlForm.first(reply.body()) != null;
    }

    /**
     * Submits the page's first form and follows redirects. Hidden and preselected fields are
     * included unless the given fields replace them.
     *
     * @param fields the fields that the user fills in, and the button's name and value if it has
     *     one
     * @return the last page
     * @throws IllegalStateException if the page has no form
     */
    public Page submit(Map<String, String> fields) {
      HtmlForm form = HtmlForm.first(reply.body());
      if (form == null) {
        throw new IllegalStateException(
            "Expected a page with a form, found no form on "
                + uri.getPath()
                + ", "
                + reply.status());
      }
      Map<String, String> all = new LinkedHashMap<>(form.fields());
      all.putAll(fields);
      return browser.post(uri.resolve(form.action()), all);
    }

    private @Nullable String next() {
      if (location() != null) {
        return location();
      }
      String header = reply.header("Refresh");
      if (header != null && header.startsWith(AT_ONCE)) {
        return header.substring(AT_ONCE.length());
      }
      Matcher refresh = REFRESH.matcher(reply.body());
      return refresh.find() ? HtmlForm.unescape(refresh.group(1)) : null;
    }

    /** Shows status, host and path only: the query and the body can contain secrets. */
    @Override
    public String toString() {
      return reply.status() + " " + uri.getAuthority() + uri.getPath();
    }
  }
}

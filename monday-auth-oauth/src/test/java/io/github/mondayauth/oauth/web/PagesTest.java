package io.github.mondayauth.oauth.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.Reply;
import io.github.mondayauth.oauth.Page;
import io.github.mondayauth.oauth.PageRenderer;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Replies to browsers, the headers that protect them, and what their pages contain. */
final class PagesTest {
  private static final URI ORIGIN = URI.create("https://app.example.com");
  private static final URI CONSENT = URI.create("https://provider.example/authorize?a=b&state=s");
  private static final InstantSource TIME =
      InstantSource.fixed(Instant.parse("2026-11-21T12:34:56Z"));

  private final Pages pages = pages(Brand.named("Acme Sync"), null);

  private static Pages pages(Brand brand, @Nullable PageRenderer custom) {
    return new Pages(
        Translations.standard(), brand, custom, TIME, URI.create("https://monday.com/"));
  }

  private static PageContent refused() {
    return new PageContent(Page.Purpose.REFUSED, PageText.literal("Title"));
  }

  private Reply render(BrowserReply reply) {
    return pages.render(reply, null).reply();
  }

  private Reply render(PageContent page) {
    return render(BrowserReply.page(200, page, List.of()));
  }

  private static String policy(Reply reply) {
    return String.valueOf(reply.headers().get("Content-Security-Policy"));
  }

  @Test
  void forbidsCachingFramingAndReferrers() {
    for (Reply reply :
        List.of(render(BrowserReply.redirect(CONSENT, List.of())), render(refused()))) {
      assertThat(reply.headers())
          .containsEntry("Cache-Control", "no-store")
          .containsEntry("Referrer-Policy", "no-referrer")
          .containsEntry("X-Content-Type-Options", "nosniff")
          .containsEntry("X-Frame-Options", "DENY");
      assertThat(policy(reply))
          .startsWith("default-src 'none'; ")
          .endsWith("frame-ancestors 'none'");
    }
  }

  @Test
  void allowsTheFramedPageOnlyInFramesOfTheGivenOrigin() {
    Reply reply = render(BrowserReply.framedPage(403, refused(), "https://acme.monday.com:8443"));

    assertThat(reply.headers()).doesNotContainKey("X-Frame-Options");
    assertThat(policy(reply)).endsWith("frame-ancestors https://acme.monday.com:8443");
  }

  @Test
  void replacesARedirectToAnotherOriginByAPageThatRedirects() {
    Reply reply = render(BrowserReply.redirect(CONSENT, List.of("c=1")).afterForm(ORIGIN));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers())
        .doesNotContainKey("Location")
        .containsEntry("Refresh", "0;url=" + CONSENT);
    assertThat(reply.cookies()).containsExactly("c=1");
    assertThat(reply.body())
        .contains("href=\"https://provider.example/authorize?a=b&amp;state=s\">Continue</a>");
  }

  @Test
  void keepsOtherRepliesToAForm() {
    BrowserReply page = BrowserReply.page(422, refused(), List.of());
    BrowserReply own = BrowserReply.redirect(ORIGIN.resolve("/callback/desk?state=s"), List.of());
    BrowserReply lookalike =
        BrowserReply.redirect(URI.create("https://app.example.com.evil.example/"), List.of());

    assertThat(page.afterForm(ORIGIN)).isSameAs(page);
    assertThat(own.afterForm(ORIGIN)).isSameAs(own);
    assertThat(lookalike.afterForm(ORIGIN).status()).isEqualTo(200);
  }

  @Test
  void escapesAllTextOfAPage() {
    String text = "<b>&\"'%s";
    PageText title = PageText.literal(text);
    PageContent page =
        new PageContent(Page.Purpose.FORM, title)
            .about("x", text)
            .text(title)
            .user(title, text)
            .user(PageText.literal("left out"), "")
            .formTo(text)
            .hidden(text, text)
            .field(
                new PageContent.Field(
                    text, Page.Field.Type.TEXT, title, text, text, text, text, Map.of(), title))
            .field(
                new PageContent.Field(
                    text,
                    Page.Field.Type.CHOICE,
                    title,
                    text,
                    "",
                    text,
                    null,
                    Map.of(text, text),
                    title))
            .action(Page.Action.Kind.NEW_TAB, text)
            .action(Page.Action.Kind.SKIP, text)
            .reference(text);
    Reply reply =
        pages(Brand.named(text).withLogo("data:" + text), null)
            .render(BrowserReply.page(200, page, List.of()), null)
            .reply();

    assertThat(reply.body())
        .contains("<h1>&lt;b&gt;&amp;&quot;&#39;%s</h1>")
        .doesNotContain("<b>", "&\"", "left out");
    assertThat(policy(reply)).contains("form-action 'self'");
  }

  @Test
  void namesTheTimeAndTheReference() {
    assertThat(render(refused().reference("used")).body())
        .contains("<dt>Reference</dt><dd><bdi>used</bdi></dd>")
        .contains("<dt>Time</dt><dd><bdi>2026-11-21 12:34 UTC</bdi></dd>");
  }

  @Test
  void aPageWithoutAnotherWayOutLeadsToMonday() {
    assertThat(render(refused()).body())
        .contains("href=\"https://monday.com/\">Open monday.com</a>");
    assertThat(render(refused().action(Page.Action.Kind.AGAIN, "?x")).body())
        .doesNotContain("Open monday.com");
  }

  @Test
  void onlyThePageOfAFailureOffersSupport() {
    Pages supported =
        pages(Brand.named("Acme").withSupport(URI.create("mailto:help@acme.example")), null);
    PageContent confirm = new PageContent(Page.Purpose.CONFIRM, PageText.literal("Title"));

    assertThat(supported.render(BrowserReply.page(200, refused(), List.of()), null).reply().body())
        .contains("href=\"mailto:help@acme.example\">Contact support</a>");
    assertThat(supported.render(BrowserReply.page(200, confirm, List.of()), null).reply().body())
        .doesNotContain("Contact support");
  }

  @Test
  void allowsDataImagesOnlyIfThereIsALogo() {
    assertThat(policy(render(refused()))).doesNotContain("img-src");
    Reply reply =
        pages(Brand.named("Acme").withLogo("data:image/png;base64,AAAA"), null)
            .render(BrowserReply.page(200, refused(), List.of()), null)
            .reply();
    assertThat(policy(reply)).contains("; img-src data:;");
    assertThat(reply.body())
        .contains("<img class=\"mark\" alt=\"\" src=\"data:image/png;base64,AAAA\">");
  }

  @Test
  void anApplicationsPageHasItsOwnPolicyWithoutScripts() {
    Pages custom =
        pages(Brand.named("Acme"), page -> "<style nonce=\"" + page.styleNonce() + "\"></style>");
    Pages.Rendered one = custom.render(BrowserReply.page(200, refused(), List.of()), null);
    Pages.Rendered other = custom.render(BrowserReply.page(200, refused(), List.of()), null);
    String nonce = String.valueOf(one.page()).isEmpty() ? "" : one.page().styleNonce();

    assertThat(one.reply().body()).isEqualTo("<style nonce=\"" + nonce + "\"></style>");
    assertThat(policy(one.reply()))
        .isEqualTo(
            "default-src 'none'; style-src 'self' 'nonce-"
                + nonce
                + "'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'");
    assertThat(nonce).hasSize(22).isNotEqualTo(other.page().styleNonce());
  }

  /** Throws any exception without declaring it, as Kotlin does. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Exception> E undeclared(Exception thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void keepsTheInterruptFlagIfARendererThrowsAnUndeclaredInterruptedException() {
    Pages interrupted =
        pages(
            Brand.named("Acme"),
            page -> {
              throw PagesTest.<RuntimeException>undeclared(new InterruptedException("planted"));
            });
    interrupted.render(BrowserReply.page(409, refused(), List.of()), null);
    assertThat(Thread.interrupted()).as("the interrupt flag").isTrue();
  }

  @Test
  void aRendererThatFailsIsReplacedByTheLibrarysPage() {
    for (PageRenderer failing :
        List.<PageRenderer>of(
            page -> {
              throw new IllegalStateException("planted");
            },
            page -> {
              throw PagesTest.<RuntimeException>undeclared(new IOException("planted"));
            },
            page -> " ")) {
      Reply reply =
          pages(Brand.named("Acme"), failing)
              .render(BrowserReply.page(409, refused(), List.of()), null)
              .reply();
      assertThat(reply.status()).isEqualTo(409);
      assertThat(reply.body()).contains("<h1>Title</h1>");
      assertThat(policy(reply)).contains("style-src 'sha256-");
    }
  }

  @Test
  void showsNoSecretsInToString() {
    PageContent form =
        new PageContent(Page.Purpose.FORM, PageText.literal("Title"))
            .formTo("https://app.example.com/callback/x")
            .hidden("state", "planted")
            .field(
                new PageContent.Field(
                    "host",
                    Page.Field.Type.TEXT,
                    PageText.literal("Host"),
                    "planted",
                    "",
                    "",
                    null,
                    Map.of(),
                    null))
            .action(Page.Action.Kind.SKIP, "?proof=planted");
    BrowserReply reply = BrowserReply.page(200, form, List.of("c=planted"));
    Page page = pages.render(reply, null).page();

    assertThat(List.of(reply, form, page, page.form(), page.actions(), page.form().fields()))
        .allSatisfy(each -> assertThat(each.toString()).doesNotContain("planted"));
  }
}

package io.github.mondayauth.oauth.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.Reply;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replies to browsers, and the headers that protect them. */
final class BrowserRepliesTest {
  private static final URI ORIGIN = URI.create("https://app.example.com");
  private static final URI CONSENT = URI.create("https://provider.example/authorize?a=b&state=s");

  @Test
  void forbidsCachingFramingAndReferrers() {
    HtmlPage page = new HtmlPage("Title");
    for (Reply reply :
        List.of(
            BrowserReplies.redirect(CONSENT, List.of()),
            BrowserReplies.page(200, page, List.of()))) {
      assertThat(reply.headers())
          .containsEntry("Cache-Control", "no-store")
          .containsEntry("Referrer-Policy", "no-referrer")
          .containsEntry("X-Content-Type-Options", "nosniff")
          .containsEntry("X-Frame-Options", "DENY");
      assertThat(reply.headers().get("Content-Security-Policy"))
          .startsWith("default-src 'none'; ")
          .endsWith("frame-ancestors 'none'");
    }
  }

  @Test
  void allowsTheFramedPageOnlyInFramesOfTheGivenOrigin() {
    Reply reply =
        BrowserReplies.framedPage(403, new HtmlPage("Title"), "https://acme.monday.com:8443");

    assertThat(reply.headers()).doesNotContainKey("X-Frame-Options");
    assertThat(reply.headers().get("Content-Security-Policy"))
        .endsWith("frame-ancestors https://acme.monday.com:8443");
  }

  @Test
  void replacesARedirectToAnotherOriginByAPageThatRedirects() {
    Reply reply =
        BrowserReplies.afterForm(BrowserReplies.redirect(CONSENT, List.of("c=1")), ORIGIN);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers()).doesNotContainKey("Location");
    assertThat(reply.cookies()).containsExactly("c=1");
    assertThat(reply.body())
        .contains(
            "content=\"0;url=https://provider.example/authorize?a=b&amp;state=s\"",
            "<a href=\"https://provider.example/authorize?a=b&amp;state=s\">Continue</a>");
  }

  @Test
  void keepsOtherRepliesToAForm() {
    Reply page = BrowserReplies.page(422, new HtmlPage("Title"), List.of());
    Reply own = BrowserReplies.redirect(ORIGIN.resolve("/callback/desk?state=s"), List.of());
    Reply lookalike =
        BrowserReplies.redirect(URI.create("https://app.example.com.evil.example/"), List.of());

    assertThat(BrowserReplies.afterForm(page, ORIGIN)).isSameAs(page);
    assertThat(BrowserReplies.afterForm(own, ORIGIN)).isSameAs(own);
    assertThat(BrowserReplies.afterForm(lookalike, ORIGIN).status()).isEqualTo(200);
  }

  @Test
  void escapesAllTextOfAPage() {
    String text = "<b>&\"'%s";
    HtmlPage page =
        new HtmlPage(text)
            .text(text)
            .alert(text)
            .fact(text, text)
            .fact("left out", "")
            .actions(HtmlPage.button(text, text), HtmlPage.newTab(text, text))
            .formTo(text)
            .hidden(text, text)
            .field(text, text, "text", text, text, text)
            .submit(text, HtmlPage.link(text, text));
    Reply reply = BrowserReplies.page(200, page, List.of());

    assertThat(reply.body())
        .contains("<h1>&lt;b&gt;&amp;&quot;&#39;%s</h1>")
        .doesNotContain("<b>", "&\"", "left out");
    assertThat(reply.headers().get("Content-Security-Policy")).contains("form-action 'self'");
  }
}
